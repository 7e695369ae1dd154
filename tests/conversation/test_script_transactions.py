"""Concurrent scripts are serialisable: whatever they do to the state, and in whatever order they get on."""

import asyncio
import itertools
import json
import os
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from smockproxy.app.scripts.scripting import FailedScriptError, Scripts
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Reservation, Script
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Scripted
from smockproxy.core.session import SessionFacts
from smockproxy.core.state import ALL_KEYS, State, StateOverrunError
from smockproxy.engines.contract import Call, Result
from smockproxy.engines.running import run_here
from tests.conversation.transactions import (
    KEYS,
    LIMITS,
    PYTHON,
    SCRIPT_LIMITS,
    STEPS,
    Memory,
    Outcome,
    Step,
    Transaction,
    asking,
    reason_of,
    serial_order,
)

EXAMPLES = int(os.environ.get("TRANSACTION_EXAMPLES", "25"))
"""How many courses of events are drawn, for each of the two tests that draw them."""
PARALLEL = 16
MOCK = Mock("m", Scripted("python", PYTHON, 0, ""))
FACTS = SessionFacts("s", "suite", 0.0)
SETTINGS = settings(
    max_examples=EXAMPLES, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


class Course:
    """Scripts that run on one state, each until somebody says that it goes on."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.done: list[Transaction] = []
        self.moment = 0
        self._loop = asyncio.new_event_loop()
        self._waiting: list[asyncio.Future[None]] = []
        self._asked: list[tuple[Sequence[Step], int, asyncio.Task[Outcome]]] = []
        self._scripts = Scripts(self._run, lambda: 0.0)

    async def _run(self, call: Call) -> Result:
        turn = self._loop.create_future()
        self._waiting.append(turn)
        await turn
        return run_here(call, SCRIPT_LIMITS)

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting)

    @property
    def in_flight(self) -> int:
        return len(self._asked)

    def begin(self, steps: Sequence[Step]) -> None:
        """A script begins, with the state as it is."""
        self.moment += 1
        self._asked.append((steps, self.moment, self._loop.create_task(self._outcome(steps))))
        self._settle()

    def go_on(self, which: int) -> None:
        """One of the scripts that wait runs to its end, and tries to bring its changes into force."""
        self.moment += 1
        self._waiting.pop(which % len(self._waiting)).set_result(None)
        self._settle()

    def write(self, key: str, value: Any) -> None:
        """Somebody sets a key by the API."""
        self.moment += 1
        try:
            self.state.commit([("set", key, value)], (), self.state.snapshot().version)
            outcome = Outcome([])
        except StateOverrunError as error:
            outcome = Outcome([], reason_of(str(error)))
        self.done.append(Transaction([("set", key, value)], outcome, self.moment, self.moment))

    def read(self) -> None:
        """Somebody looks at everything by the API."""
        self.moment += 1
        values = self.state.snapshot().values
        outcome = Outcome([sorted(values), *(values.get(key) for key in KEYS)])
        steps = [("keys",), *(("get", key) for key in KEYS)]
        self.done.append(Transaction(steps, outcome, self.moment, self.moment))

    def end(self) -> None:
        """All that is left runs to its end."""
        try:
            while self._waiting:
                self.go_on(0)
            assert not self._asked
        finally:
            self._loop.close()

    def check(self) -> None:
        """Fails unless some order explains everything."""
        final = self.state.snapshot().values
        told = [(each.began, each.ended, each.steps, each.outcome) for each in self.done]
        assert serial_order(self.done, final) is not None, f"no order gives {dict(final)}: {told}"

    async def _outcome(self, steps: Sequence[Step]) -> Outcome:
        script = Script(MOCK.responder, Reservation(MOCK, Counts(0.0)), self.state)
        try:
            answer = await self._scripts.answer(script, asking(steps), FACTS)
        except FailedScriptError as error:
            return Outcome(list(map(json.loads, error.log)), reason_of(str(error)))
        seen = json.loads(answer.response.body)
        assert list(map(json.loads, answer.log)) == seen
        return Outcome(seen)

    def _settle(self) -> None:
        """Until nothing moves but what waits for its turn."""
        while self._loop._ready:  # type: ignore[attr-defined] # no event loop tells it by another name
            self._loop.run_until_complete(asyncio.sleep(0))
        ended = [each for each in self._asked if each[2].done()]
        for steps, began, task in ended:
            self.done.append(Transaction(steps, task.result(), began, self.moment))
        self._asked = [each for each in self._asked if each not in ended]


class Events(RuleBasedStateMachine):
    """What may happen: scripts begin and go on, others read and write beside."""

    kind: ClassVar[type[State]] = State

    def __init__(self) -> None:
        super().__init__()
        self.course = Course(self.kind(LIMITS))

    @precondition(lambda self: self.course.in_flight < PARALLEL)
    @rule(steps=STEPS)
    def a_script_begins(self, steps: Sequence[Step]) -> None:
        self.course.begin(steps)

    @precondition(lambda self: self.course.is_busy)
    @rule(which=st.integers(0, PARALLEL - 1))
    def a_script_goes_on(self, which: int) -> None:
        self.course.go_on(which)

    @rule(key=st.sampled_from(KEYS), value=st.integers(0, 3))
    def somebody_writes(self, key: str, value: int) -> None:
        self.course.write(key, value)

    @rule()
    def somebody_reads(self) -> None:
        self.course.read()

    def teardown(self) -> None:
        self.course.end()
        self.course.check()


def test_any_course_of_events_is_explained_by_some_order() -> None:
    run_state_machine_as_test(Events, settings=SETTINGS)


def all_at_once(kind: type[State], programs: Sequence[Sequence[Step]], turns: Sequence[int]) -> None:
    """Scripts that all begin before any goes on."""
    course = Course(kind(LIMITS))
    for steps in programs:
        course.begin(steps)
    for which in turns:
        if course.is_busy:
            course.go_on(which)
    course.end()
    course.check()


@SETTINGS
@given(
    st.lists(STEPS, min_size=PARALLEL, max_size=PARALLEL),
    st.lists(st.integers(0, PARALLEL - 1), max_size=3 * PARALLEL),
)
def test_sixteen_at_once_are_explained_by_some_order(
    programs: Sequence[Sequence[Step]], turns: Sequence[int]
) -> None:
    all_at_once(State, programs, turns)


# -- that these tests can fail ---------------------------------------------------------------


class Careless(State):
    """Forgets to look whether what was read has changed."""

    def _has_changed(self, *_asked: Any) -> bool:
        return False


class BlindToKeys(State):
    """Forgets that somebody may have looked at which keys there are."""

    def _has_changed(self, key: str, version: int) -> bool:
        return key != ALL_KEYS and super()._has_changed(key, version)


class Halving(State):
    """Brings only the first of several changes into force."""

    def commit(self, operations: Any, *rest: Any) -> bool:
        return super().commit(tuple(operations)[:1], *rest)


class Forgetful(State):
    """Says that it has done what it has not."""

    def commit(self, *changes: Any) -> bool:
        return super().commit(*changes) or True


class Roomy(State):
    """Forgets that there must be room for what was there only meanwhile."""

    def _is_tight(self, *_asked: Any) -> bool:
        return False


@pytest.mark.parametrize("kind", [Careless, BlindToKeys, Halving, Forgetful, Roomy])
def test_a_state_that_loses_something_is_found_out(kind: type[State]) -> None:
    class Wrong(Events):
        pass

    Wrong.kind = kind
    found = settings(SETTINGS, max_examples=2_000, derandomize=True, database=None, phases=[Phase.generate])
    with pytest.raises(AssertionError, match="no order gives"):
        run_state_machine_as_test(Wrong, settings=found)


def test_a_lost_update_is_found_out() -> None:
    incr = [("incr", "a", 1)]
    all_at_once(State, [incr, incr], [])
    with pytest.raises(AssertionError, match="no order gives"):
        all_at_once(Careless, [incr, incr], [])


# -- that the search is right ----------------------------------------------------------------


def explained(transactions: Sequence[Transaction], final: dict[str, Any]) -> bool:
    """Whether an order explains them, by trying all."""
    return any(explains(order, final) for order in itertools.permutations(transactions))


def explains(order: Sequence[Transaction], final: dict[str, Any]) -> bool:
    values: dict[str, Any] = {}
    for at, each in enumerate(order):
        if any(later.ended < each.began for later in order[at:]):
            return False
        outcome, values = Memory(values).after(each.steps)
        if outcome != each.outcome:
            return False
    return values == final


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Transaction], dict[str, Any]]:
    """Few transactions, each with an answer that it may have had, some of them from elsewhere."""
    values: dict[str, Any] = {}
    transactions = []
    for _ in range(draw(st.integers(1, 5))):
        steps = draw(STEPS)
        outcome, left = Memory(values).after(steps)
        values = draw(st.sampled_from([left, left, left, values, {}]))
        began = draw(st.integers(0, 6))
        transactions.append(Transaction(steps, outcome, began, draw(st.integers(began, 7))))
    return draw(st.permutations(transactions)), values


@settings(SETTINGS, max_examples=5 * EXAMPLES)
@given(histories())
def test_the_search_agrees_with_trying_all_orders(
    history: tuple[list[Transaction], dict[str, Any]],
) -> None:
    transactions, final = history
    order = serial_order(transactions, final)
    assert (order is not None) == explained(transactions, final)
    if order is not None:
        assert explains([transactions[at] for at in order], final)


def seen(*outcome: Any, failure: str = "") -> Outcome:
    return Outcome(list(outcome), failure)


INCR = Transaction([("incr", "a", 1)], seen(1))
BOTH = Transaction([("set", "a", 0), ("set", "b", 0)], seen())
HALF = Transaction([("get", "a"), ("get", "b")], seen(0, None))
SKEW = [
    Transaction([("get", "a"), ("unless", "b", 0, 9), ("set", "a", 1)], seen(0, 0)),
    Transaction([("get", "b"), ("unless", "a", 0, 9), ("set", "b", 1)], seen(0, 0)),
]
FAILED = Transaction([("set", "a", 1), ("fail",)], seen(failure="fail"))
PAST = [Transaction([("set", "a", 1)], seen(), 1, 2), Transaction([("get", "a")], seen(None), 3, 4)]


@pytest.mark.parametrize(
    ("transactions", "final"),
    [
        ([INCR, INCR], {"a": 1}),
        ([BOTH, HALF], {"a": 0, "b": 0}),
        ([BOTH, *SKEW], {"a": 1, "b": 1}),
        ([FAILED], {"a": 1}),
        (PAST, {"a": 1}),
    ],
    ids=["lost update", "half of one", "write skew", "a failure's change", "a look into the past"],
)
def test_what_no_order_explains(transactions: list[Transaction], final: dict[str, Any]) -> None:
    assert serial_order(transactions, final) is None
