"""`smockproxy check`, as its users see it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import smockproxy
from smockproxy.cli import main
from smockproxy.engines import inspection
from smockproxy.engines.compiling import complaint
from smockproxy.engines.contract import Program
from smockproxy.engines.pythonmodulereading import compile_program as read_module
from tests.golden_files import assert_golden
from tests.unit.engines.surroundings import surroundings

BAD = """\
- request:
    host: api.test
    path: {matcher: ShouldContan, value: /users}
  respnse: {status: 200}
- request: {host: api.test, headers: {X-Id: {matcher: ShouldMatch, value: "("}}}
  response: {delay: 5}
"""
DOUBTFUL = f"""\
- request: {{host: api.test, path: /users/7}}
  response: {{headers: {{X-Key: AKIA{"ABCDEFGHIJKLMNOP"}}}}}
- request: {{host: api.test}}
  response: {{body: anything}}
- request: {{path: /health}}
  response: {{body: fine}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SMOCKPROXY_")]:
        monkeypatch.delenv(name)
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "doubtful.yml").write_text(DOUBTFUL)
    return tmp_path


def check(*arguments):
    return CliRunner().invoke(main, ["check", *arguments], prog_name="smockproxy", terminal_width=100)


@pytest.mark.parametrize("format_name", ["text", "json", "github"])
def test_all_at_once(folder, format_name):
    (folder / "mocks" / "bad.yml").write_text(BAD)
    result = check("--format", format_name)
    assert (result.exit_code, result.stderr) == (1, "")
    assert_golden(f"cli/check-{format_name}.txt", result.stdout)


FUTILE = """\
defaults: {request: {host: api.test, headers: {"X-Api-Key:": k}}}
mocks:
  - request: {path: /users?page=2, method: get}
    response: {body: hi}
  - request:
      path: users
      body: {$.name: Ada}
    response: {body: hi}
  - request:
      any_of:
        - {url: "https://other.test/a", cookies: {"a=b": c}}
        - {path: /a b}
    response: {body: hi}
  - request: {path: /typo, methd: GET}
    response: {body: hi}
"""


SLOW = """\
defaults: {request: {host: slow.test}}
mocks:
  - response: {delay: 30s}
  - response:
      delay: {min: 10ms, max: 31s}
  - proxy: {host: "http://b.test", delay: 1m}
"""


def test_delays_longer_than_are_allowed(folder):
    file = folder / "mocks" / "doubtful.yml"
    file.write_text(SLOW)
    assert "error" not in check().stdout
    (folder / "smockproxy.toml").write_text("longest_delay = 30_000")
    result = check()
    assert result.exit_code == 1
    assert_golden("cli/check-longest-delay.txt", result.stdout)
    assert check("--longest-delay", "60000").exit_code == 0
    wrong = check("--longest-delay", "30s")
    assert (wrong.exit_code, "expected a whole number, 0 or more, found" in wrong.stderr) == (2, True)


def test_conditions_that_never_hold(folder):
    (folder / "futile.yml").write_text(FUTILE)
    result = check("futile.yml")
    assert (result.exit_code, result.stderr) == (1, "")
    assert_golden("cli/check-futile.txt", result.stdout)


def test_the_mistyped_are_told_what_was_meant(folder):
    (folder / "bad.yml").write_text(BAD)
    lines = check("bad.yml").stdout.splitlines()
    typos = {
        'bad.yml:3:21: [0].request.path.matcher: unknown matcher "ShouldContan"': "ShouldContainSubstring",
        'bad.yml:4:3: [0].respnse: unknown key "respnse"': "response",
    }
    for typo, meant in typos.items():
        place = lines.index(typo)
        assert lines[place + 3] == f'    hint: did you mean "{meant}"?'


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-on", "error"], 0),
        (["--fail-on", "warning"], 1),
        (["mocks/doubtful.yml", "--fail-on", "warning"], 1),
        (["missing.yml"], 2),
        (["--fail-on", "note"], 2),
        (["--format", "xml"], 2),
    ],
)
def test_exit_codes(folder, arguments, code):
    assert check(*arguments).exit_code == code


