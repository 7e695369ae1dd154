"""Scripts that do not compile are told when their file is read; nothing of them is run for that."""

import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy, StartError
from tests.acceptance.harness.waiting import wait_until

SCRIPT = """\
- request: {{host: {engine}.test}}
  dynamic_response:
    engine: {engine}
    script: |
      {first}
      {second}
"""
OURS = {
    "javascript": ("let a = 1;", "return (;", "not JavaScript: unexpected token in expression: ';'"),
    "python": ("a = 1", "return (", "not Python: '(' was never closed"),
    "jinja2": ("status: 200", "body: {{ 1 | nothing }}", "not a Jinja2 template: No filter named 'nothing'."),
}
SMOCKERS = {
    "lua": ("local a = 1", "return {body = 1 1}", "not Lua: '}' expected near '1'"),
    "go_template": ("body: x", "status: {{ if }}", "not a Go template: missing value for if"),
    "go_template_json": ("{", "{{ nothing }}}", 'not a Go template: function "nothing" not defined'),
}
GOOD = "- {request: {host: good.test}, dynamic_response: {engine: python, script: 'return 200, \"one\"'}}\n"
NEVER_RUN = """\
- request: {{host: injected.test}}
  dynamic_response:
    engine: javascript
    script: "}}); while (true) {{}}; (function () {{"
- request: {{host: python.test}}
  dynamic_response:
    engine: python
    script: |
      open({mark!r}, "w").close()
- request: {{host: jinja.test}}
  dynamic_response:
    engine: jinja2
    script: "{{{{ 'x' * 10 ** 12 }}}}"
"""


def text_of(engine: str) -> str:
    first, second, _ = {**OURS, **SMOCKERS}[engine]
    return SCRIPT.format(engine=engine, first=first, second=second)


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment() | {"PYTHONPATH": str(ROOT)}
    command = [PYTHON, "-m", "smockproxy", "check", *arguments, str(folder)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("engine", OURS)
def test_an_error_stops_the_start(start: Start, engine: str) -> None:
    with pytest.raises(StartError) as failed:
        start({"bad.yml": text_of(engine)})
    assert f"mocks/bad.yml:6:7: [0].dynamic_response.script: {OURS[engine][2]}" in str(failed.value)
    assert "ended with 3" in str(failed.value)


def test_all_languages_at_once(tmp_path: Path) -> None:
    for engine in {**OURS, **SMOCKERS}:
        (tmp_path / f"{engine}.yml").write_text(text_of(engine))
    (tmp_path / "texts.yml").write_text(
        "- request: {host: t.test}\n  response:\n    template: true\n    body: |\n      a\n      {% if %}\n"
    )
    (tmp_path / "answer.js").write_text("\n\nreturn (;\n")
    (tmp_path / "beside.yml").write_text(
        "- request: {host: beside.test}\n  dynamic_response: {engine: javascript, file: answer.js}\n"
    )
    done = check(tmp_path)
    assert done.returncode == 1, done.stderr
    for engine, (_, _, message) in OURS.items():
        assert f"{engine}.yml:6:7: [0].dynamic_response.script: {message}\n" in done.stdout
    for engine, (_, _, message) in SMOCKERS.items():
        assert f"{engine}.yml:6:7: [0].dynamic_response.script: warning: {message}\n" in done.stdout
    assert "texts.yml:6:7: [0].response.body: not a Jinja2 template: " in done.stdout
    assert "answer.js:3: not JavaScript: " in done.stdout
    assert done.stdout.endswith("8 files, 3 mocks: 5 errors, 3 warnings\n")


def test_smockers_languages_are_taken_and_answer_601(start: Start) -> None:
    smockproxy = start({f"{engine}.yml": text_of(engine) for engine in SMOCKERS}, "--unmatched", "refuse")
    assert {problem["severity"] for problem in smockproxy.problems()} == {"warning"}
    assert len(smockproxy.problems()) == len(SMOCKERS)
    with httpx_client(smockproxy) as client:
        assert {client.get(f"http://{engine}.test/").status_code for engine in SMOCKERS} == {601}


def answer(smockproxy: Smockproxy, client: httpx.Client) -> str:
    return client.get("http://good.test/").text


def test_a_reload_keeps_what_compiled(start: Start) -> None:
    smockproxy = start({"a.yml": GOOD}, "--unmatched", "refuse")
    with httpx_client(smockproxy) as client:
        assert answer(smockproxy, client) == "one"
        smockproxy.write("a.yml", GOOD.replace('"one"', '("two"'))
        (problem,) = wait_until(smockproxy.problems, "the problem")
        assert problem["message"] == "not Python: '(' was never closed"
        assert answer(smockproxy, client) == "one"
        smockproxy.write("a.yml", GOOD.replace("one", "three"))
        wait_until(lambda: answer(smockproxy, client) == "three", "the mended script")
    assert smockproxy.problems() == []


def test_what_comes_over_http_shows_it_when_it_is_called(start: Start) -> None:
    smockproxy = start("", "--unmatched", "refuse")
    for engine in SMOCKERS:
        smockproxy.upload(text_of(engine).replace(f"host: {engine}.test", f"path: /{engine}"))
    with httpx_client(smockproxy) as client:
        assert {client.get(f"http://any.test/{engine}").status_code for engine in SMOCKERS} == {601}


def test_nothing_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "a.yml").write_text(NEVER_RUN.format(mark=str(mark)))
    began = time.monotonic()
    done = check(tmp_path)
    assert done.returncode == 0, done.stdout
    assert time.monotonic() - began < 30
    assert not mark.exists()


def test_modules_are_run_only_if_that_is_asked_for(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    module = f"from smockproxy import mock\nopen({str(mark)!r}, 'w').close()\n"
    module += "\n@mock.get('/x', host='a.test', tims=1)\ndef answer(): return 200\n"
    (tmp_path / "a.py").write_text(module)
    told = check(tmp_path)
    assert (told.returncode, mark.exists()) == (0, False)
    assert "a.py:1:1: note: this module of mocks was not read" in told.stdout
    told = check(tmp_path, "--run-python")
    assert (told.returncode, mark.exists()) == (1, True)
    assert 'a.py:4:1: tims: unknown keyword "tims"' in told.stdout
    (tmp_path / "a.py").write_text(module + "def f(:\n")
    told = check(tmp_path)
    assert told.returncode == 1
    assert "a.py:6:1: not Python: invalid syntax" in told.stdout
