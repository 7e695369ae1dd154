"""The index of one layer of mocks: which of them can match a request, without asking all.

Host and port choose the few places where to look; there, path and method narrow. The index may let through
what does not match; it never leaves out what does.
"""

from collections.abc import Iterable
from functools import cached_property
from heapq import merge

from smockproxy.core.chaos import Chaos
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.narrowing import NO_PATTERNS, Addressed, PatternIndex, Ranks, literal_of
from smockproxy.core.neighbours import Neighbours
from smockproxy.core.recollection import asks_memory, kept_by, names_asked, state_keys
from smockproxy.core.settled import are_settled

__all__ = ["NO_PATTERNS", "Layer", "PatternIndex"]

type Address = tuple[str, str]
"""A host, in lower case, and a port as text; "" is any."""


class Placed:
    """Mocks in their order of asking, by where they look for a request; immutable."""

    __slots__ = ("_in_order", "_names_ports", "_patterns", "_places")

    def __init__(self, in_order: tuple[Mock, ...], patterns: PatternIndex = NO_PATTERNS) -> None:
        self._in_order = in_order
        self._patterns = patterns
        self._places: dict[Address, Addressed] = {}
        for rank, mock in enumerate(in_order):
            address = literal_of(mock, "host"), literal_of(mock, "port")
            place = self._places.get(address)
            if place is None:
                place = self._places[address] = Addressed()
            place.add(mock, rank, patterns)
        self._names_ports = any(port for _, port in self._places)

    def compile(self) -> None:
        """Compile all patterns now; else each place compiles its own when a request first comes there."""
        for place in self._places.values():
            place.compile(self._patterns)

    def candidates(self, request: Request) -> Iterable[Mock]:
        """The mocks that can't be ruled out for a request, in the order of asking."""
        if not self._places:
            return ()
        found: list[Ranks] = []
        for address in self._addresses(request):
            if (place := self._places.get(address)) is not None:
                found += place.find(request, self._patterns)
        ranks: Iterable[int] = found[0] if len(found) == 1 else merge(*found)
        return map(self._in_order.__getitem__, ranks)

    def _addresses(self, request: Request) -> Iterable[Address]:
        host = request.host.lower()
        hosts = (host, "") if host else ("",)
        ports = (str(request.port), "") if self._names_ports else ("",)
        return [(host, port) for host in hosts for port in ports]


class Layer:
    """Mocks that were declared together, in the order of asking, and their index; immutable."""

    def __init__(self, declared: Iterable[Mock] = (), patterns: PatternIndex = NO_PATTERNS) -> None:
        self.declared: tuple[Mock, ...] = tuple(declared)
        newest_first = self.declared[::-1]
        ranked = sorted(newest_first, key=lambda mock: -mock.priority)
        self.in_order = tuple(mock for mock in ranked if not isinstance(mock.responder, Chaos))
        self.rules = tuple(mock for mock in ranked if isinstance(mock.responder, Chaos))
        """The rules of chaos among them, which are asked about every exchange and answer none."""
        self.ids = frozenset(mock.id for mock in self.declared)
        self._placed = Placed(self.in_order, patterns)
        self._placed_rules = Placed(self.rules, patterns)

    @cached_property
    def asks_memory(self) -> bool:
        """Whether any condition asks what the session remembers."""
        return any(asks_memory(mock.conditions) for mock in self.declared)

    @cached_property
    def state_keys(self) -> frozenset[str]:
        """The keys of the session's state that conditions ask for."""
        return frozenset[str]().union(*(state_keys(mock.conditions) for mock in self.declared))

    @cached_property
    def kept(self) -> frozenset[str]:
        """The names under which values of answers are remembered."""
        return frozenset[str]().union(*map(kept_by, self.declared))

    @cached_property
    def names_asked(self) -> frozenset[str]:
        """The names that conditions mention, whether anything keeps them or not."""
        return frozenset[str]().union(*(names_asked(mock.conditions) for mock in self.declared))

    @cached_property
    def is_settled(self) -> bool:
        """Whether the answers of all conditions are settled by a request's bytes."""
        return all(are_settled(mock.conditions) for mock in self.in_order)

    @cached_property
    def neighbours(self) -> Neighbours:
        """The mocks by how they are written, for near misses; slow to make for many."""
        return Neighbours(self.in_order)

    def compile(self) -> None:
        """Compile all patterns now; else each place compiles its own when a request first comes there."""
        self._placed.compile()
        self._placed_rules.compile()

    def candidates(self, request: Request) -> Iterable[Mock]:
        """The mocks that can't be ruled out for a request, in the order of asking."""
        return self._placed.candidates(request)

    def rules_for(self, request: Request) -> Iterable[Mock]:
        """The rules of chaos that can't be ruled out for a request, in the order of asking."""
        return self._placed_rules.candidates(request)
