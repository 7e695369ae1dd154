"""`smockproxy usage`, with an admin API of the test's own."""

import json

from click.testing import CliRunner

from smockproxy.cli import main
from tests.golden_files import assert_golden

USED = {
    "id": "login",
    "source": "mocks/a.yml:3",
    "uses": 12,
    "exchanges": 12,
    "last_used": "2026-01-02T03:04:05.123456Z",
    "latency": {"median": 3.4, "p95": 12.6, "longest": 120.0},
}
UNUSED = {"id": "spare", "source": None, "uses": 0, "exchanges": 0, "last_used": None, "latency": None}
USAGE = {"mocks": [USED, UNUSED], "unused": ["spare"], "evicted": 3}


def run(*arguments):
    done = CliRunner().invoke(main, ["usage", *arguments], prog_name="smockproxy", env={"COLUMNS": "80"})
    assert done.exit_code == 0, done.output
    return done.output


def test_one_line_a_mock(admin):
    admin.tells("/usage", USAGE)
    assert_golden("cli/usage.txt", run("--session", "w"))
    assert json.loads(run("--json")) == USAGE
    assert [each.query for each in admin.asked] == [{"session": "w"}, {}]


def test_no_mocks(admin):
    admin.tells("/usage", {"mocks": [], "unused": [], "evicted": 0})
    assert run() == "There are no mocks.\n"


def test_golden_help():
    assert_golden("cli/usage-help.txt", run("--help"))
