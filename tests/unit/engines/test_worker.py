import io
import os
import signal
import sys

import pytest

from smockproxy.core.tables import Table
from smockproxy.engines import fakes, table, wire, worker
from smockproxy.engines.contract import Call, Program
from smockproxy.engines.lending import Lent
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits
from smockproxy.engines.worker import ANSWERED, Channel, Worker, death_text
from tests.unit.engines.surroundings import REQUEST


class Ways(Channel):
    """A channel whose answers are kept."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), -1)
        self.sent: list[object] = []
        self.hears_all = False
        """Also that something is imported first."""

    def send(self, frame: bytes) -> None:
        if frame != wire.PREPARING or self.hears_all:
            self.sent.append(wire.message_of(frame[wire.LENGTH_BYTES :]))


@pytest.fixture(autouse=True)
def stepped_back(monkeypatch) -> list[str]:
    """Scripts run in this process, which stays as important as it is."""
    times: list[str] = []
    monkeypatch.setattr(worker, "may_leave_traces", lambda _: False)
    monkeypatch.setattr(worker.bounds, "step_back", lambda: times.append("back"))
    return times


def answered(
    source: str, engine: str = "python", limits: Limits = DEFAULT_LIMITS, **state: object
) -> list[object]:
    ways = Ways()
    call = Call(Program(engine, source), REQUEST, state, seed="1")
    Worker(ways).answer(wire.call_frame(call, limits)[wire.LENGTH_BYTES :])
    return ways.sent


def test_a_call_is_begun_logged_and_answered():
    began, log, result = answered("log('a')\nreturn 201, str(state.incr('n'))", n=1)
    assert (began, log) == (["began"], ["log", "a"])
    response = {"status": 201, "headers": {}, "body": "2"}
    assert result == ["result", response, [["set", "n", 2]], ["n"], [1, len('"n":2')], False]


def test_what_was_logged_before_a_failure_is_sent():
    assert answered("log('a')\nraise KeyError('b')") == [
        ["began"],
        ["log", "a"],
        ["failed", "KeyError: 'b'", 2, False],
    ]


def test_a_run_begins_before_its_program_is_compiled():
    assert answered("x =") == [["began"], ["failed", "SyntaxError: invalid syntax", 1, False]]


def test_an_engine_that_is_not_there_is_told():
    ((kind, message, *_),) = answered("", "perl")
    assert (kind, message.startswith("no engine 'perl'")) == ("failed", True)


def test_what_a_script_names_is_imported_before_it_begins(monkeypatch):
    imported: list[str] = []
    monkeypatch.setattr(worker, "preload", imported.append)
    assert answered("return 200, 'faker'")[0] == ["began"]
    assert imported == ["faker", "python"]


def test_only_who_imports_first_says_when_it_begins_if_it_can_be_seen():
    ways = Ways()
    ways.hears_all = True
    seen = Worker(ways, says_begun=False)
    for _ in range(2):
        call = Call(Program("python", "return 201, ''"), REQUEST)
        seen.answer(wire.call_frame(call, DEFAULT_LIMITS)[wire.LENGTH_BYTES :])
    assert [message[0] for message in ways.sent] == ["prepares", "began", "result", "result"]


def test_what_can_not_be_imported_may_not_be_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "faker", None)
    fakes.faker.cache_clear()
    assert answered("return 200, 'faker'")[-1][0] == "result"
    assert answered("return 200, faker.name()")[-1][:2] == [
        "failed",
        "faker is not installed here: pip install 'smockproxy[faker]'",
    ]


def test_after_the_answer_the_next_run_is_prepared(monkeypatch):
    ways, prepared = Ways(), []
    monkeypatch.setattr(
        worker, "prepare_next", lambda program: prepared.append((program.source, ways.sent[-1][0]))
    )
    call = Call(Program("python", "return 201, ''"), REQUEST)
    Worker(ways).answer(wire.call_frame(call, DEFAULT_LIMITS)[wire.LENGTH_BYTES :])
    assert prepared == [("return 201, ''", "result")]


@pytest.mark.parametrize("source", ["x", "body: {{ " + "(" * 3000])
def test_a_program_that_failed_is_not_tried_again_beyond_its_bounds(monkeypatch, source):
    monkeypatch.setattr(worker, "prepare_next", lambda _: pytest.fail("it was tried"))
    assert answered(source, "jinja2")[-1][0] == "failed"


def test_what_goes_wrong_when_the_next_run_is_prepared_is_the_next_runs(monkeypatch):
    def failing(_program):
        raise RecursionError

    monkeypatch.setattr(worker, "prepare_next", failing)
    assert answered("return 201, ''")[-1][0] == "result"


def test_too_much_memory_spends_the_worker():
    assert answered("x = 'x' * 10**10")[-1] == ["overrun", "it needs more memory than 64 MiB", 0, True]


def test_a_worker_that_has_grown_is_spent(monkeypatch):
    monkeypatch.setattr(worker.bounds, "memory_in_use", iter([100 << 20, 100 << 20, 140 << 20]).__next__)
    assert answered("")[-1][-1] is True


def test_recursion_without_end_is_told():
    (*_, failed) = answered("def f():\n    f()\nf()")
    assert failed == ["failed", "it calls itself too deeply, or its values are nested too deeply", 0, False]


@pytest.mark.parametrize("body", ["'x' * 10", "b'x' * 10"])
def test_both_sides_of_the_limit_of_the_answer(body):
    assert answered(f"return 200, {body}", limits=Limits(answer=10))[-1][0] == "result"
    (kind, message, *_) = answered(f"return 200, {body}", limits=Limits(answer=9))[-1]
    assert (kind, message) == ("overrun", "the body of its answer has 10 bytes: 9 bytes are allowed")


@pytest.mark.parametrize("delay", ["'30s'", "{'min': '1s', 'max': '30s'}"])
def test_both_sides_of_the_limit_of_the_delay(delay):
    text = f"return {{'delay': {delay}}}"
    assert answered(text, limits=Limits(delay=30_000_000_000))[-1][0] == "result"
    (kind, message, *_) = answered(text, limits=Limits(delay=29_000_000_000))[-1]
    told = "the delay of its answer is 30s: 29s at most is allowed (--longest-delay)"
    assert (kind, message) == ("failed", told)


def test_with_its_first_script_it_steps_back_for_good(stepped_back):
    ways = Ways()
    one = Worker(ways)
    for _ in range(2):
        one.answer(wire.call_frame(Call(Program("python", ""), {}), DEFAULT_LIMITS)[wire.LENGTH_BYTES :])
    assert stepped_back == ["back"]


def test_draws_repeat_with_the_seed_of_the_call():
    assert answered("return 200, uuid()") == answered("return 200, uuid()")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (3, "the script's process ended by itself, with exit status 3"),
        (-signal.SIGSEGV, "the script's process died of SIGSEGV: "),
        (-200, "the script's process died of signal 200: "),
    ],
)
def test_a_death_is_told(code, text):
    assert death_text(code).startswith(text)


# -- runs in a copy ---------------------------------------------------------------------


def forked(monkeypatch, child: int, status: int = 0) -> Ways:
    """One call of an engine whose runs get a process of their own."""
    monkeypatch.setattr(worker, "may_leave_traces", table.may_leave_traces)
    monkeypatch.setattr(os, "fork", lambda: child)
    monkeypatch.setattr(os, "waitpid", lambda pid, _options: (pid, status))
    ways = Ways()
    call = Call(Program("python", "import os\nx = 'x' * 10**10"), REQUEST)
    Worker(ways).answer(wire.call_frame(call, DEFAULT_LIMITS)[wire.LENGTH_BYTES :])
    return ways


def test_the_parent_only_waits(monkeypatch):
    assert forked(monkeypatch, 1, status=ANSWERED << 8).sent == []


@pytest.mark.parametrize("code", [0, 1, 3])
def test_the_parent_tells_that_a_script_ended_its_child(monkeypatch, code):
    ((_, message, *_),) = forked(monkeypatch, 1, status=code << 8).sent
    assert message == f"the script's process ended by itself, with exit status {code}"


def test_the_parent_tells_how_its_child_died(monkeypatch):
    ((kind, message, _, spent),) = forked(monkeypatch, 1, status=signal.SIGKILL).sent
    assert (kind, spent) == ("failed", True)
    assert message.startswith("the script's process died of SIGKILL")


def test_the_child_runs_and_ends_without_spending_its_parent(monkeypatch):
    def end(status: int) -> None:
        raise SystemExit(status)

    monkeypatch.setattr(os, "_exit", end)
    ways = Ways()
    monkeypatch.setattr(Ways, "__new__", lambda _: ways)
    with pytest.raises(SystemExit) as ended:
        forked(monkeypatch, 0)
    assert ended.value.code == ANSWERED
    assert ways.sent[-1] == ["overrun", "it needs more memory than 64 MiB", 0, False]


# -- the channel ------------------------------------------------------------------------


def test_frames_are_received_one_after_the_other():
    channel = Channel(io.BytesIO(wire.frame(1) + wire.frame([2])), -1)
    assert [channel.receive(), channel.receive(), channel.receive()] == [b"1", b"[2]", None]


@pytest.mark.parametrize("cut", [2, 5])
def test_half_a_frame_is_the_end(cut):
    assert Channel(io.BytesIO(wire.frame("abc")[:cut]), -1).receive() is None


def test_frames_are_sent_whole(monkeypatch):
    written = bytearray()

    def write(_descriptor: int, part: memoryview) -> int:
        written.extend(part[:3])
        return len(part[:3])

    monkeypatch.setattr(os, "write", write)
    Channel(io.BytesIO(), 1).send(b"0123456789")
    assert written == b"0123456789"


@pytest.mark.parametrize(
    ("in_use", "kept", "is_spent"),
    [(50, 0, False), (51, 0, True), (89, 40, False), (91, 40, True), (150, 1000, False), (151, 1000, True)],
)
def test_memory_that_modules_keep_is_no_growth_up_to_the_limit(monkeypatch, in_use, kept, is_spent):
    monkeypatch.setattr(worker, "kept_memory", lambda _engines: kept)
    monkeypatch.setattr(worker.bounds, "memory_in_use", lambda: in_use)
    assert Worker(Ways())._is_spent(Limits(memory=100)) is is_spent


def test_tables_come_before_the_call_that_asks_them_and_are_the_workers_own(monkeypatch):
    users = Table.of([{"id": 1}], ["1"])
    call = Call(Program("python", "return 200, lookup('a', 1)"), REQUEST, tables={"a": users})
    frames = [*Lent().frames([users]), wire.call_frame(call, DEFAULT_LIMITS)]
    ways = Ways()
    ways._calls = io.BytesIO(b"".join(frames))
    memory = iter(range(1000, 100_000, 1000))
    monkeypatch.setattr(worker.bounds, "memory_in_use", lambda: next(memory))
    Worker(ways).serve()
    assert ways.sent[-1][1]["body"] == '{"id":1}'
