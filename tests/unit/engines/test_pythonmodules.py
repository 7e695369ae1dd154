"""Functions of modules of mocks, as a worker calls them."""

import json
import sys

import pytest

import smockproxy
from smockproxy.engines import pythonmodules
from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.pythonmodules import asked_for, compile_program, compiled_module, kept_memory, name_of
from tests.unit.engines.surroundings import surroundings

FILE = "mocks/a.py"
BEGIN = "from smockproxy import mock\n"


def call(module, function="f", number=0, given=None, **told):
    source = {"module": BEGIN + module, "path": f"/{FILE}", "mock": number, "function": function, **told}
    return compile_program(Program("python_module", json.dumps(source), FILE))(given or surroundings())


def failure(module, **told):
    with pytest.raises(ScriptError) as failed:
        call(module, **told)
    return failed.value.message, failed.value.line


def test_it_is_given_what_it_asks_for():
    module = """
@mock.post("/orders/{id}")
def f(request, state, session, mock, now, to_json, jwt, response, nothing=3, *more, **others):
    state.set("a", 1)
    return 201, [request.path_params["id"], session.id, mock.uses, now(), to_json([1]), nothing, more, others]
"""
    given = surroundings()
    response = call(module, given=given)
    body = json.loads(response["body"])
    assert response["status"] == 201
    assert body == ["7", "s1", 2, "2026-01-01T00:04:05.678Z", "[1]", 3, [], {}]
    assert given.state.get("a") == 1


@pytest.mark.parametrize(
    ("returns", "status", "body"),
    [
        ("return 202, 'x'", 202, "x"),
        ("return {'body': 'x'}", 200, "x"),
        ("response['status'] = 203", 203, ""),
        ("pass", 200, ""),
    ],
)
def test_it_answers_as_a_script_does(returns, status, body):
    response = call(f"@mock.get()\ndef f(response):\n    {returns}\n")
    assert (response["status"], response["body"]) == (status, body)


def test_the_delay_of_its_decorator_is_that_of_a_response_without_one():
    own = {"min": 1, "max": 2}
    assert call("@mock.get()\ndef f(): pass\n", delay=own)["delay"] == own
    assert call("@mock.get()\ndef f(): return {'delay': '3ns'}\n", delay=own)["delay"] == {"min": 3, "max": 3}
    assert "delay" not in call("@mock.get()\ndef f(): pass\n")


def test_a_module_is_run_once_and_keeps_its_variables():
    module = "calls = []\n@mock.get()\ndef f():\n    calls.append(1)\n    return 200, len(calls)\n"
    assert [call(module)["body"] for _ in range(3)] == ["1", "2", "3"]
    assert call(f"{module}# changed\n")["body"] == "1"


def test_several_mocks():
    module = """
for word in ("a", "b"):
    @mock.get(f"/{word}")
    @mock.put(f"/{word}")
    def f(word=word):
        return 200, word
mock.get("/c")(lambda: (200, "c"))
"""
    assert [call(module, number=number)["body"] for number in range(4)] == ["a", "a", "b", "b"]
    assert call(module, "<lambda>", 4)["body"] == "c"
    told = ("f: the module declares other mocks now than when it was read", 0)
    assert failure(module, number=4) == failure(module, number=5) == told


def test_what_it_prints_is_logged():
    log: list[str] = []
    prints = "print('a', 1, sep='-')\n    print('b', file=sys.stderr)"
    module = f"import sys\nprint('lost')\n@mock.get()\ndef f():\n    {prints}\n"
    call(module, given=surroundings(log=log))
    assert log == ["a-1"]


def test_dataclasses_and_its_place():
    module = """
from dataclasses import asdict, dataclass
from typing import ClassVar
@dataclass
class A:
    a: 'ClassVar[int]' = 1
    b: int = 2
@mock.get()
def f(): return 200, {**asdict(A()), "file": __file__}
"""
    assert json.loads(call(module)["body"]) == {"b": 2, "file": "/mocks/a.py"}
    assert sys.modules[f"mocks:{FILE}"].__file__ == "/mocks/a.py"


@pytest.mark.parametrize(
    ("module", "message", "line"),
    [
        ("@mock.get()\ndef f():\n    return {}['x']\n", "KeyError: 'x'", 4),
        ("@mock.get()\ndef f():\n    raise SystemExit(2)\n", "SystemExit: 2", 4),
        ("1 / 0\n", "ZeroDivisionError: division by zero", 2),
        ("def f(:\n", "SyntaxError: invalid syntax", 2),
        (
            "@mock.get()\ndef f():\n    return 1, 2\n",
            "status is int '1': expected a number from 100 to 999",
            0,
        ),
    ],
)
def test_a_failure_has_its_line(module, message, line):
    assert failure(module) == (message, line)


def test_outside_of_a_reading_decorators_are_the_usual_ones():
    usual = smockproxy.mock
    call("@mock.get()\ndef f(): pass\n")
    assert smockproxy.mock is usual
    failure("1 / 0\n")
    assert smockproxy.mock is usual


def test_compiling_runs_nothing():
    compiled_module("1 / 0", FILE)
    with pytest.raises(ScriptError, match="null bytes"):
        compiled_module("\0", FILE)


def test_names():
    class Callable:
        def __call__(self, request):
            return request

    assert name_of(Callable()) == "Callable"
    assert asked_for(Callable()) == ("request",)


def test_what_a_module_takes_is_counted_once(monkeypatch):
    in_use = iter([100, 140, 200, 190])
    monkeypatch.setattr(pythonmodules, "memory_in_use", lambda: next(in_use))
    before = kept_memory()
    module = "@mock.get()\ndef f(): pass\n# counted\n"
    for _ in range(3):
        call(module)
    call(f"{module}# again\n")
    assert kept_memory() - before == 40
