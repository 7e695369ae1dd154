"""What becomes of a request that came before, byte for byte: known without reading or matching it again.

A plan holds as long as nothing has changed that could change the decision: the mocks in force, the session,
what is switched off in it. What a request itself changes, its mock's count, is counted as ever.
"""

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.usage import UsageError
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


class Keeping[P: Standing]:
    """Keeps the plans of all origins, within bounds: each has its own, by the bytes of the request."""

    def __init__(self) -> None:
        self._repeated = Repeated()
        self._kept: list[dict[bytes, P]] = []
        """Those of the origins that have any."""
        self._count = 0
        """How many plans there may be."""

    def is_wanted(self, raw: bytes) -> bool:
        """Whether a plan for these bytes is worth making; asked once for each request."""
        return len(raw) <= LARGEST and self._repeated.has_seen(raw)

    def keep(self, plans: dict[bytes, P], raw: bytes, plan: P) -> None:
        """Put a plan among those of its origin; when there are too many, all make room."""
        if len(plans) >= MOST or self._count >= MOST_PLANNED:
            for each in self._kept:
                each.clear()
            self._kept.clear()
            self._count = 0
        if not plans:
            self._kept.append(plans)
        plans[raw] = plan
        self._count += 1


class Standing:
    """What a decision depended on, and whether all of that still stands."""

    __slots__ = ("disabled", "facts", "instance", "mocks", "name", "session")

    def __init__(self, instance: Instance) -> None:
        engine = instance.engine
        self.instance = instance
        self.name = instance.name
        self.mocks = engine.mocks
        self.session = engine.session
        self.facts = engine.session.facts
        self.disabled = engine.session.disabled

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

    def stands(self, instances: Instances) -> bool:
        """Whether it is current, and the name still that of the same instance, which is used now."""
        try:
            return self.is_current and instances.of(self.name) is self.instance
        except UsageError:  # the name was dropped, and there is no room for a new one
            return False


class Plan(Standing):
    """A decision that a mock answers, with its answer."""

    __slots__ = ("body", "closes", "form", "key", "mock", "prepared", "request", "size", "trace")

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
        super().__init__(instance)
        self.key = instance.name, self.facts.id
        self.request = request
        self.size = len(request.body or b"")
        self.body = (request.body or b"")[:kept]
        """Of the request, as far as history keeps it."""
        self.mock = prepared.mock
        self.prepared = prepared
        self.form: Form = prepared.head if request.method == "HEAD" else prepared.get
        self.trace: Trace = traced(self.mocks.version, choice.passed_over, prepared.mock)
        self.closes = closes
        """Whether the connection ends with it."""


def can_be_planned(choice: Choice, request: Request, instance: Instance) -> bool:
    """Whether the same request, which no rule of chaos disturbs, will get the same answer until something
    is changed.
    """
    mock, mocks = choice.mock, instance.engine.mocks
    if mock is None or request.memory is not None or mocks.asks_memory:
        return False
    is_free = mock.limit == 0 and mock.ttl == 0 and mock.scenario is None and not mock.counts_calls
    asked = [mock, *(tried for tried, _ in choice.passed_over), *mocks.rules_for(request)]
    by_conditions = all(isinstance(obstacle, int) for _, obstacle in choice.passed_over)
    return is_free and by_conditions and all(are_settled(each.conditions) for each in asked)
