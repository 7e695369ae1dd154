"""The operations that explain: how a decision came about, and what would change it."""

import asyncio
from dataclasses import dataclass
from typing import Any

from smockproxy.app.operations.history import HistoryOperations
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.usage import NotFoundError
from smockproxy.app.why.explanation import Situation, Why, trace_of, why_entry, why_request
from smockproxy.app.why.question import entry_asked, request_asked
from smockproxy.core.history import HistoryEntry


@dataclass(slots=True)
class WhyOperations:
    """The operations on all instances. Nothing that they do is counted."""

    instances: Instances

    async def trace(self, entry: HistoryEntry) -> Why:
        """How the decision on an exchange came about."""
        situation = Situation.of(self._of(entry))
        return await asyncio.to_thread(trace_of, situation, self.instances.unnamed.traced(entry))

    def _of(self, entry: HistoryEntry) -> Instance:
        """The instance that decided, or, if its name is forgotten, the one that shares its files."""
        try:
            return self.instances.find(entry.session_name)
        except NotFoundError:
            return self.instances.unnamed

    async def why(self, question: Any, asked: Instance) -> Why:
        """Why an exchange, or a request that is only described, got or would get its answer.

        A request is asked of the instance that is given. Raises `UsageError`.
        """
        if entry_id := entry_asked(question):
            entry = await HistoryOperations(asked.history).exchange(entry_id)
            situation = Situation.of(self._of(entry))
            return await asyncio.to_thread(why_entry, situation, self.instances.unnamed.traced(entry))
        request = request_asked(question, asked.shown_time)
        return await asyncio.to_thread(why_request, Situation.of(asked), request)
