"""Waiting until the history holds what one asks for: now, or as soon as it comes."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from smockproxy.app.history.events import Events, Subscription
from smockproxy.app.usage import UsageError
from smockproxy.app.verdicts.called import WHAT, calls_of, count_in, require_keys
from smockproxy.core.calls import Calls
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock

KEYS = (*WHAT, "at_least", "timeout")
LONGEST = 60.0
"""Seconds that one may wait."""
USUALLY = 10.0
"""Seconds that one waits unless one asks for another time."""

type Entries = Callable[[], Iterable[HistoryEntry]]
"""The exchanges that there are when it is called; they may be walked over in another thread."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is waited for."""

    calls: Calls
    at_least: int = 1
    limit: float = USUALLY
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Waited:
    """How a wait ended."""

    exchanges: tuple[str, ...]
    """The ids of the first exchanges that are meant: as many as were waited for, or all there were."""
    wanted: Wanted

    @property
    def is_fulfilled(self) -> bool:
        """Whether what was waited for has come."""
        return len(self.exchanges) >= self.wanted.at_least


def wanted_of(question: Any, mocks: Iterable[Mock], session_name: str | None = None) -> Wanted:
    """Read `{"request": …, "mock": …, "at_least": 1, "timeout": 10}`; seconds. Raises `UsageError`.

    Compiles patterns, so it belongs off the loop.
    """
    require_keys(question, KEYS)
    limit = question.get("timeout", USUALLY)
    is_number = isinstance(limit, (int, float)) and not isinstance(limit, bool)
    if not is_number or not 0 <= limit <= LONGEST:
        raise UsageError(f"timeout is a number of seconds from 0 to {LONGEST:.0f}.")
    at_least = count_in(question, "at_least", 1)
    if not at_least:
        raise UsageError("at_least is 0: there would be nothing to wait for.")
    return Wanted(calls_of(question, mocks, session_name), at_least, float(limit))


async def wait_for(wanted: Wanted, entries: Entries, events: Events[HistoryEntry]) -> Waited:
    """Wait until enough exchanges are meant, those before the wait included, or until time is up.

    An exchange whose body is not kept whole, and would tell, does not count.
    """
    deadline = asyncio.get_running_loop().time() + wanted.limit
    found: dict[str, None] = {}
    with events.subscribe() as coming:
        async with aclosing(_batches(entries, coming, deadline)) as batches:
            async for batch in batches:
                found |= await asyncio.to_thread(_meant, batch, wanted, found)
                if len(found) >= wanted.at_least:
                    break
    return Waited(tuple(found), wanted)


async def _batches(
    entries: Entries, coming: Subscription[HistoryEntry], deadline: float
) -> AsyncGenerator[Iterable[HistoryEntry]]:
    """All exchanges there are, then what comes; all once more when some of that was dropped."""
    yield entries()
    missed = 0
    while True:
        if missed < coming.dropped:
            missed = coming.dropped
            yield entries()
        elif batch := await _before(deadline, coming):
            yield batch
        else:
            return


async def _before(deadline: float, coming: Subscription[HistoryEntry]) -> list[HistoryEntry]:
    """What comes before a time of the loop; nothing when that is past, or nothing more will come."""
    if asyncio.get_running_loop().time() >= deadline:
        return []
    try:
        async with asyncio.timeout_at(deadline):
            return await coming.batch()
    except TimeoutError:
        return []


def _meant(entries: Iterable[HistoryEntry], wanted: Wanted, known: Mapping[str, None]) -> dict[str, None]:
    """The ids of those that are meant and not known yet, no more than are wanted."""
    meant = (entry.id for entry in entries if entry.id not in known and wanted.calls.include(entry))
    return dict.fromkeys(islice(meant, wanted.at_least - len(known)))
