"""`smockproxy sessions`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.testing.errors import RefusedError
from tests.golden_files import assert_golden

UNNAMED = {
    "name": "",
    "id": "HB5bN5xDJ5GQ",
    "title": "Session #1",
    "started_at": "2026-01-02T03:04:05.123456Z",
    "last_used": "2026-01-02T03:04:06.123456Z",
    "mocks": 0,
    "exchanges": 12,
    "evicted": 0,
    "seed": 7,
    "unmatched": "forward",
}
NAMED = {**UNNAMED, "name": "worker-1", "id": "", "last_used": None, "exchanges": 0, "unmatched": "refuse"}


def run(*arguments, code=0):
    done = CliRunner().invoke(main, ["sessions", *arguments], prog_name="smockproxy", env={"COLUMNS": "80"})
    assert done.exit_code == code, done.output
    return done


def test_list(admin):
    admin.tells("/sessions", {"sessions": [UNNAMED, NAMED]})
    assert_golden("cli/sessions-list.txt", run("list").output)
    assert json.loads(run("list", "--json").output) == [UNNAMED, NAMED]


def test_set(admin):
    admin.tells("/sessions/worker-1", NAMED)
    assert "worker-1" in run("set", "worker-1", "--seed", "7", "--unmatched", "refuse").output
    assert json.loads(run("set", "worker-1", "--json").output) == NAMED
    assert admin.asked == [
        ("PUT", "/sessions/worker-1", {}, {"seed": 7, "unmatched": "refuse"}),
        ("PUT", "/sessions/worker-1", {}, {}),
    ]


def test_reset(admin):
    admin.tells("/sessions/~/reset", UNNAMED)
    assert run("reset", "~").output.splitlines()[1].startswith("~ ")
    assert json.loads(run("reset", "~", "--force", "--json").output) == UNNAMED
    assert [each.query for each in admin.asked] == [{"force": "false"}, {"force": "true"}]


def test_delete(admin):
    admin.answers["/sessions/worker-1"] = []
    assert run("delete", "worker-1").output == ""
    assert admin.asked[0][:2] == ("DELETE", "/sessions/worker-1")
    admin.answers["/sessions/zz"] = RefusedError("There is no such session.", 404)
    assert run("delete", "zz", code=1).stderr == "Error: There is no such session.\n"


@pytest.mark.parametrize(
    "arguments", [["set"], ["set", "w", "--seed", "-1"], ["set", "w", "--unmatched", "x"]]
)
def test_usage_errors(admin, arguments):
    assert run(*arguments, code=2).stderr.startswith("Usage: ")
    assert admin.asked == []


@pytest.mark.parametrize("command", [(), ("list",), ("set",), ("delete",), ("reset",)])
def test_golden_help(command):
    name = "-".join(("sessions", *command))
    assert_golden(f"cli/{name}-help.txt", run(*command, "--help").output)
