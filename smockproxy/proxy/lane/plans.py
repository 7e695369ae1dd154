"""What becomes of a request that came before, byte for byte: known without reading or matching it again.

A plan holds as long as nothing has changed that could change the decision: the mocks in force, the session,
what is switched off in it. What a request itself changes, its mock's count, is counted as ever.
"""

from smockproxy.app.sessions.instance import Instance
from smockproxy.core.choice import Choice
from smockproxy.core.http import Request
from smockproxy.core.settled import are_settled
from smockproxy.core.trace import Trace, traced
from smockproxy.proxy.lane.prepared import Form, Prepared

MOST = 1_000
"""Plans that an origin keeps."""
LARGEST = 4_096
"""Bytes of a request that is kept to be known again."""
MOST_PLANNED = 5_000
"""Plans of all origins."""
MOST_SEEN = 100_000
"""Requests of which it is known that they came before, without their bytes."""


class Repeated:
    """Which requests come again: a plan for what comes once would be made in vain."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def has_seen(self, raw: bytes) -> bool:
        """Whether these bytes came before; from now on they have."""
        mark = hash(raw)
        if mark in self._seen:
            return True
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
        self._seen.add(mark)
        return False


class Plan:
    """A decision that was taken, and what it depends on."""

    __slots__ = (
        "body",
        "closes",
        "disabled",
        "facts",
        "form",
        "instance",
        "key",
        "mock",
        "mocks",
        "name",
        "prepared",
        "request",
        "session",
        "size",
        "trace",
    )

    def __init__(
        self,
        instance: Instance,
        request: Request,
        prepared: Prepared,
        choice: Choice,
        kept: int,
        *,
        closes: bool,
    ) -> None:
        engine = instance.engine
        self.instance = instance
        self.name = instance.name
        self.mocks = engine.mocks
        self.session = engine.session
        self.facts = engine.session.facts
        self.disabled = engine.session.disabled
        self.key = instance.name, engine.session.facts.id
        self.request = request
        self.size = len(request.body or b"")
        self.body = (request.body or b"")[:kept]
        """Of the request, as far as history keeps it."""
        self.mock = prepared.mock
        self.prepared = prepared
        self.form: Form = prepared.head if request.method == "HEAD" else prepared.get
        self.trace: Trace = traced(engine.mocks.version, choice.passed_over, prepared.mock)
        self.closes = closes
        """Whether the connection ends with it."""

    @property
    def is_current(self) -> bool:
        """Whether the decision would be the same now."""
        engine = self.instance.engine
        session = engine.session
        return (
            engine.mocks is self.mocks
            and session is self.session
            and session.disabled is self.disabled
            and session.facts is self.facts
        )


def can_be_planned(choice: Choice, request: Request, instance: Instance) -> bool:
    """Whether the same request will get the same answer until something is changed."""
    mock, mocks = choice.mock, instance.engine.mocks
    if mock is None or request.memory is not None or mocks.rules or mocks.asks_memory:
        return False
    is_free = mock.limit == 0 and mock.ttl == 0 and mock.scenario is None and not mock.counts_calls
    asked = [mock, *(tried for tried, _ in choice.passed_over)]
    by_conditions = all(isinstance(obstacle, int) for _, obstacle in choice.passed_over)
    return is_free and by_conditions and all(are_settled(each.conditions) for each in asked)
