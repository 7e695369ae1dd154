"""The operations that hold a session against what is expected of it: verdict, calls, waits, usage.

Each walks over exchanges off the event loop.
"""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

from smockproxy.app.api.bodies import VerifyQuestion
from smockproxy.app.operations.objects import known_object
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import UsageError
from smockproxy.app.verdicts.called import asked_of, called
from smockproxy.app.verdicts.judging import verdict_of
from smockproxy.app.verdicts.usagefigures import MockUsage, usage_of
from smockproxy.app.verdicts.verify import breaches_of
from smockproxy.app.verdicts.waiting import Waited, wait_for, wanted_of
from smockproxy.core.calls import Counted
from smockproxy.core.query import Query, Search
from smockproxy.core.verify import Verdict


@dataclass(slots=True)
class CheckOperations:
    """The operations on one instance."""

    instance: Instance

    def _of_period(self) -> Search:
        """The exchanges of the session in force; those since its last reset."""
        facts = self.instance.engine.session.facts
        return self.instance.history.query(Query(session=self.instance.name, session_id=facts.id))

    def evicted(self) -> int:
        """How many of them made room for others."""
        facts = self.instance.engine.session.facts
        return self.instance.history.evicted_from(self.instance.name, facts.id)

    async def verdict(self, question: Any) -> Verdict:
        """The verdict on the session. Raises `UsageError`."""
        words = known_object(question, VerifyQuestion).get("fail_on", [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise UsageError('fail_on is a list of words, such as ["unmatched", "unused"].')
        return await verdict_of(self.instance, breaches_of(words))

    async def called(self, question: Any) -> Counted:
        """How often something was called. Raises `UsageError`."""
        instance = self.instance
        mocks = instance.engine.mocks.in_order
        asked = await asyncio.to_thread(asked_of, question, mocks, instance.name)
        count_evicted = partial(instance.history.evicted_from, instance.name)
        return await called(asked, self._of_name(), count_evicted)

    def _of_name(self) -> Search:
        """The exchanges of all sessions of the name."""
        return self.instance.history.query(Query(session=self.instance.name))

    async def wait(self, question: Any) -> Waited:
        """Wait until something was called. Raises `UsageError`."""
        mocks = self.instance.engine.mocks.in_order
        wanted = await asyncio.to_thread(wanted_of, question, mocks, self.instance.name)
        return await wait_for(wanted, self._of_name, self.instance.events)

    async def usage(self) -> tuple[MockUsage, ...]:
        """How the mocks in force are used."""
        mocks, uses = self.instance.engine.mocks.in_order, self.instance.engine.session.copy().uses
        return await asyncio.to_thread(usage_of, mocks, uses, self._of_period())
