"""`smockproxy history`, with an admin API of the test's own."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from smockproxy.app.why.text import trace_text
from smockproxy.cli import main
from smockproxy.cli.exchangetext import table, whole
from smockproxy.cli.history import history
from smockproxy.interop.entry import entry_shape
from smockproxy.testing import client
from smockproxy.testing.errors import NotReachableError, RefusedError
from tests.unit.exchanges import golden, several

MISS = {
    "mock": {"id": "m", "source": "mocks/a.yml:3"},
    "distance": 0.25,
    "held_back": None,
    "mismatches": [{"field": "path", "expected": "ShouldEqual '/b'", "actual": "/a"}],
}
TRACE = {
    "request": {"method": "GET", "url": "http://a.test/a"},
    "exchange": "2",
    "cut": False,
    "verdict": "forwarded; no mock matched",
    "mock": None,
    "mocks_version": 1,
    "mocks_version_now": 1,
    "asked": [],
    "more": 0,
    "over": [],
    "nearest": [MISS],
}
ENTRIES = [entry_shape(entry) for entry in several()]


@pytest.fixture
def asked(admin):
    """The questions that the admin API was asked."""
    admin.tells("/history", {"entries": ENTRIES, "next": "", "cut_short": False, "reached": None})
    for path in ("/history/2", "/history/a%2F..%2Fb"):
        admin.tells(path, ENTRIES[1])
        admin.tells(f"{path}/trace", TRACE)
    admin.answers["/history/export"] = [b"first ", b"second\xff"]
    admin.answers["/history/broken"] = RefusedError("There is no exchange.", 404)
    return admin.asked


def run(*arguments: str, code: int = 0, **variables: str):
    done = CliRunner().invoke(history, arguments, env={"SMOCKPROXY_ADMIN_URL": None, **variables})
    assert done.exit_code == code, done.output
    return done


def test_list(asked):
    assert run("list").output == table(ENTRIES)
    assert asked == [("GET", "/history", {"last": "50", "bodies": "false"}, None)]


def test_list_as_json(asked):
    assert json.loads(run("list", "--json", "--limit", "7").output) == ENTRIES
    assert asked[0].query == {"last": "7", "bodies": "true"}


def test_list_by_filters(asked):
    filters = (
        "--path",
        "/a*",
        "--status",
        "4xx",
        "--session-id",
        "s",
        "--where",
        "~q",
        "--session",
        "",
        "--after",
        "3",
    )
    run("list", *filters, "--decision", "failed")
    assert asked[0].query == {
        "last": "50",
        "bodies": "false",
        "path": "/a*",
        "status": "4xx",
        "session_id": "s",
        "where": "~q",
        "session": "",
        "after": "3",
        "decision": "failed",
    }


@pytest.mark.parametrize(
    ("reached", "words"),
    [("2026-01-02T03:04:05Z", "it got back to 2026-01-02T03:04:05Z"), (None, "it found nothing")],
)
def test_a_search_that_took_too_long_says_so(admin, reached, words):
    admin.tells("/history", {"entries": [], "next": "3", "cut_short": True, "reached": reached})
    assert run("list").stderr == f"The search took too long and ended early; {words}.\n"


def test_clear(admin):
    admin.answers["/history"] = []
    assert run("clear").output == run("clear", "--session", "w").output == ""
    assert [each[:3] for each in admin.asked] == [
        ("DELETE", "/history", {}),
        ("DELETE", "/history", {"session": "w"}),
    ]


def test_show(asked):
    nearest = "\nNearest mocks:\n  1. mocks/a.yml:3 (distance 0.250)\n"
    nearest += "     path: expected ShouldEqual '/b', found \"/a\"\n"
    assert run("show", "a/../b").output == whole(ENTRIES[1]) + nearest
    assert [each.path for each in asked] == ["/history/a%2F..%2Fb", "/history/a%2F..%2Fb/trace"]


@pytest.mark.usefixtures("asked")
def test_show_where_nothing_comes_near(admin):
    admin.tells("/history/2/trace", {**TRACE, "nearest": []})
    assert run("show", "2").output.endswith("\n\nNo mocks come near.\n")


def test_the_trace(asked):
    assert run("show", "2", "--trace").output == trace_text(TRACE)
    assert json.loads(run("show", "2", "--trace", "--json").output) == TRACE
    assert {each.path for each in asked} == {"/history/2/trace"}


@pytest.mark.usefixtures("asked")
def test_show_as_json():
    assert json.loads(run("show", "2", "--json").output) == ENTRIES[1]


@pytest.mark.usefixtures("asked")
def test_a_refusal_is_one_line():
    assert run("show", "broken", code=1).stderr == "Error: There is no exchange.\n"


@pytest.mark.parametrize("options", [(), ("-o", "-")])
def test_export_to_standard_output(asked, options):
    assert run("export", *options).stdout_bytes == b"first second\xff"
    assert asked[0][1:3] == ("/history/export", {"format": "har"})


def test_export_to_a_file(asked, tmp_path):
    file = tmp_path / "flows"
    file.write_bytes(b"older")
    assert run("export", "--format", "mitm", "-o", str(file)).output == ""
    assert file.read_bytes() == b"first second\xff"
    assert list(tmp_path.iterdir()) == [file]
    assert asked[0].query == {"format": "mitm"}


def test_export_what_filters_leave(asked):
    run(
        "export",
        "--format",
        "smocker",
        "--session",
        "w",
        "--order",
        "newest",
        "--host",
        "a.test",
        "--no-redact",
    )
    assert asked[0].query == {
        "format": "smocker",
        "session": "w",
        "order": "newest",
        "host": "a.test",
        "redact": "false",
    }


def test_an_export_that_breaks_off_leaves_the_file_as_it_was(monkeypatch, tmp_path):
    def carried(*_):
        yield b"begun"
        raise NotReachableError("broke off.")

    monkeypatch.setattr(client, "carried", carried)
    file = tmp_path / "x.har"
    file.write_bytes(b"older")
    assert run("export", "-o", str(file), code=1).stderr == "Error: broke off.\n"
    assert file.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("asked")
def test_a_file_that_cannot_be_written(tmp_path):
    file = tmp_path / "missing" / "x.har"
    message = run("export", "-o", str(file), code=1).stderr
    assert message == f"Error: Cannot write {file}: No such file or directory.\n"
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "Is a directory" in run("export", "-o", str(folder), code=1).stderr
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.usefixtures("asked")
def test_where_the_admin_api_is(admin):
    run("list", SMOCKPROXY_ADMIN_URL="http://a.test:1")
    run("list", "--admin", "http://b.test:2", SMOCKPROXY_ADMIN_URL="http://a.test:1")
    assert admin.urls == ["http://a.test:1", "http://b.test:2"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "--format", "pcap"),
        ("list", "--limit", "0"),
        ("list", "--admin", "nowhere"),
        ("show",),
        ("lst",),
    ],
)
def test_usage_errors(asked, arguments):
    assert run(*arguments, code=2).stderr.startswith("Usage: ")
    assert asked == []


@pytest.mark.parametrize("command", [(), ("list",), ("show",), ("tail",), ("export",), ("clear",)])
def test_golden_help(command):
    arguments = ("history", *command)
    done = CliRunner().invoke(main, (*arguments, "--help"), prog_name="smockproxy", env={"COLUMNS": "80"})
    golden(f"cli/{'-'.join(arguments)}-help.txt", done.output)


def test_nothing_heavy_is_imported():
    code = (
        "import sys, smockproxy.cli.history, smockproxy.cli.exchangetext;"
        "print(*{'mitmproxy', 'starlette', 'pydantic', 'yaml', 'uvicorn', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("command", [["list"], ["show", "2"], ["show", "2", "--trace"], ["export"]])
@pytest.mark.parametrize(("flags", "query"), [([], None), (["--no-redact"], "false"), (["--redact"], "true")])
def test_whether_credentials_are_shown_can_be_chosen(asked, command, flags, query):
    done = CliRunner().invoke(history, [*command, *flags])
    assert done.exit_code == 0
    assert {question.query.get("redact") for question in asked} == {query}
