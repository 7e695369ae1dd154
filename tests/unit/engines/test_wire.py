import pytest

from smockproxy.core.tables import Table
from smockproxy.engines import wire
from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import Limits, ScriptOverrun


def body(frame: bytes) -> bytes:
    assert wire.frame_length(frame[: wire.LENGTH_BYTES]) == len(frame) - wire.LENGTH_BYTES
    return frame[wire.LENGTH_BYTES :]


def test_a_call_arrives_as_it_was_sent():
    program = Program("lua", "return {}", "a.yml", 3)
    call = Call(program, {"path": "/\ud800é"}, {"k": [1.5, None]}, {"id": "s"}, {"id": "m"}, 1.25, "seed")
    limits = Limits(seconds=1, memory=2, log=3, answer=4)
    assert wire.read_call(body(wire.call_frame(call, limits))) == (call, limits)


def test_the_answer_of_a_real_server_arrives_with_a_call():
    call, limits = Call(Program("jinja2", "x"), {}, response={"status": 200}), Limits()
    assert wire.read_call(body(wire.call_frame(call, limits))) == (call, limits)


@pytest.mark.parametrize("spent", [True, False])
def test_a_result_arrives_with_the_log_that_went_before(spent):
    result = Result({"status": 200, "body": "é"}, ("a",), (("set", "k", [1]), ("clear",)), ("k",), (1, 7))
    message = wire.message_of(body(wire.result_frame(result, spent=spent)))
    arrived, is_spent = wire.read_outcome(message, ("a",))
    assert (arrived, is_spent) == (result, spent)
    assert isinstance(arrived, Result)
    assert arrived.growth == (1, 7)


@pytest.mark.parametrize("kind", [ScriptError, BadReturnError, ScriptOverrun])
def test_an_error_arrives_as_what_it_is(kind):
    message = wire.message_of(body(wire.error_frame(kind("boom", 3), spent=False)))
    error, spent = wire.read_outcome(message, ("a",))
    assert (type(error), spent) == (kind, False)
    assert isinstance(error, ScriptError)
    assert (error.message, error.line, error.log) == ("boom", 3, ("a",))


def test_another_kind_of_error_is_a_scripts():
    class OwnError(ScriptError):
        pass

    message = wire.message_of(body(wire.error_frame(OwnError("boom"), spent=True)))
    error, _ = wire.read_outcome(message, ())
    assert type(error) is ScriptError


@pytest.mark.parametrize(
    "message", [None, [], ["result"], ["failed", 1, 2, False], ["nothing", "x", 1, True], "x"]
)
def test_what_is_no_answer_is_refused(message):
    with pytest.raises(ValueError, match="no answer of a worker"):
        wire.read_outcome(message, ())


def test_tables_of_a_call_are_those_that_the_worker_has():
    users = Table.of([1])
    call = Call(Program("lua", ""), {}, tables={"users": users})
    frame = body(wire.call_frame(call, Limits()))
    assert wire.is_call(frame)
    assert not wire.is_call(body(wire.frame(["lend"])))
    assert wire.read_call(frame, {users.digest: users})[0] == call
