"""What is wrong with scripts, without running them."""

import json

import pytest

from smockproxy.engines.compiling import compile_program, complaint, plain_words
from smockproxy.engines.contract import Program
from tests.unit.engines.surroundings import surroundings

GOOD = {
    "lua": "return {status = 201}",
    "javascript": "return {status: 201};",
    "python": "return 201, {}",
    "jinja2": "status: {{ request.body.status }}",
    "go_template": "status: {{ .Request.Method }}",
    "go_template_yaml": "{{ now }}",
    "go_template_json": '{"status": {{ env "HOME" }}}',
    "python_module": "from smockproxy import mock\n1 / 0\n",
}
BAD = [
    ("lua", "return {\n a = 1 1\n}", "'}' expected (to close '{' at line 1) near '1'", 2),
    ("javascript", "let a;\n\nlet b = (", "unexpected token in expression: '}'", 3),
    ("javascript", "a\n\0", "the script has a NUL character", 2),
    ("python", "if x\n  y", "expected ':'", 1),
    ("jinja2", "a\n{{ x | nothing }}", "No filter named 'nothing'.", 2),
    ("jinja2", "{# a", "Missing end of comment tag", 1),
    ("go_template", "\n\n{{ if }}", "missing value for if", 3),
    ("go_template_json", "{{ nothing }}", 'function "nothing" not defined', 1),
    ("python_module", "\ndef f(:", "invalid syntax", 2),
    ("perl", "", "no engine 'perl': expected lua", 0),
]
RUNS_IF_IT_IS_RUN = [
    "}); while (true) {} (function () {",
    "}); throw 1; (function () {",
]


@pytest.mark.parametrize("engine", GOOD)
def test_a_good_script(engine):
    assert complaint(Program(engine, GOOD[engine])) is None


@pytest.mark.parametrize(("engine", "script", "message", "line"), BAD)
def test_a_bad_script(engine, script, message, line):
    told = complaint(Program(engine, script))
    assert told is not None
    assert told[0].startswith(message)
    assert told[1] == line


@pytest.mark.parametrize("script", RUNS_IF_IT_IS_RUN)
def test_javascript_is_read_and_not_run(script):
    assert complaint(Program("javascript", script)) is None


def test_many_at_once():
    scripts = [["lua", "return {}"], ["python", "("], ["lua", "="]]
    told = compile_program(Program("compiling", json.dumps(scripts)))(surroundings())
    assert told == {"complaints": [None, ("'(' was never closed", 1), ("unexpected symbol near '='", 1)]}


@pytest.mark.parametrize(
    ("message", "plain"),
    [
        ("SyntaxError: x", "x"),
        ("failed to execute Lua script: <string>:12: x", "x"),
        ("failed to parse dynamic template: template: engine:3: x", "x"),
        ("IndentationError: x", "IndentationError: x"),
    ],
)
def test_what_is_told_anyway_is_left_out(message, plain):
    assert plain_words(message) == plain
