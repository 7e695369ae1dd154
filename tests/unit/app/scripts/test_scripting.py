"""Answers by scripts, and what they do to the state."""

import asyncio
from dataclasses import replace

import pytest

from smockproxy.app.scripts.scripting import (
    FailedScriptError,
    Scripts,
    asks_moment,
    no_workers,
    program_of,
    scripted,
)
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Reservation, Script
from smockproxy.core.duration import Delay
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import MODULE, TEMPLATE, Fixed, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.state import State, StateLimits
from smockproxy.core.trace import Trace
from smockproxy.engines.contract import BadReturnError, Result, ScriptError

REQUEST = Request("GET", "http", "a.test", 80, "/")
FACTS = SessionFacts("s", "suite", 1.0)


def script(state: State, engine: str = "lua", file: str = "") -> Script:
    source = Source("mocks/a.yml", 9) if file else None
    mock = Mock("m", Scripted(engine, "return {}", 3, file), source=source)
    return Script(mock.responder, Reservation(mock, Counts(0.0)), state)


def scripts(run) -> Scripts:
    return Scripts(run, lambda: 5.0)


async def test_a_script_is_told_what_there_is():
    calls = []

    async def run(call):
        calls.append(call)
        return Result({"status": 201, "headers": {"B": ["2", "3"], "A": ["1"]}, "body": "hi"}, ("said",))

    state = State()
    state.commit([("set", "n", 1)], (), 0)
    answer = await scripts(run).answer(script(state), REQUEST, FACTS)
    assert (answer.response.status, answer.response.body, answer.log) == (201, b"hi", ("said",))
    assert [*answer.response.headers] == [("A", "1"), ("B", "2"), ("B", "3")]
    (call,) = calls
    assert (call.state, call.session, call.mock) == (
        {"n": 1},
        {"id": "s", "name": "suite"},
        {"id": "m", "uses": 0},
    )
    assert (call.now, call.seed, call.request["path"]) == (5.0, "0//0", "/")


async def counting(call):
    """Adds one to `n`, after letting others run."""
    await asyncio.sleep(0)
    number = call.state.get("n", 0) + 1
    return Result({"body": str(number)}, operations=(("set", "n", number),), reads=("n",))


async def test_no_update_is_lost():
    state, running = State(), scripts(counting)
    answers = await asyncio.gather(*(running.answer(script(state), REQUEST, FACTS) for _ in range(50)))
    assert sorted(int(answer.response.body) for answer in answers) == list(range(1, 51))
    assert state.snapshot().values == {"n": 50}


async def test_what_somebody_writes_beside_is_never_lost():
    state = State()

    async def overtaken(call):
        if len(written) < 5:
            written.append(call.state)
            state.commit([("set", "n", 10 * len(written))], (), state.snapshot().version)
        return await counting(call)

    written = []
    answer = await scripts(overtaken).answer(script(state), REQUEST, FACTS)
    assert answer.response.body == b"51"
    assert state.snapshot().values == {"n": 51}


async def test_what_only_reads_does_not_wait():
    state, running = State(), scripts(counting)

    async def reading(call):
        return Result({"body": str(call.state.get("n", 0))}, reads=("n",))

    async with running._lock(state):
        answer = await scripts(reading).answer(script(state), REQUEST, FACTS)
    assert answer.response.body == b"0"


async def test_a_script_that_fails_changes_nothing_and_is_told_by_place():
    async def failing(_call):
        raise ScriptError("boom", 2, ("before",))

    state = State()
    with pytest.raises(FailedScriptError) as failure:
        await scripts(failing).answer(script(state, file="mocks/a.yml"), REQUEST, FACTS)
    assert str(failure.value) == "mocks/a.yml:5: boom"
    assert failure.value.told == "Error during template engine execution: boom"
    assert failure.value.log == ("before",)
    assert state.snapshot().version == 0


@pytest.mark.parametrize(("engine", "place"), [("lua", "mocks/a.yml:4"), (MODULE, "mocks/a.yml:9")])
async def test_a_failure_of_no_known_line_is_where_the_script_begins(engine, place):
    async def stopped(_call):
        raise ScriptError("stopped")

    with pytest.raises(FailedScriptError) as failure:
        await scripts(stopped).answer(script(State(), engine, "mocks/a.yml"), REQUEST, FACTS)
    assert str(failure.value) == f"{place}: stopped"


