"""The mock set in force at one moment: immutable, in the order in which mocks are asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import merge

from smockproxy.core.http import Request
from smockproxy.core.index import NO_PATTERNS, Layer, PatternIndex
from smockproxy.core.mock import Mock


@dataclass(frozen=True)
class MockSet:
    """Layers of mocks, the upper ones asked first; higher priority comes before that, in all layers."""

    layers: tuple[Layer, ...] = ()
    """The lowest first."""
    version: int = 0
    """Counts the sets of one engine."""

    @classmethod
    def of(cls, declared: Iterable[Mock], patterns: PatternIndex = NO_PATTERNS) -> "MockSet":
        """A set of one layer, from mocks in the order of their declaration."""
        return cls((Layer(declared, patterns),))

    def __len__(self) -> int:
        return sum(len(layer.in_order) for layer in self.layers)

    @cached_property
    def in_order(self) -> tuple[Mock, ...]:
        """All mocks: higher priority first, then upper layers, then last declared first."""
        return tuple(_merged([layer.in_order for layer in self.layers]))

    def candidates(self, request: Request) -> Iterator[Mock]:
        """The mocks that cannot be ruled out for a request, in order."""
        return _merged([layer.candidates(request) for layer in self.layers])


def _merged(layers: list[Iterable[Mock]]) -> Iterator[Mock]:
    """One order out of the orders of the layers, the lowest first."""
    if len(layers) == 1:
        return iter(layers[0])
    return merge(*reversed(layers), key=lambda mock: -mock.priority)  # stable: an earlier argument wins a tie
