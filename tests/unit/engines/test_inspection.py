"""What becomes of what the process says that looks into scripts. The process itself is made up here."""

import json
from io import BytesIO

import pytest

from smockproxy.engines import inspection as inspecting
from smockproxy.engines import wire
from smockproxy.engines.contract import Result, ScriptError
from smockproxy.engines.inspection import COMPILE_LIMITS, KEPT, TOGETHER, Inspection
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits, ScriptTimeout

BEGAN = wire.frame([wire.BEGAN])
LOGGED = wire.frame([wire.LOG, "a line"])


def told(**response):
    return BEGAN + LOGGED + wire.result_frame(Result(response), spent=False)


def failed(message, line=0, *, spent=False):
    return BEGAN + wire.error_frame(ScriptError(message, line), spent=spent)


class Process:
    """A process that says what it is to say; then it is gone."""

    def __init__(self, says=b"", code=-11):
        self.stdin, self.stdout, self.code = BytesIO(), BytesIO(says), code
        self.is_killed = False
        self.pid = 0

    @property
    def calls(self):
        """What it was sent."""
        rest = self.stdin.getvalue()
        while rest:
            length = wire.frame_length(rest[: wire.LENGTH_BYTES])
            yield wire.read_call(rest[wire.LENGTH_BYTES : wire.LENGTH_BYTES + length])
            rest = rest[wire.LENGTH_BYTES + length :]

    @property
    def asked(self):
        """The sources of the programs that it was sent."""
        return [json.loads(call.program.source) for call, _ in self.calls]

    @property
    def limits(self):
        return [(limits.seconds, limits.memory) for _, limits in self.calls]

    def wait(self):
        return self.code


@pytest.fixture
def begin(monkeypatch):
    """An inspection whose processes say these things, one after the other."""

    def begun(*says, limits=DEFAULT_LIMITS):
        processes = [Process(each) for each in says]
        started = iter(processes)
        monkeypatch.setattr(inspecting, "_started", lambda: next(started))
        monkeypatch.setattr(inspecting, "_kill", lambda process: setattr(process, "is_killed", True))
        monkeypatch.setattr(inspecting, "_close", lambda _process: None)
        inspections.append(Inspection(limits))
        return inspections[-1], processes

    inspections: list[Inspection] = []
    yield begun
    for inspection in inspections:
        inspection.close()


def test_scripts_are_asked_for_together_and_once(begin):
    inspection, (process,) = begin(told(complaints=[None, ["bad", 3]]) + told(complaints=[None]))
    first, second, third = ("lua", "a"), ("lua", "b"), ("python", "c")
    assert inspection.complaints([first, second, first]) == [None, ("bad", 3), None]
    assert inspection.complaints([second, third]) == [("bad", 3), None]
    assert inspection.complaints([]) == []
    assert process.asked == [[["lua", "a"], ["lua", "b"]], [["python", "c"]]]
    assert not process.is_killed


def test_many_scripts_are_asked_for_in_parts(begin):
    says = told(complaints=[None] * TOGETHER) + told(complaints=[["bad", 1]])
    inspection, (process,) = begin(says)
    scripts = [("lua", str(number)) for number in range(TOGETHER + 1)]
    assert inspection.complaints(scripts) == [None] * TOGETHER + [("bad", 1)]
    assert [len(asked) for asked in process.asked] == [TOGETHER, 1]


def test_what_is_known_has_an_end(begin):
    inspection, _ = begin(b"".join(told(complaints=[None]) for _ in range(3)))
    inspection._known = {("lua", str(number)): None for number in range(KEPT)}
    inspection.complaints([("python", "a")])
    assert list(inspection._known) == [("python", "a")]


def test_scripts_that_come_to_no_end_together_are_asked_for_one_by_one(begin):
    inspection, processes = begin(BEGAN, told(complaints=[None]) + BEGAN, told(complaints=[None]))
    good, bad = inspection.complaints([("lua", "a"), ("jinja2", "b")])
    assert good is None
    assert bad is not None
    assert bad[0].startswith("the script's process died of SIGSEGV")
    assert [process.is_killed for process in processes] == [True, True, False]
    assert inspection.complaints([("jinja2", "b")]) == [None]


def test_what_a_module_declares(begin):
    inspection, (process,) = begin(told(declared=[{"line": 3}]))
    assert inspection.declared("text", "mocks/a.py", "/mocks/a.py") == [{"line": 3}]
    assert process.asked == [{"module": "text", "path": "/mocks/a.py"}]


def test_a_module_that_fails(begin):
    inspection, processes = begin(failed("no", 7), failed("spent", spent=True))
    inspection.close()
    assert processes[0].is_killed is False
    with pytest.raises(ScriptError, match="no") as error:
        inspection.declared("text", "a.py", "/a.py")
    assert error.value.line == 7
    assert not processes[0].is_killed
    inspection.close()
    assert processes[0].is_killed
    with pytest.raises(ScriptError, match="spent"):
        inspection.declared("text", "a.py", "/a.py")
    assert processes[1].is_killed


def test_one_that_takes_too_long_is_told_so(begin, monkeypatch):
    class Timer:
        """Rings at once for what has begun, and not at all for what has not."""

        def __init__(self, seconds, ring):
            self.seconds, self.ring = seconds, ring

        def start(self):
            if self.seconds < 5:
                self.ring()

        def cancel(self):
            """Nothing is under way."""

    monkeypatch.setattr(inspecting.threading, "Timer", Timer)
    inspection, (process,) = begin(BEGAN)
    with pytest.raises(ScriptTimeout, match="stopped because it took longer than 2 s"):
        inspection.declared("text", "a.py", "/a.py")
    assert process.is_killed


def test_a_system_without_room(monkeypatch):
    def no_room(*_arguments, **_named):
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(inspecting.subprocess, "Popen", no_room)
    assert Inspection().complaints([("lua", "x")]) == [
        ("no process to look into it: Resource temporarily unavailable", 0)
    ]


@pytest.mark.parametrize(("seconds", "given"), [(0.1, 2.0), (3.0, 3.0)])
def test_reading_a_module_has_at_least_the_time_of_a_script_by_default(begin, seconds, given):
    inspection, (process,) = begin(told(declared=[]), limits=Limits(seconds=seconds, memory=7))
    inspection.declared("text", "a.py", "/a.py")
    assert process.limits == [(given, 7)]


def test_compiling_has_limits_of_its_own(begin):
    inspection, (process,) = begin(told(complaints=[None]), limits=Limits(seconds=0.1, memory=7))
    inspection.complaints([("lua", "")])
    assert process.limits == [(COMPILE_LIMITS.seconds, COMPILE_LIMITS.memory)]
