"""Every operation once, whatever the skin: HTTP or command line.

Used from one event loop. An upload is parsed off the loop; uploads and resets wait for each other.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.app.instance import Instance
from smockproxy.app.question import entry_asked, request_asked
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.app.why import Situation, Why, trace_of, why_entry, why_request
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, did_you_mean
from smockproxy.core.session import Session
from smockproxy.core.state import Operation, StateOverrunError


@dataclass(slots=True)
class Operations:
    """The operations on one instance."""

    instance: Instance

    def mocks(self) -> tuple[Mock, ...]:
        """All mocks in force, in the order of asking: the files' and the API's."""
        return self.instance.engine.mocks.in_order

    def session(self) -> Session:
        """The session in force."""
        return self.instance.engine.session

    def state(self) -> Mapping[str, Any]:
        """What the scripts of the session in force remember, by key."""
        return self.session().state.snapshot().values

    def set_state(self, values: Any) -> Mapping[str, Any]:
        """Set keys of it, all or none; gives the whole. Raises `UsageError`."""
        if not isinstance(values, dict):
            raise UsageError('expected an object of keys and values, such as {"count": 1}')
        operations = [("set", key, value) for key, value in values.items()]
        return self._changed_state(operations)

    def clear_state(self, key: str = "") -> Mapping[str, Any]:
        """Forget a key of it, or all; gives the rest. Raises `NotFoundError`."""
        if key and key not in self.state():
            hint = did_you_mean(key, self.state())
            raise NotFoundError(f'state has no key "{key[:60]}"{f"; {hint}" if hint else ""}')
        return self._changed_state([("delete", key)] if key else [("clear",)])

    def _changed_state(self, operations: Iterable[Operation]) -> Mapping[str, Any]:
        state = self.instance.sessions.current().state
        try:
            state.commit(operations, (), state.snapshot().version)
        except (StateOverrunError, ValueError) as error:
            raise UsageError(str(error)) from error
        return state.snapshot().values

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files of mocks, as of the last time they were read."""
        return self.instance.files.problems

    def history_page(self, after: str = "", limit: int = 100) -> tuple[list[HistoryEntry], str]:
        """Up to `limit` exchanges that follow the exchange `after`, and the next page's cursor."""
        return self.instance.history.page(after=after, limit=limit)

    def newest(self, count: int) -> list[HistoryEntry]:
        """The last exchanges, up to `count`, oldest first."""
        return list(self.exchanges()[-count:])

    def exchange(self, entry_id: str) -> HistoryEntry:
        """One exchange. Raises `NotFoundError`, with what the history does hold."""
        entry = self.instance.history.get(entry_id)
        if entry is None:
            raise NotFoundError(f'There is no exchange "{entry_id[:60]}" in the history; {self._extent()}.')
        return entry

    def _extent(self) -> str:
        history = self.instance.history
        if not history:
            return "it is empty"
        ids = [entry.id for entry in history]
        gone = f", {history.evicted} older ones made room" if history.evicted else ""
        return f"it holds {len(ids)}, from {ids[0]} to {ids[-1]}{gone}"

    async def trace(self, entry_id: str) -> Why:
        """How the decision on an exchange came about. Raises `NotFoundError`."""
        entry = self.exchange(entry_id)
        return await asyncio.to_thread(trace_of, Situation.of(self.instance), entry)

    async def why(self, question: Any) -> Why:
        """Why an exchange, or a request that is only described, got or would get its answer.

        Raises `UsageError`. Nothing is counted.
        """
        situation = Situation.of(self.instance)
        if entry_id := entry_asked(question):
            return await asyncio.to_thread(why_entry, situation, self.exchange(entry_id))
        request = request_asked(question, self.instance.clock())
        return await asyncio.to_thread(why_request, situation, request)

    def exchanges(self) -> tuple[HistoryEntry, ...]:
        """All exchanges as they are now, oldest first: what comes in meanwhile is not among them."""
        return tuple(self.instance.history)
