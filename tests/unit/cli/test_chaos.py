"""`smockproxy chaos`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.unit.cli.answering import Admin

ROW = {
    "id": "flaky",
    "source": None,
    "enabled": True,
    "acts": "answers 503",
    "calls": 12,
    "injected": 3,
    "definition": {"chaos": {"preset": 503}},
}
TABLE = "ID     WHERE  ON   CALLS  INJECTED  DOES\nflaky  API    yes     12         3  answers 503\n"


@pytest.fixture
def admin(monkeypatch):
    return Admin(monkeypatch)


def run(*arguments: str, text: str = ""):
    return CliRunner().invoke(main, ["chaos", *arguments, "--session", "w"], input=text)


def test_the_list(admin):
    admin.tells("/chaos", {"rules": [ROW]})
    assert run("list").output == TABLE
    assert json.loads(run("list", "--json").output) == [ROW]
    admin.tells("/chaos", {"rules": []})
    assert run("list").output == "There are no rules of chaos.\n"


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (["--drop"], {"drop": True}),
        (
            ["--host", "*.test", "--path", "/pay", "--method", "post", "--status", "500", "--id", "x"],
            {
                "request": {
                    "host": {"matcher": "ShouldMatchGlob", "value": "*.test"},
                    "path": "/pay",
                    "method": "POST",
                },
                "status": 500,
                "id": "x",
            },
        ),
        (
            ["--preset", "503", "--probability", "0.3", "--times", "2", "--after", "1", "--ttl", "10m"],
            {"probability": 0.3, "times": 2, "after": 1, "ttl": "10m", "preset": "503"},
        ),
    ],
)
def test_a_rule_of_options(admin, arguments, rule):
    admin.tells("/chaos", {"rules": [ROW]})
    done = run("add", *arguments)
    assert (done.exit_code, done.output) == (0, TABLE)
    (asked,) = admin.asked
    assert (asked.method, asked.body, asked.query) == ("POST", rule, {"session": "w"})


def test_a_rule_of_a_file(admin):
    admin.tells("/chaos", {"rules": [ROW]})
    assert run("add", "--file", "-", text='[{"drop": true}]').exit_code == 0
    assert admin.asked[0].body == [{"drop": True}]
    assert "is not JSON" in run("add", "--file", "-", text="{").output


@pytest.mark.parametrize("arguments", [[], ["--drop", "--file", "-"]])
def test_options_or_a_file(arguments):
    assert "one of both" in run("add", *arguments).output


def test_switches(admin):
    for word in ("enable", "disable"):
        admin.tells(f"/chaos/flaky/{word}", ROW)
        assert run(word, "flaky").output == TABLE
    admin.tells("/chaos/flaky", None)
    assert run("delete", "flaky").output == ""
    assert [asked.method for asked in admin.asked] == ["POST", "POST", "DELETE"]
