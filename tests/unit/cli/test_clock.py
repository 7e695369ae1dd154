"""`smockproxy clock`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.cli.clock import clock_line
from tests.unit.cli.answering import Admin

SHOWN = {"now": "2030-01-01T02:00:00Z", "real": "2030-01-01T00:00:00Z", "ahead": 7200.0, "frozen": False}


@pytest.fixture
def admin(monkeypatch):
    return Admin(monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "method", "path", "body"),
    [
        (["show"], "GET", "/clock", None),
        (["set", "now+2h"], "PUT", "/clock", {"now": "now+2h"}),
        (["advance", "2h"], "POST", "/clock/advance", {"by": "2h"}),
        (["advance", "-2h"], "POST", "/clock/advance", {"by": "-2h"}),
        (["freeze"], "POST", "/clock/freeze", {"at": None}),
        (["freeze", "2030-01-01"], "POST", "/clock/freeze", {"at": "2030-01-01"}),
        (["resume"], "POST", "/clock/resume", None),
        (["reset"], "DELETE", "/clock", None),
    ],
)
def test_each_command_asks_for_its_operation(admin, arguments, method, path, body):
    admin.tells(path, SHOWN)
    done = CliRunner().invoke(main, ["clock", *arguments, "--session", "w"])
    assert (done.exit_code, done.output) == (0, "2030-01-01T02:00:00Z (2h0m0s ahead of real time)\n")
    (asked,) = admin.asked
    assert (asked.method, asked.body, asked.query) == (method, body, {"session": "w"})


def test_json(admin):
    admin.tells("/clock", SHOWN)
    assert json.loads(CliRunner().invoke(main, ["clock", "show", "--json"]).output) == SHOWN


@pytest.mark.parametrize(
    ("ahead", "frozen", "told"),
    [
        (0.0, False, "real time"),
        (0.0, True, "real time, frozen"),
        (-0.5, False, "500ms behind real time"),
        (86_400.0, True, "24h0m0s ahead of real time, frozen"),
    ],
)
def test_the_line(ahead, frozen, told):
    assert clock_line({**SHOWN, "ahead": ahead, "frozen": frozen}) == f"2030-01-01T02:00:00Z ({told})"
