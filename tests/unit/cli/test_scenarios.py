"""`smockproxy scenarios`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.unit.cli.answering import Admin

PART = {"id": "a", "source": None, "when": [], "then": "Open"}
ROW = {"name": "Banking", "state": "Open", "states": ["Started", "Open"], "mocks": [PART]}
TOLD = "Banking: Open (Started, Open; 1 mock)\n"


@pytest.fixture
def admin(monkeypatch):
    return Admin(monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "method", "query", "body"),
    [
        (["list"], "GET", {}, None),
        (["set", "Banking", "Open"], "PUT", {"force": "false"}, {"Banking": "Open"}),
        (["set", "Banking", "Shut", "--force"], "PUT", {"force": "true"}, {"Banking": "Shut"}),
        (["reset", "Banking"], "DELETE", {"name": "Banking"}, None),
        (["reset"], "DELETE", {}, None),
    ],
)
def test_each_command_asks_for_its_operation(admin, arguments, method, query, body):
    admin.tells("/scenarios", {"scenarios": [ROW]})
    done = CliRunner().invoke(main, ["scenarios", *arguments, "--session", "w"])
    assert (done.exit_code, done.output) == (0, TOLD)
    (asked,) = admin.asked
    assert (asked.method, asked.query, asked.body) == (method, {"session": "w", **query}, body)


def test_none(admin):
    admin.tells("/scenarios", {"scenarios": []})
    done = CliRunner().invoke(main, ["scenarios", "list"])
    assert done.output == "There are no scenarios: no mock has one.\n"


def test_several_mocks_and_json(admin):
    two = {"scenarios": [{**ROW, "mocks": [PART, PART]}]}
    admin.tells("/scenarios", two)
    assert "; 2 mocks)" in CliRunner().invoke(main, ["scenarios", "list"]).output
    assert json.loads(CliRunner().invoke(main, ["scenarios", "list", "--json"]).output) == two


def test_what_somebody_sent_does_nothing_to_a_terminal(admin):
    admin.tells("/scenarios", {"scenarios": [{**ROW, "state": "\x1b[2J"}]})
    assert "\x1b" not in CliRunner().invoke(main, ["scenarios", "list"]).output
