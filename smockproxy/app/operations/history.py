"""The operations on the history, which all sessions share.

What reads it is done off the event loop: it may be long, and on a disk.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from time import monotonic

from smockproxy.app.history.where import where
from smockproxy.app.sessions.instance import AnyHistory
from smockproxy.app.usage import NotFoundError
from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import IsOver, Query, Search, Where

SEARCHING = 10.0
"""Seconds after which a search for a page ends early."""


@dataclass(frozen=True, slots=True)
class Page:
    """Entries that a query found, and where to go on."""

    entries: tuple[HistoryEntry, ...]
    following: str = ""
    """The place after which the next page begins; empty at the end."""
    is_cut_short: bool = False
    """Whether time was over before there were enough."""
    reached: float | None = None
    """When the last exchange that was looked at began, in seconds since the epoch, if it was."""


@dataclass(slots=True)
class HistoryOperations:
    """The operations on one history; `clock` counts seconds from any moment on."""

    history: AnyHistory
    clock: Callable[[], float] = monotonic

    async def page(self, query: Query, expression: str, limit: int) -> Page:
        """Up to so many entries that a query and a filter expression leave. Raises `UsageError`."""
        end = self.clock() + SEARCHING
        return await asyncio.to_thread(self._page, query, expression, limit, lambda: self.clock() > end)

    def _page(self, query: Query, expression: str, limit: int, is_over: IsOver) -> Page:
        one_more = replace(query, limit=limit + 1)
        with closing(self.history.query(one_more, condition(expression), is_over)) as search:
            return page_of(search, limit)

    async def newest(self, query: Query, expression: str, count: int) -> Page:
        """The newest of these, up to so many, oldest first. Raises `UsageError`."""
        found = await self.page(replace(query, newest_first=True), expression, count)
        return replace(found, entries=found.entries[::-1], following="")

    async def walk(self, query: Query, expression: str = "") -> Iterator[HistoryEntry]:
        """All that there are now, to be walked over in another thread. Raises `UsageError`."""
        asked = await asyncio.to_thread(condition, expression)
        return walked(self.history.query(query, asked))

    async def searches(
        self, query: Query, expression: str, periods: Iterable[tuple[str, str]]
    ) -> list[Search]:
        """The same of each of several periods: what clients call the session, and its id.

        Raises `UsageError`.
        """
        asked = await asyncio.to_thread(condition, expression)
        return [
            self.history.query(replace(query, session=name, session_id=session_id), asked)
            for name, session_id in periods
        ]

    async def exchange(self, entry_id: str) -> HistoryEntry:
        """One exchange. Raises `NotFoundError`, with what the history does hold."""
        return await asyncio.to_thread(self._exchange, entry_id)

    def _exchange(self, entry_id: str) -> HistoryEntry:
        entry = self.history.get(entry_id)
        if entry is None:
            raise NotFoundError(f'There is no exchange "{entry_id[:60]}" in the history; {self._extent()}.')
        return entry

    def _extent(self) -> str:
        oldest, newest = Query(limit=1), Query(limit=1, newest_first=True)
        ends = [entry.id for query in (oldest, newest) for entry in self.history.query(query)]
        if not ends:
            return "it is empty"
        gone = f", {self.history.evicted} older ones made room" if self.history.evicted else ""
        return f"it holds {len(self.history)}, from {ends[0]} to {ends[-1]}{gone}"

    def clear(self, session: str | None) -> None:
        """Forget the exchanges of all sessions that are called so, or everything."""
        if session is None:
            self.history.clear()
        else:
            self.history.forget_name(session)


def condition(expression: str) -> Where | None:
    """What a filter expression asks for; nothing if it is empty. Raises `UsageError`."""
    return where(expression) if expression else None


def page_of(search: Search, limit: int) -> Page:
    """Walk a search that is for one entry more than a page has."""
    found: list[HistoryEntry] = []
    place = ""
    for entry in search:
        if len(found) == limit:
            return Page(tuple(found), place)
        found.append(entry)
        place = search.place
    if search.is_cut_short:
        return Page(tuple(found), search.place, is_cut_short=True, reached=search.reached)
    return Page(tuple(found))


def walked(search: Search) -> Iterator[HistoryEntry]:
    """What a search finds; whoever stops in the middle lets go of what it reads from."""
    with closing(search):
        yield from search
