"""`smockproxy route`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.unit.cli.answering import Admin

ROW = {
    "id": "route-api.test",
    "host": "api.test",
    "to": "30%",
    "path": None,
    "headers": {"X-Real": "1"},
    "by": "ip",
    "ttl": "10m",
    "uses": 7,
}


@pytest.fixture
def admin(monkeypatch):
    return Admin(monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "method", "body"),
    [
        (["list"], "GET", None),
        (["clear"], "DELETE", None),
        (["api.test", "real"], "PUT", {"host": "api.test", "to": "real"}),
        (["set", "list", "mocked"], "PUT", {"host": "list", "to": "mocked"}),
        (
            ["api.test", "30%", "--by", "ip", "--ttl", "10m", "--path", "/a*", "--header", "X-Real: 1"],
            "PUT",
            {
                "host": "api.test",
                "to": "30%",
                "by": "ip",
                "ttl": "10m",
                "path": "/a*",
                "headers": {"X-Real": "1"},
            },
        ),
    ],
)
def test_each_command_asks_for_its_operation(admin, arguments, method, body):
    admin.tells("/routes", {"routes": [ROW]})
    done = CliRunner().invoke(main, ["route", *arguments, "--session", "w"])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "HOST      TO   PATH  HEADERS    BY  TTL  USES",
        "api.test  30%        X-Real: 1  ip  10m     7",
    ]
    (asked,) = admin.asked
    assert (asked.method, asked.body, asked.query) == (method, body, {"session": "w"})


def test_the_host_whose_routes_are_cleared(admin):
    admin.tells("/routes", {"routes": []})
    done = CliRunner().invoke(main, ["route", "clear", "api.test"])
    assert done.output == "No host is real: mocks answer, and the unmatched policy holds.\n"
    assert admin.asked[0].query == {"host": "api.test"}


def test_json(admin):
    admin.tells("/routes", {"routes": [ROW]})
    done = CliRunner().invoke(main, ["route", "list", "--json"])
    assert json.loads(done.output) == {"routes": [ROW]}


def test_what_is_no_header_is_refused(admin):
    done = CliRunner().invoke(main, ["route", "api.test", "real", "--header", "X"])
    assert (done.exit_code, admin.asked) == (2, [])
    assert "is no header" in done.output


def test_what_somebody_sent_does_nothing_to_a_terminal(admin):
    admin.tells("/routes", {"routes": [{**ROW, "headers": {"X-Real": "\x1b[2J"}}]})
    assert "\x1b" not in CliRunner().invoke(main, ["route", "list"]).output
