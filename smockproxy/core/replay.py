"""Mocks of recordings as a replay answers with them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from smockproxy.core.mock import Mock
from smockproxy.core.pace import paces_of
from smockproxy.core.replayed import Replayed
from smockproxy.core.timing import AS_MOCKS_SAY, Timing

APART = 3_600.0
"""Seconds without an exchange after which another recording begins."""


@dataclass(frozen=True, slots=True)
class Replay:
    """How a run replays."""

    begun_at: float
    """In seconds since the epoch."""
    ages: bool = True
    timing: Timing = AS_MOCKS_SAY

    def mocks(self, mocks: Sequence[Mock]) -> tuple[Mock, ...]:
        """All mocks; those that were recorded know how they are replayed."""
        begins = beginnings(mock.recorded.at for mock in mocks if mock.recorded is not None)
        paces = paces_of(mocks, self.timing)

        def replayed(mock: Mock) -> Mock:
            if mock.recorded is None:
                return mock
            begun_at = begins[mock.recorded.at]
            return replace(mock, replayed=Replayed(begun_at, self.begun_at, self.ages, paces.get(mock.id)))

        return tuple(map(replayed, mocks))


def beginnings(moments: Iterable[float]) -> dict[float, float]:
    """Of each moment, when its recording began: the first of those that are close to each other."""
    return dict(_beginnings(sorted(set(moments))))


def _beginnings(rising: Sequence[float]) -> Iterator[tuple[float, float]]:
    if not rising:
        return
    begun_at = rising[0]
    yield begun_at, begun_at
    for before, moment in pairwise(rising):
        if moment - before > APART:
            begun_at = moment
        yield moment, begun_at
