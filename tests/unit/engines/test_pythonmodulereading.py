"""What is told of a module that was read."""

import json
import signal

import pytest

from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.limits import ScriptTimeout
from smockproxy.engines.pythonmodulereading import OutOfTimeError, compile_program, may_leave_traces
from tests.unit.engines.surroundings import surroundings

BEGIN = "from smockproxy import mock\n"


def read(module):
    source = json.dumps({"module": BEGIN + module, "path": "/mocks/a.py"})
    compiled = compile_program(Program("python_module_reading", source, "mocks/a.py"))
    return compiled(surroundings())["declared"]


def test_what_a_function_and_its_decorator_say():
    code = '@mock.post("/a", times=3,\n    headers={"A": (1, 2)})\ndef f(request, other=1):\n    return 200'
    assert read(f"\n{code}\n\nx = 1\n") == [
        {
            "line": 3,
            "function": "f",
            "method": "POST",
            "where": "/a",
            "said": {"times": 3, "headers": {"A": [1, 2]}},
            "code": code,
        }
    ]


def test_each_decorator_counts():
    declared = read("@mock.get('/a')\n@mock.get('/b')\ndef f(): pass\n")
    assert [(each["where"], each["line"]) for each in declared] == [("/b", 3), ("/a", 2)]


def test_a_function_of_elsewhere_is_known_by_its_name():
    (declared,) = read("import json\nmock.get()(json.dumps)\nmock.get()(len)\n")[:1]
    assert declared["complaint"] == "dumps asks for 'obj', which there is not"
    (declared,) = read("import time\nmock.get()(time.localtime)\n")
    assert declared["complaint"] == "localtime is no function that can be called"
    (declared,) = read("from platform import node\nmock.get()(node)\n")
    assert declared["code"] == "node"


@pytest.mark.parametrize(
    ("module", "complaint", "hint"),
    [
        ("@mock.get()\nasync def f(): pass\n", "f is asynchronous", "write def instead of async def"),
        (
            "@mock.get()\ndef f(reqest): pass\n",
            "f asks for 'reqest', which there is not",
            'did you mean "request"?',
        ),
        ("@mock.get(7)\ndef f(): pass\n", "expected a URL or a path, found 7", ""),
        (
            "@mock.get(host=len)\ndef f(): pass\n",
            "host: Object of type builtin_function_or_method is not JSON serializable",
            "a value is text, a number, True, False, None, a list or a dictionary of these",
        ),
        (
            "@mock.get(priority=float('nan'))\ndef f(): pass\n",
            "priority: Out of range float values are not JSON compliant: nan",
            "a value is text, a number, True, False, None, a list or a dictionary of these",
        ),
    ],
)
def test_what_is_wrong_with_one_leaves_the_others(module, complaint, hint):
    first, second = read(f"{module}@mock.get()\ndef good(): pass\n")
    assert first["complaint"] == complaint or first["complaint"] == complaint.removesuffix(": nan")
    assert (first["hint"], first["line"]) == (hint, 2)
    assert "complaint" not in second


def test_names_that_there_are_are_told():
    (declared,) = read("@mock.get()\ndef f(zzzzz): pass\n")
    assert declared["hint"].startswith("there are ")
    assert all(name in declared["hint"] for name in ("request", "state", "session", "response", "log"))


@pytest.mark.parametrize(
    ("module", "message", "line"),
    [
        ("1 / 0\n", "ZeroDivisionError: division by zero", 2),
        ("import sys\nsys.exit()\n", "SystemExit: no reason given", 3),
        ("def f(:\n", "SyntaxError: invalid syntax", 2),
    ],
)
def test_a_module_that_fails_has_a_line(module, message, line):
    with pytest.raises(ScriptError) as failed:
        read(module)
    assert (failed.value.message, failed.value.line) == (message, line)


def test_a_module_that_is_too_slow_is_told_where_it_was(monkeypatch):
    alarms: list[float] = []
    monkeypatch.setattr(signal, "getitimer", lambda _which: (1.5, 0.0))
    monkeypatch.setattr(signal, "setitimer", lambda _which, seconds, *_: alarms.append(seconds))
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(ScriptTimeout) as failed:
        read("\nimport signal\nsignal.getsignal(signal.SIGALRM)(signal.SIGALRM, None)\n")
    assert (failed.value.message, failed.value.line) == ("stopped because reading it took too long", 4)
    assert alarms == [0.5, 1.0]
    assert signal.getsignal(signal.SIGALRM) == before


def test_a_module_does_not_catch_its_end_by_accident():
    assert not issubclass(OutOfTimeError, Exception)


def test_any_module_may_leave_traces():
    assert may_leave_traces("")
