import json

import pytest

from smockproxy.engines.contract import BadReturnError, Call, Program, Result, ScriptError
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits, ScriptOverrun
from smockproxy.engines.running import compiled, failure_of, prepare_next, run_here
from tests.unit.engines.surroundings import REQUEST, surroundings


def texts(**response: object) -> Call:
    return Call(Program("jinja2_texts", json.dumps(response)), REQUEST, {"n": 1}, seed="1")


def test_a_call_runs_here():
    result = run_here(texts(body="{{ log('a') }}{{ state.incr('n') }}"), DEFAULT_LIMITS)
    response = {"status": 200, "headers": {}, "body": "2"}
    assert result == Result(response, ("a",), (("set", "n", 2),), ("n",))


def test_a_failure_keeps_the_log():
    with pytest.raises(ScriptError) as raised:
        run_here(texts(body="{{ log('a') }}{{ nothing }}"), DEFAULT_LIMITS)
    assert raised.value.message == "body, line 1: UndefinedError: 'nothing' is undefined"
    assert raised.value.log == ("a",)


def test_an_answer_that_is_too_large_is_refused():
    limits = Limits(answer=7)
    assert run_here(texts(body="{{ request.path }}"), limits).response["body"] == "/orders"
    with pytest.raises(ScriptOverrun, match="the body of its answer has 8 bytes: 7 bytes are allowed"):
        run_here(texts(body="{{ request.path }}!"), limits)


def test_an_answer_is_not_held_back_for_longer_than_is_allowed():
    bounds = {"min": 1_000_000, "max": 30_000_000_000}
    call = texts(body="{{ state.set('a', 1) }}", delay=bounds)
    assert run_here(call, Limits(delay=bounds["max"])).response["delay"] == bounds
    assert run_here(call, Limits()).response["delay"] == bounds
    with pytest.raises(ScriptError) as raised:
        run_here(call, Limits(delay=bounds["max"] - 1))
    told = "the delay of its answer is 30s: 29.999999999s at most is allowed (--longest-delay)"
    assert raised.value.message == told


def test_the_state_has_its_limits():
    call = texts(body="{{ state.set('a', 1) }}")
    assert run_here(call, Limits(state_keys=2)).operations == (("set", "a", 1),)
    with pytest.raises(ScriptError, match="state would have 2 keys: 1 are allowed"):
        run_here(call, Limits(state_keys=1))
    with pytest.raises(ScriptError, match="state would take 13 bytes as JSON: 12 are allowed"):
        run_here(call, Limits(state_size=12))


def test_what_is_no_template_is_told():
    with pytest.raises(ScriptError, match="body, line 1: "):
        run_here(texts(body="{{"), DEFAULT_LIMITS)


def test_programs_are_compiled_once():
    program = Program("python", "return 200, 'once'")
    assert compiled(program) is compiled(program)


def test_the_next_run_is_prepared_by_programs_that_can():
    program = Program("javascript", "return {body: 'prepared'}")
    ready = compiled(program)
    ready(surroundings())
    assert ready._prepared is None
    prepare_next(program)
    assert ready._prepared is not None
    prepare_next(Program("python", "return 200, 'once'"))


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (BadReturnError("a"), BadReturnError, "a"),
        (MemoryError(), ScriptOverrun, "it needs more memory than 64 MiB"),
        (RecursionError(), ScriptError, "it calls itself too deeply, or its values are nested too deeply"),
        (ValueError("b"), ScriptError, "ValueError: b"),
        (SystemExit(1), ScriptError, "SystemExit: 1"),
    ],
)
def test_failures_are_told_to_the_author(error, kind, message):
    failure = failure_of(error, DEFAULT_LIMITS)
    assert (type(failure), failure.message) == (kind, message)
