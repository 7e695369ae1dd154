"""`smockproxy mocks`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.testing.errors import RefusedError
from tests.golden_files import assert_golden
from tests.unit.cli.test_mocktext import LOGIN, PROBLEM, ROWS

YAML = "- request: {path: /a}\n  response: {}\n"
WARNING = {**PROBLEM, "severity": "warning", "line": 0, "excerpt": "", "hint": ""}


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text(YAML)
    return "a.yml"


def run(*arguments, code=0, sent=b""):
    environment = {"COLUMNS": "80"}
    done = CliRunner().invoke(
        main, ["mocks", *arguments], prog_name="smockproxy", env=environment, input=sent
    )
    assert done.exit_code == code, done.output
    return done


def test_list(admin):
    admin.tells("/mocks", {"mocks": ROWS})
    assert_golden("cli/mocks-list.txt", run("list", "--session", "w").output)
    assert json.loads(run("list", "--json").output) == ROWS
    assert [each.query for each in admin.asked] == [{"session": "w"}, {}]


def test_show(admin):
    admin.tells("/mocks/login", LOGIN)
    assert json.loads(run("show", "login").output) == LOGIN


def test_add(admin, file):
    admin.tells("/mocks", {"ids": ["login"], "mocks": [LOGIN], "problems": [WARNING]})
    done = run("add", file, "-", "--session", "w", sent=YAML.encode())
    assert done.stdout.count("login") == 2
    assert done.stderr == (
        'warning: a.yml: [0].request.pth: unknown key "pth"\nwarning: -: [0].request.pth: unknown key "pth"\n'
    )
    assert admin.asked == [("POST", "/mocks", {"session": "w"}, YAML.encode())] * 2
    assert json.loads(run("add", file, "--json").stdout) == [LOGIN]


def test_no_file_is_sent_if_one_cannot_be_read(admin, file):
    assert run("add", file, "gone.yml", code=1).stderr == (
        "Error: Cannot read gone.yml: No such file or directory.\n"
    )
    assert admin.asked == []


def test_what_is_wrong_with_a_file(admin, file):
    admin.answers["/mocks"] = RefusedError("told elsewhere", 400, [PROBLEM])
    assert_golden("cli/mocks-add-problem.txt", run("add", file, code=1).stderr)
    admin.answers["/mocks"] = RefusedError("There is a mock of this id.", 409)
    assert run("add", file, code=1).stderr == "Error: There is a mock of this id.\n"


def test_replace(admin, file):
    admin.tells("/mocks/login", LOGIN)
    assert "login" in run("replace", "login", file).output
    assert json.loads(run("replace", "login", file, "--json").output) == LOGIN
    assert admin.asked[0] == ("PUT", "/mocks/login", {}, YAML.encode())


@pytest.mark.parametrize("word", ["enable", "disable"])
def test_switching(admin, word):
    admin.tells(f"/mocks/login/{word}", LOGIN)
    assert "login" in run(word, "login", "--session", "w").output
    assert json.loads(run(word, "login", "--json").output) == LOGIN
    assert admin.asked[0] == ("POST", f"/mocks/login/{word}", {"session": "w"}, None)


def test_delete(admin):
    admin.answers["/mocks/login"] = []
    assert run("delete", "login").output == ""
    assert admin.asked == [("DELETE", "/mocks/login", {}, None)]


COMMANDS = ("", "list", "show", "add", "replace", "enable", "disable", "delete")


@pytest.mark.parametrize("command", COMMANDS)
def test_golden_help(command):
    words = ["mocks", command] if command else ["mocks"]
    assert_golden(f"cli/{'-'.join(words)}-help.txt", run(*words[1:], "--help").output)
