"""The mock set in force at one moment: immutable, in the order in which mocks are asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import merge

from smockproxy.core.http import Request
from smockproxy.core.index import Layer
from smockproxy.core.memory import REMEMBERED
from smockproxy.core.mock import Mock
from smockproxy.core.narrowing import NO_PATTERNS, PatternIndex


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

    def has(self, mock_id: str) -> bool:
        """Whether a mock of this id is in force."""
        return any(mock_id in layer.ids for layer in self.layers)

    @cached_property
    def rules(self) -> tuple[Mock, ...]:
        """The rules of chaos, in the order of asking."""
        return tuple(_merged([layer.rules for layer in self.layers]))

    def rules_for(self, request: Request) -> tuple[Mock, ...]:
        """The rules of chaos that cannot be ruled out for a request, in the order of asking."""
        if not self.rules:
            return ()
        return tuple(_merged([layer.rules_for(request) for layer in self.layers if layer.rules]))

    @cached_property
    def is_settled(self) -> bool:
        """Whether the answers of all mocks' conditions are settled by a request's bytes."""
        return all(layer.is_settled for layer in self.layers)

    @cached_property
    def asks_memory(self) -> bool:
        """Whether any mock's condition asks what the session remembers."""
        return self._recalls or any(layer.asks_memory for layer in self.layers)

    @cached_property
    def state_keys(self) -> frozenset[str]:
        """The keys of the session's state that conditions ask for."""
        recalled = {REMEMBERED} if self._recalls else frozenset[str]()
        return frozenset(recalled).union(*(layer.state_keys for layer in self.layers))

    @cached_property
    def kept(self) -> frozenset[str]:
        """The names under which values of answers are remembered."""
        return frozenset[str]().union(*(layer.kept for layer in self.layers))

    @cached_property
    def _recalls(self) -> bool:
        """Whether any condition has a reference to what an answer of another mock leaves behind."""
        return any(not layer.names_asked.isdisjoint(self.kept) for layer in self.layers)

    @cached_property
    def in_order(self) -> tuple[Mock, ...]:
        """All mocks: higher priority first, then upper layers, then last declared first."""
        return tuple(_merged([layer.in_order for layer in self.layers]))

    def candidates(self, request: Request) -> Iterator[Mock]:
        """The mocks that cannot be ruled out for a request, in order."""
        return _merged([layer.candidates(request) for layer in self.layers if layer.ids])


def _merged(layers: list[Iterable[Mock]]) -> Iterator[Mock]:
    """One order out of the orders of the layers, the lowest first."""
    if len(layers) < 2:
        return iter(layers[0] if layers else ())
    return merge(*reversed(layers), key=lambda mock: -mock.priority)  # stable: an earlier argument wins a tie


GROWTH = 4
"""How many times larger than the layer above a layer is, at the least."""


def stacked(layers: Iterable[Layer], declared: Iterable[Mock], patterns: PatternIndex) -> tuple[Layer, ...]:
    """Put mocks above layers, joining the topmost: layers stay few, and few mocks are indexed again."""
    stack, above = list(layers), tuple(declared)
    if not above:
        return tuple(stack)
    while stack and len(stack[-1].declared) < GROWTH * len(above):
        above = (*stack.pop().declared, *above)
    return (*stack, Layer(above, patterns))


def dated(declared: Iterable[Mock], in_force: Iterable[Mock], now: float) -> tuple[Mock, ...]:
    """Mocks with the time of their coming into force: that of the mock of the same id, if there is one."""
    known: Mapping[str, float] = {mock.id: mock.created_at for mock in in_force}
    return tuple(replace(mock, created_at=known.get(mock.id, now)) for mock in declared)
