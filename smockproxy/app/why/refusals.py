"""What was told of refusals, kept for requests that come again: clients try again, and again.

Kept is what depends on nothing but the request and the mocks in force; what shows counts is made anew when
they have changed.
"""

from collections.abc import Hashable
from weakref import WeakKeyDictionary

from smockproxy.core.engine import Engine
from smockproxy.core.http import Request
from smockproxy.core.mockset import MockSet
from smockproxy.core.nearmiss import NearMiss, near_misses
from smockproxy.core.session import Session
from smockproxy.core.trace import Trace
from smockproxy.interop.smocker import nearest_json

MOST = 200
"""Refusals that are kept of an engine."""
LARGEST = 4_096
"""Bytes of a body up to which a request is kept."""

type _State = tuple[Session, tuple[tuple[int, bool, bool], ...]]


class Told:
    """The near misses of one request, and the part of an answer that says them."""

    __slots__ = ("_json", "_state", "misses")

    def __init__(self, misses: tuple[NearMiss, ...]) -> None:
        self.misses = misses
        self._state: _State | None = None
        self._json = ""

    def json(self, session: Session) -> str:
        """The near misses, with the mocks as they stand in a session, for `unmatched_body`."""
        state = (
            session,
            tuple(
                (session.uses(miss.mock), session.was_served(miss.mock), session.is_locked(miss.mock.id))
                for miss in self.misses
            ),
        )
        if state != self._state:
            self._state, self._json = state, nearest_json(self.misses, session)
        return self._json


class Refusals:
    """What was told lately, by the engine that refused."""

    def __init__(self) -> None:
        self._known = WeakKeyDictionary[Engine, tuple[MockSet, dict[Hashable, Told]]]()

    def of(self, engine: Engine, request: Request, trace: Trace) -> Told:
        """What is to be told of a request that was refused just now."""
        mocks = engine.mocks
        if not (mocks.is_settled and request.memory is None and len(request.body or b"") <= LARGEST):
            return Told(near_misses(mocks, request, trace))
        kept_for, kept = self._known.get(engine, (None, {}))
        if kept_for is not mocks or len(kept) >= MOST:
            kept = {}
            self._known[engine] = mocks, kept
        key = _key_of(request, trace)
        if (told := kept.get(key)) is None:
            told = kept[key] = Told(near_misses(mocks, request, trace))
        return told


def _key_of(request: Request, trace: Trace) -> Hashable:
    """All of a request but its time, and what stood in the way of the mocks that were asked."""
    return (
        request.method,
        request.scheme,
        request.host,
        request.port,
        request.target,
        request.headers.fields,
        request.body,
        request.http_version,
        request.form,
        request.client,
        request.session,
        tuple((id(mock), obstacle) for mock, obstacle in trace.passed_over),
    )
