"""The mock set in force at one moment: immutable, in the order in which mocks are asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from smockproxy.core.http import Request
from smockproxy.core.mock import Mock


@dataclass(frozen=True, slots=True)
class MockSet:
    """Mocks in the order of asking: higher priority first, then last declared first."""

    in_order: tuple[Mock, ...] = ()

    @classmethod
    def of(cls, declared: Iterable[Mock]) -> "MockSet":
        """Order mocks that come in the order of their declaration."""
        newest_first = reversed(tuple(declared))
        return cls(tuple(sorted(newest_first, key=lambda mock: -mock.priority)))

    def __len__(self) -> int:
        return len(self.in_order)

    def candidates(self, request: Request) -> Iterator[Mock]:  # noqa: ARG002 - narrowing by request comes with the index
        """The mocks that cannot be ruled out for a request, in order."""
        return iter(self.in_order)
