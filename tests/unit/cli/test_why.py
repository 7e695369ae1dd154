"""`smockproxy why`, with an admin API of the test's own."""

import json
import subprocess
import sys
from base64 import b64encode

import pytest
from click.testing import CliRunner

from smockproxy.app.why.files import why_by_files
from smockproxy.app.why.text import why_text
from smockproxy.cli import main
from tests.golden_files import assert_golden

EITHER = "Error: expected the ID of an exchange, or a METHOD and a URL"
WRITE = "write smockproxy why 17, or smockproxy why GET http://api.test/users/7."
MOCKS = "- request: {host: a.test, path: /x}\n  response: {}\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with one mock, in which one is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "a.yml").write_text(MOCKS)
    return "mocks"


@pytest.fixture
def questions(admin, files):
    """What the admin API was asked; it answers by the files."""
    admin.tells("/why", why_by_files({"url": "http://a.test/y"}, [files], 0.0).told)
    return admin.asked


def run(*arguments: str, code: int = 0, sent: bytes = b""):
    environment = {"SMOCKPROXY_ADMIN_URL": None, "COLUMNS": "80"}
    done = CliRunner().invoke(main, ("why", *arguments), prog_name="smockproxy", env=environment, input=sent)
    assert done.exit_code == code, done.output
    return done


def test_an_exchange(questions):
    run("17")
    run("17", "--session", "w", "--no-redact")
    assert questions == [
        ("POST", "/why", {}, {"id": "17"}),
        ("POST", "/why", {"session": "w", "redact": "false"}, {"id": "17"}),
    ]


def test_a_request(questions):
    arguments = ("POST", "http://a.test/y", "-H", "Accept: text/plain", "-H", "X:1", "-d", "a=1")
    assert_golden("why/command.txt", run(*arguments).output)
    assert questions[0].body == {
        "method": "POST",
        "url": "http://a.test/y",
        "headers": [
            ["Accept", "text/plain"],
            ["X", "1"],
            ["Content-Type", "application/x-www-form-urlencoded"],
        ],
        "body": "a=1",
    }


def test_a_body_from_a_file_or_from_standard_input(questions, files):
    packed = b64encode(MOCKS.encode()).decode()
    run("POST", "http://a.test/y", "-d", f"@{files}/a.yml", "-H", "content-type: text/x")
    run("POST", "http://a.test/y", "-d", "@-", sent=MOCKS.encode())
    assert [question.body["body_base64"] for question in questions] == [packed, packed]
    assert questions[0].body["headers"] == [["content-type", "text/x"]]


def test_as_json(questions, files):
    told = why_by_files({"url": "http://a.test/y"}, [files], 0.0).told
    assert json.loads(run("GET", "http://a.test/y", "--json").output) == told


def test_files_without_a_server(files):
    told = why_by_files({"url": "http://a.test/x"}, [files], 0.0).told
    assert run("GET", "http://a.test/x", "--mocks", files).output == why_text(told)


def test_files_are_asked_at_the_time_it_is(files, tmp_path):
    (tmp_path / "mocks" / "a.yml").write_text(
        "- request: {query_params: {v: {matcher: ShouldBeAfter, value: now+3d}}}\n  response: {}\n"
    )
    past = run("GET", "http://a.test/?v=2020-01-01", "--mocks", files, "--json")
    future = run("GET", "http://a.test/?v=9999-01-01", "--mocks", files, "--json")
    assert json.loads(past.output)["mock"] is None
    assert json.loads(future.output)["mock"] is not None


def test_files_with_an_error(files, tmp_path):
    (tmp_path / "mocks" / "b.yml").write_text("- request: {pth: /}\n  response: {}\n")
    assert "did you mean" in run("GET", "http://a.test/x", "--mocks", files, code=1).stderr


def test_a_module_is_run_only_when_asked(files, tmp_path):
    module = 'from smockproxy import mock\n@mock.get("/m", host="a.test")\ndef m(): return 200\n'
    (tmp_path / "mocks" / "m.py").write_text(module)
    unread = run("GET", "http://a.test/m", "--mocks", files)
    assert_golden("why/unread.txt", unread.stderr)
    assert "m.py:2" not in unread.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument"),
        (
            ("GET",) * 3,
            f"{EITHER}; found 3 arguments: {WRITE}",
        ),
        (
            ("abc",),
            f'{EITHER}; found "abc": {WRITE}',
        ),
        (
            ("GET",),
            'Error: expected a URL after "GET": write smockproxy why GET http://api.test/users/7.',
        ),
        (
            ("http://a.test/",),
            'Error: expected a METHOD before "http://a.test/": write smockproxy why GET http://a.test/.',
        ),
        (("GET", "abc"), 'Error: "abc" is no URL such as http://api.test/users/7.'),
        (
            ("http://a.test", "GET"),
            'Error: The method "http://a.test" is no token such as GET (RFC 9110, 9.1).',
        ),
        (("GET", "http://a.test", "-H", "X: a\nb"), 'Error: headers[0] (X): "a\\nb" has a line break'),
        (("GET", "http://a.test", "-H", "X"), 'Error: "X" is no header such as "Accept: text/plain".'),
        (("GET", "http://a.test", "-d", "@gone"), "cannot read gone: No such file or directory."),
        (("17", "--run-python"), "--run-python is for files: name them with --mocks."),
        (("17", "--mocks", "mocks"), "--mocks has no exchanges: ask about a METHOD and a URL."),
    ],
)
def test_usage_errors(questions, arguments, message):
    assert message in " ".join(run(*arguments, code=2).stderr.split())
    assert questions == []


def test_help():
    assert_golden("cli/why-help.txt", run("--help").output)


def test_nothing_heavy_is_imported():
    code = (
        "import sys, smockproxy.cli.why, smockproxy.app.why.text;"
        "print(*{'mitmproxy', 'starlette', 'pydantic', 'yaml', 'uvicorn', 'asyncio'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
