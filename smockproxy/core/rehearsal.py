"""What would have answered: requests decided once more, by other mocks, counting nowhere."""

from collections.abc import Iterable, Sequence

from smockproxy.core.engine import Engine
from smockproxy.core.http import Request
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet


def answering(engine: Engine, mocks: MockSet, requests: Iterable[Request]) -> list[Mock | None]:
    """Which of the mocks answers each of some requests, in their order, with all counts at the start.

    Chance is that of the engine's session.
    """
    session = engine.session.copy()
    session.restart_counts(session.facts.started_at)
    twin = engine.rehearsal(mocks, session)
    return [twin.decide(request).trace.winner for request in requests]


def with_edited(mocks: MockSet, edited: Mock, requests: Sequence[Request]) -> tuple[MockSet, MockSet]:
    """The mocks that matter for some requests: as they are, and with one of them, by its id, edited."""
    mattering = {mock.id for request in requests for mock in mocks.candidates(request)} | {edited.id}
    kept = [[mock for mock in layer.in_order if mock.id in mattering] for layer in mocks.layers]
    changed = [[edited if mock.id == edited.id else mock for mock in layer] for layer in kept]
    return _set_of(kept), _set_of(changed)


def _set_of(layers: Sequence[Sequence[Mock]]) -> MockSet:
    return MockSet(tuple(Layer(reversed(layer)) for layer in layers))