def test_nothing_to_check(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SMOCKPROXY_MOCKS", raising=False)
    result = check()
    assert (result.exit_code, result.stdout) == (2, "")
    assert_golden("cli/check-nothing.txt", result.stderr)


def test_the_paths_of_the_settings(folder):
    (folder / "other.yml").write_text("- response: {}\n")
    (folder / "smockproxy.toml").write_text('mocks = ["other.yml"]\n')
    assert check().stdout.startswith("other.yml:1:1: note: ")


def test_a_wrong_setting(folder):
    (folder / "smockproxy.toml").write_text('port = "x"\n')
    result = check()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "port" in result.stderr


def test_links_that_lead_outside(folder):
    secret = folder / "secret.json"
    secret.write_text('{"type": "object"}')
    (folder / "other").mkdir()
    for name, target in (("a.yml", secret), ("more", folder / "other"), ("s.json", secret)):
        (folder / "mocks" / name).symlink_to(target)
    (folder / "mocks" / "doubtful.yml").write_text(
        "- request: {json: {matcher: ShouldMatchSchema, file: s.json}}\n  response: {}\n"
    )
    result = check()
    assert result.exit_code == 1
    assert_golden("cli/check-links.txt", result.stdout.replace(str(folder), "/home/ada"))


def test_help():
    assert_golden("cli/check-help.txt", check("--help").stdout)


def test_it_does_without_what_is_slow_to_import(folder):
    program = (
        "import sys\nfrom smockproxy.cli import main\n"
        "try: main(['check'], prog_name='smockproxy')\n"
        "except SystemExit: pass\n"
        "slow = ('mitmproxy', 'starlette', 'uvicorn')\n"
        "print([name for name in slow if name in sys.modules], file=sys.stderr)\n"
    )
    checkout = str(Path(smockproxy.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": checkout},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == "[]\n"
    assert "3 mocks" in done.stdout


def test_a_folder_without_mocks_is_a_usage_error(folder):
    (folder / "empty").mkdir()
    result = check("empty")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There are no files of mocks in empty." in result.stderr


def test_a_missing_path_is_a_usage_error(folder):
    result = check("mocks/doubtfull.yml", "mocks", "elsewhere/")
    assert (result.exit_code, result.stdout) == (2, "")
    assert_golden("cli/check-missing.txt", result.stderr)


def test_a_missing_path_of_the_settings(folder):
    (folder / "smockproxy.toml").write_text('mocks = ["other.yml"]\n')
    result = check()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no other.yml" in result.stderr


SCRIPTS = """\
defaults: {request: {host: api.test}}
mocks:
  - request: {path: /javascript}
    dynamic_response:
      engine: javascript
      script: |
        let a = 1;
        return {body: a;
  - request: {path: /python}
    dynamic_response: {engine: python, file: answer.txt}
  - request: {path: /jinja2}
    dynamic_response: {engine: jinja2, script: "{% for %}"}
  - request: {path: /texts}
    response:
      template: true
      headers: {X-A: "{{ a | nothing }}"}
      body: |
        {{ request.path }}
        {% if a %}
  - request: {path: /lua}
    dynamic_response:
      engine: lua
      script: |
        return {
          body = "a" "b" c
        }
  - request: {path: /go}
    dynamic_response: {engine: go_template, script: "{{ nothing }}"}
"""
MODULE = """\
from smockproxy import mock


@mock.get("/users/{id}", hots="api.test", times=-1, headers={"X": {"matcher": "ShouldEqul", "value": 1}})
def user(reqest):
    return 200


@mock.get("users?page=2", host="api.test")
async def users():
    return 200


@mock.post("https://api.test/users?page=2", host="api.test", fault="hang", delay="1")
def new_user(request):
    return 201
"""


def in_process(scripts):
    return [complaint(Program(*script)) for script in scripts]


class InProcess:
    """Looks into scripts in this process, where that is quick and safe: they are ours."""

    def __init__(self):
        self.complaints, self.close = in_process, lambda: None

    def declared(self, module, file, path):
        source = json.dumps({"module": module, "path": path})
        return read_module(Program("python_module_reading", source, file))(surroundings())["declared"]


@pytest.fixture
def scripts(folder, monkeypatch):
    monkeypatch.setattr(inspection, "Inspection", InProcess)
    (folder / "mocks" / "doubtful.yml").unlink()
    (folder / "mocks" / "answer.txt").write_text("a = 1\nreturn (\n")
    return folder / "mocks"


def test_scripts_that_do_not_compile(scripts):
    (scripts / "scripts.yml").write_text(SCRIPTS)
    result = check()
    assert result.exit_code == 1
    assert_golden("cli/check-scripts.txt", result.stdout)


def test_modules_are_read_when_that_is_asked_for(scripts):
    (scripts / "users.py").write_text(MODULE)
    result = check("--run-python")
    assert result.exit_code == 1
    assert_golden("cli/check-modules.txt", result.stdout)


def test_modules_are_not_read_otherwise(scripts):
    (scripts / "users.py").write_text(MODULE)
    (scripts / "broken.py").write_text(f"{MODULE}def f(:\n")
    (scripts / "answer.py").write_text("return 200, 'a script, and no module'\n")
    result = check()
    assert result.exit_code == 1
    assert_golden("cli/check-modules-unread.txt", result.stdout)
