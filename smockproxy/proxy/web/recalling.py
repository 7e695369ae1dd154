"""What the history has, for the page: the newest exchanges when a browser comes, and those that end later.

While nobody looks, the view is told of no exchange; so it is completed when somebody does.
"""

import asyncio

from mitmproxy.utils import asyncio_utils

from smockproxy.app.sessions.instance import Instance
from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import Query
from smockproxy.proxy.web.newest import NewestView

SLICE = 50
"""Exchanges that are made flows before others on the loop have their turn: some milliseconds."""


class Recalling:
    """Completes the view."""

    def __init__(self, view: NewestView, instance: Instance) -> None:
        """`instance` is any: its history and its events are those of all session names."""
        self._view = view
        self._instance = instance
        self._lock = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    async def fill(self) -> None:
        """Show the newest exchanges of the history, beside what is shown already."""
        async with self._lock:
            entries = await asyncio.to_thread(self._newest)
            missing = [entry for entry in entries if self._view.misses(entry)]
            for start in range(0, len(missing), SLICE):
                self._view.recall(missing[start : start + SLICE])
                await asyncio.sleep(0)
            self._view.settle(entry.id for entry in entries)

    def _newest(self) -> list[HistoryEntry]:
        """Oldest first."""
        asked = Query(since=self._view.since, limit=self._view.bounds.flows, newest_first=True)
        return list(self._instance.history.query(asked))[::-1]

    def follow(self, is_looking: bool) -> None:  # noqa: FBT001 - the watch tells it
        """Begin, or cease, to show what ends without having been a flow that the view saw begin."""
        if is_looking:
            self._following = asyncio_utils.create_task(
                self._follow(), name="mitmweb's exchanges", keep_ref=True
            )
        elif self._following is not None:
            self._following.cancel()
            self._following = None

    async def _follow(self) -> None:
        with self._instance.events.subscribe() as completed:
            async for entry in completed:
                self._view.take(entry)
