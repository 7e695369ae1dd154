"""Scripts of all languages at once, in real workers, on one state: some order explains what they saw."""

import asyncio
import itertools
import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from random import Random
from typing import Any

import pytest

from smockproxy.app.scripts.scripting import FailedScriptError, Scripts
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Reservation, Script
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Scripted
from smockproxy.core.session import SessionFacts
from smockproxy.core.state import State
from smockproxy.engines.limits import PoolSize
from smockproxy.engines.pool import Pool
from tests.conversation.transactions import (
    KEYS,
    LIMITS,
    SCRIPT_LIMITS,
    SCRIPTS,
    Memory,
    Outcome,
    Step,
    Transaction,
    asking,
    reason_of,
    serial_order,
)

ROUNDS = int(os.environ.get("TRANSACTION_ROUNDS", "2"))
PARALLEL = 16
EACH = 4
"""Scripts that run one after the other, for each of those in parallel."""
FACTS = SessionFacts("s", "suite", 0.0)
VALUES = (0, 1, 2, 3, "x", "x" * 18)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=2, most=PARALLEL, patience=60), SCRIPT_LIMITS)
    pool.start(SCRIPTS)
    yield pool
    await pool.aclose()


def a_step(random: Random) -> Step:
    key, number = random.choice(KEYS), random.randint(1, 3)
    drawn: list[Step] = [
        ("get", key),
        ("has", key),
        ("set", key, random.choice(VALUES)),
        ("copy", key, random.choice(KEYS)),
        *[("incr", key, number)] * 4,
        ("delete", key),
        ("unless", key, random.choice(VALUES), number),
        ("keys",),
        random.choice([("clear",), ("fail",), ("keys",)]),
    ]
    return random.choice(drawn)


class Clients:
    """Clients of scripts on one state; each asks again when it has its answer."""

    def __init__(self, pool: Pool, engines: Sequence[str], state: State) -> None:
        self._scripts = Scripts(pool.run, lambda: 0.0)
        self._engines, self._state = engines, state
        self._moments: Iterator[int] = itertools.count()
        self.answered: list[Transaction] = []

    async def all(self, random: Random) -> None:
        programs = [
            [[a_step(random) for _ in range(random.randint(1, 6))] for _ in range(EACH)]
            for _ in range(PARALLEL)
        ]
        async with asyncio.TaskGroup() as tasks:
            for number, each in enumerate(programs):
                tasks.create_task(self._one(self._engines[number % len(self._engines)], each))

    async def _one(self, engine: str, programs: Sequence[Sequence[Step]]) -> None:
        for steps in programs:
            began = next(self._moments)
            outcome = await self._outcome(engine, steps)
            self.answered.append(Transaction(steps, outcome, began, next(self._moments)))

    async def _outcome(self, engine: str, steps: Sequence[Step]) -> Outcome:
        mock = Mock(engine, Scripted(engine, SCRIPTS[engine], 0, ""))
        script = Script(mock.responder, Reservation(mock, Counts(0.0)), self._state)
        try:
            answer = await self._scripts.answer(script, asking(steps), FACTS)
        except FailedScriptError as error:
            return Outcome(list(map(json.loads, error.log)), reason_of(str(error)))
        seen = json.loads(answer.response.body)
        assert list(map(json.loads, answer.log)) == seen
        return Outcome(seen)


@pytest.mark.parametrize("engine", SCRIPTS)
async def test_every_language_carries_the_steps_out_alike(pool: Pool, engine: str) -> None:
    clients = Clients(pool, [engine], state := State(LIMITS))
    random, values = Random(5), dict[str, Any]()
    for _ in range(60):
        steps = [a_step(random) for _ in range(4)]
        wanted, values = Memory(values).after(steps)
        assert await clients._outcome(engine, steps) == wanted, steps
        assert state.snapshot().values == values


@pytest.mark.parametrize("seed", range(ROUNDS))
@pytest.mark.parametrize("engines", [tuple(SCRIPTS), *((engine,) for engine in SCRIPTS)], ids="+".join)
async def test_some_order_explains_it(pool: Pool, engines: tuple[str, ...], seed: int) -> None:
    clients = Clients(pool, engines, state := State(LIMITS))
    await clients.all(Random(seed))
    assert len(clients.answered) == PARALLEL * EACH
    assert serial_order(clients.answered, state.snapshot().values) is not None


class Careless(State):
    """Forgets to look whether what was read has changed."""

    def _has_changed(self, *_asked: Any) -> bool:
        return False


async def test_a_state_that_loses_updates_is_found_out(pool: Pool) -> None:
    for seed in range(20):
        clients = Clients(pool, tuple(SCRIPTS), state := Careless(LIMITS))
        await clients.all(Random(seed))
        if serial_order(clients.answered, state.snapshot().values) is None:
            return
    pytest.fail("nothing was lost in 20 rounds, or nobody saw it")