@pytest.mark.parametrize(("engine", "told"), [("javascript", "line 2: boom"), ("lua", "boom")])
async def test_a_script_without_a_file_is_told_by_its_line(engine, told):
    async def failing(_call):
        raise ScriptError("boom", 2)

    with pytest.raises(FailedScriptError) as failure:
        await scripts(failing).answer(script(State(), engine), REQUEST, FACTS)
    assert str(failure.value) == told


@pytest.mark.parametrize(("kind", "is_bad_return"), [(ScriptError, False), (BadReturnError, True)])
async def test_what_is_no_response_is_told_apart(kind, is_bad_return):
    async def failing(_call):
        raise kind("nothing came back")

    with pytest.raises(FailedScriptError, match="nothing came back") as failure:
        await scripts(failing).answer(script(State()), REQUEST, FACTS)
    assert failure.value.is_bad_return is is_bad_return


@pytest.mark.parametrize("engine", ["javascript", "python", "jinja2"])
async def test_clients_of_our_own_engines_get_a_generic_text(engine):
    async def failing(_call):
        raise ScriptError("a secret")

    with pytest.raises(FailedScriptError) as failure:
        await scripts(failing).answer(script(State(), engine), REQUEST, FACTS)
    assert str(failure.value) == "a secret"
    assert "secret" not in failure.value.told


async def test_too_much_state_is_the_scripts_failure():
    with pytest.raises(FailedScriptError, match="keys"):
        await scripts(counting).answer(script(State(StateLimits(keys=0))), REQUEST, FACTS)


async def test_without_workers():
    with pytest.raises(FailedScriptError, match="no workers"):
        await scripts(no_workers).answer(script(State()), REQUEST, FACTS)


def test_bytes_and_delays():
    answer = scripted(Result({"body_base64": "AP8=", "delay": {"min": 1, "max": 2}}))
    assert (answer.response.status, answer.response.body, answer.delay) == (0, b"\x00\xff", Delay(1, 2))


def test_a_script_of_the_api_has_no_place():
    assert program_of(script(State())).file == ""


SIMPLE = Mock("m", Scripted(TEMPLATE, '{"body": "{{ request.path }}"}'))
SESSION = Session(SessionFacts("s", "suite", 1.0), 7)


def at_once(result, of=SIMPLE):
    """What is answered at once when a run gives this, and the calls that were made for it."""
    calls = []

    def run(call):
        calls.append(call)
        if isinstance(result, Exception):
            raise result
        return result

    running = scripts(no_workers)
    running.run_at_once = run
    return running.another().answer_at_once(of, REQUEST, SESSION), calls


async def test_the_call_at_once_is_that_of_any_other_way():
    told = []

    async def run(call):
        told.append(call)
        return Result({})

    answer, (call,) = at_once(Result({"body": "hi"}, ("said",)))
    assert (answer.response.body, answer.log) == (b"hi", ("said",))
    reservation = Session(SESSION.facts, SESSION.seed).reserve(SIMPLE)
    counted = Script(SIMPLE.responder, reservation, SESSION.state, trace=Trace(uses_before=0, uses_after=1))
    await scripts(run).answer(counted, REQUEST, FACTS)
    assert told == [call]
    assert SESSION.uses(SIMPLE) == 0


@pytest.mark.parametrize("result", [None, ScriptError("boom"), Result({}, operations=(("clear",),))])
def test_what_is_not_over_at_once_has_another_way(result):
    answer, calls = at_once(result)
    assert answer is None
    assert len(calls) == 1


@pytest.mark.parametrize(
    "responder", [Scripted(TEMPLATE, '{"body": "{{ state.incr(1) }}"}'), Fixed(Response())]
)
def test_what_may_change_the_state_is_not_even_tried(responder):
    assert at_once(Result({}), replace(SIMPLE, responder=responder)) == (None, [])


def test_at_first_nothing_is_over_at_once():
    assert scripts(no_workers).answer_at_once(SIMPLE, REQUEST, SESSION) is None


@pytest.mark.parametrize(
    ("responder", "asks"),
    [
        (SIMPLE.responder, False),
        (Scripted(TEMPLATE, '{"body": "{{ request.date }}"}'), True),
        (Scripted(TEMPLATE, '{"body": "{{ request }}"}'), True),
        (Scripted("lua", "return {}"), True),
        (Fixed(Response()), True),
    ],
)
def test_which_scripts_may_ask_when_their_request_came(responder, asks):
    assert asks_moment(replace(SIMPLE, responder=responder)) is asks
