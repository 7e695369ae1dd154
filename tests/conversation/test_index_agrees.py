"""The index and a plain scan of all mocks decide alike: whatever the mocks, whatever was asked before."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.core import trace
from smockproxy.core.conditions import HOLDS
from smockproxy.core.decision import Decision, NeedsBody, Refuse, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.session import Session, SessionFacts
from smockproxy.matching.patternset import PatternSets
from tests.conversation.drawn import requests, unnamed_mocks

EXAMPLES = int(os.environ.get("INDEX_EXAMPLES", "200"))
"""How many sets of mocks are drawn."""


class Scan(Layer):
    """A layer without an index: all its mocks are asked."""

    def candidates(self, request: Request) -> Iterable[Mock]:  # noqa: ARG002
        return self.in_order


@pytest.fixture(scope="module", autouse=True)
def _whole_traces() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trace, "MOST_TRIED", 1_000)
        yield


def session() -> Session:
    return Session(SessionFacts("s", "Session #1", 0.0), seed=3)


def by_index(files: Sequence[Mock], posted: Sequence[Mock]) -> Engine:
    engine = Engine(session(), Unmatched.FORWARD, PatternSets())
    engine.replace_files(files)
    for mock in posted:
        engine.add([mock])
    return engine


def by_scan(files: Sequence[Mock], posted: Sequence[Mock]) -> Engine:
    counting = session()
    counting.add(posted)
    return Engine(counting).rehearsal(MockSet((Scan(files), Scan(posted))), counting)


def decide(engine: Engine, request: Request) -> Decision:
    """As the edge does: by the headers, and by the body only when the engine asks for it."""
    decision = engine.decide_head(replace(request, body=None))
    return engine.decide(request) if isinstance(decision, NeedsBody) else decision


def outcome(decision: Decision) -> tuple[object, ...]:
    traced = decision.trace
    exceeded = decision.exceeded if isinstance(decision, Refuse) else ()
    return type(decision), traced.winner, traced.uses_before, traced.uses_after, exceeded


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    drawn=st.lists(unnamed_mocks, min_size=1, max_size=60),
    posted=st.integers(0, 10),
    asked=st.lists(st.tuples(requests, st.sampled_from([0.0, 0.0, 1.5])), min_size=1, max_size=12),
)
def test_the_same_decisions_order_and_counts(
    drawn: list[Mock], posted: int, asked: list[tuple[Request, float]]
) -> None:
    mocks = [replace(mock, id=str(number)) for number, mock in enumerate(drawn)]
    parted = max(0, len(mocks) - posted)
    indexed, scanned = (make(mocks[:parted], mocks[parted:]) for make in (by_index, by_scan))
    moments = accumulate(pause for _, pause in asked)
    for (request, _), now in zip(asked, moments, strict=True):
        request = replace(request, received_at=now)  # noqa: PLW2901
        kept = list(indexed.mocks.candidates(request))
        assert kept == [mock for mock in scanned.mocks.in_order if mock in kept]
        holding = [mock for mock in scanned.mocks.in_order if mock.conditions.first_failure(request) == HOLDS]
        assert [mock for mock in holding if mock not in kept] == []
        one, other = decide(indexed, request), decide(scanned, request)
        assert outcome(one) == outcome(other)
        assert one.trace.tried == tuple(tried for tried in other.trace.tried if tried.mock in kept)
    for mock in mocks:
        assert indexed.session.uses(mock) == scanned.session.uses(mock)
        assert indexed.session.was_served(mock) == scanned.session.was_served(mock)
        assert indexed.session.holds_back(mock, 99.0) == scanned.session.holds_back(mock, 99.0)
