"""Accuracy: which part of the requests to each host the mocks answered.

A request counts as matched when a mock answered it, as missed when it was refused or its answer failed, and
as forwarded when a real server answered, whether a mock said so or nothing matched. Source of the words and
of the figure: Speedscale (mock accuracy is matches of all requests).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from smockproxy.core.addressed import host_of
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.mock import Mock

MOST_HOSTS = 10_000
"""Hosts that are told apart; what goes to further ones is counted under `ELSEWHERE`."""
ELSEWHERE = "(other hosts)"
ANY_HOST = ""
"""The host of mocks that name none, or several."""
WHOLE = 100.0


@dataclass(slots=True)
class HostFigures:
    """What became of the requests to one host."""

    host: str
    """With its port, if that is not the scheme's own; `ANY_HOST` for unused mocks that name none."""
    matched: int = 0
    missed: int = 0
    forwarded: int = 0
    unused: list[Mock] = field(default_factory=list)
    """Mocks for the host that never answered, in the order of asking."""

    @property
    def total(self) -> int:
        """All requests."""
        return self.matched + self.missed + self.forwarded

    def count(self, outcome: Outcome) -> None:
        """Take one more request."""
        match outcome:
            case Outcome.MOCKED:
                self.matched += 1
            case Outcome.FORWARDED:
                self.forwarded += 1
            case _:
                self.missed += 1


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What became of all requests, host by host."""

    hosts: tuple[HostFigures, ...]
    """By name; mocks that name no host come last."""
    evicted: int = 0
    """Exchanges that the history had no room for; they are in no figure."""

    @property
    def matched(self) -> int:
        """Requests that a mock answered."""
        return sum(figures.matched for figures in self.hosts)

    @property
    def total(self) -> int:
        """All requests."""
        return sum(figures.total for figures in self.hosts)


def percent(matched: int, total: int) -> float | None:
    """How many of a hundred requests were matched; None when there were none.

    Rounded down to a hundredth: only all of them are 100.
    """
    return int(WHOLE * WHOLE * matched / total) / WHOLE if total else None


def accuracy_of(
    entries: Iterable[HistoryEntry], mocks: Sequence[Mock], uses: Callable[[Mock], int]
) -> Accuracy:
    """Go through the exchanges once. Callbacks, which we sent ourselves, are no requests of the program."""
    by_host: dict[str, HostFigures] = {}
    for entry in entries:
        if entry.outcome is not Outcome.CALLBACK:
            _figures(by_host, entry.request.authority.lower()).count(entry.outcome)
    for mock in mocks:
        if not uses(mock) and not mock.is_route:
            _figures(by_host, host_of(mock)).unused.append(mock)
    return Accuracy(tuple(by_host[host] for host in sorted(by_host, key=lambda host: (not host, host))))


def _figures(by_host: dict[str, HostFigures], host: str) -> HostFigures:
    named = host if host in by_host or len(by_host) < MOST_HOSTS else ELSEWHERE
    return by_host.setdefault(named, HostFigures(named))
