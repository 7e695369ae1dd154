"""The operations on sessions by their names: which there are, make one, set it up, put it back, forget it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from smockproxy.app.api.bodies import SessionChange
from smockproxy.app.api.shapes import SessionRow
from smockproxy.app.operations.objects import known_object
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.rows import BY_NAME
from smockproxy.app.usage import UsageError
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import NOTHING, Amount
from smockproxy.interop.moments import rfc3339

LARGEST_SEED = 2**53 - 1
"""What every reader of JSON reads exactly."""


@dataclass(slots=True)
class SessionOperations:
    """The operations on all instances; the unnamed one has the name ""."""

    instances: Instances

    async def rows(self) -> list[SessionRow]:
        """A row for each session, the unnamed one first."""
        amounts = await asyncio.to_thread(self.instances.unnamed.history.amounts)
        return [session_row(each, amounts) for each in self.instances.all()]

    async def row(self, name: str) -> SessionRow:
        """The row of one. Raises `NotFoundError`."""
        found = self.instances.find(name)
        return session_row(found, await asyncio.to_thread(found.history.amounts))

    async def put(self, name: str, change: Any) -> SessionRow:
        """Begin a session if there is none, and set it up. Raises `UsageError`, and then nothing is done."""
        asked = known_object(change, SessionChange)
        seed, unmatched, factor = _seed(asked), _unmatched(asked), _delay_factor(asked)
        instance = self.instances.of(name)
        if seed is not None:
            instance.set_seed(seed)
        if unmatched is not None:
            instance.engine.unmatched = unmatched
        if factor is not None:
            instance.delay_factor = factor
        return await self.row(name)

    async def delete(self, name: str) -> None:
        """Forget a session; the unnamed one begins anew. Raises `NotFoundError`."""
        instance = self.instances.find(name)
        async with instance.changes:
            self.instances.drop(name)
            instance.sessions.reset(force=True)

    async def reset(self, name: str, *, force: bool) -> SessionRow:
        """Put a session back to its start; locked mocks stay, unless forced. Raises `NotFoundError`."""
        instance = self.instances.find(name)
        async with instance.changes:
            instance.reset(force=force)
        return await self.row(name)


def session_row(instance: Instance, amounts: Mapping[str, Amount]) -> SessionRow:
    """A session, and what is in it."""
    begun = instance.sessions.all()
    facts = begun[-1].facts if begun else None
    amount = amounts.get(instance.name, NOTHING)
    return {
        "name": instance.name,
        "id": facts.id if facts else "",
        "title": facts.name if facts else "",
        "started_at": rfc3339(facts.started_at) if facts else None,
        "last_used": rfc3339(instance.last_used) if instance.last_used else None,
        "mocks": len(begun[-1].mocks) if begun else 0,
        "exchanges": amount.entries,
        "evicted": amount.evicted,
        "seed": instance.seed,
        "unmatched": instance.engine.unmatched.value,
        "delay_factor": instance.delay_factor,
    }


def _seed(asked: Mapping[str, Any]) -> int | None:
    if "seed" not in asked:
        return None
    seed = asked["seed"]
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LARGEST_SEED:
        raise UsageError(f"seed is a whole number from 0 to {LARGEST_SEED}.")
    return seed


def _delay_factor(asked: Mapping[str, Any]) -> float | None:
    if "delay_factor" not in asked:
        return None
    factor, row = asked["delay_factor"], BY_NAME["delay_factor"]
    is_number = isinstance(factor, int | float) and not isinstance(factor, bool)
    if not is_number or not (row.low or 0) <= factor <= (row.high or inf):
        raise UsageError(f"delay_factor is {row.expected}.")
    return float(factor)


def _unmatched(asked: Mapping[str, Any]) -> Unmatched | None:
    if "unmatched" not in asked:
        return None
    policy = asked["unmatched"]
    words = [each.value for each in Unmatched]
    if policy not in words:
        raise UsageError(f"unmatched is {' or '.join(words)}.")
    return Unmatched(policy)
