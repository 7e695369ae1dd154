"""Verify: whether every mock was used as promised, and what else went otherwise than it should.

Rules of this file: pure. What is wrong is told as facts; whether it matters is the caller's to say.
Source of what matters unless the caller says: Smocker (`POST /sessions/verify`: use counts, and refused or
failed exchanges).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from smockproxy.core.account import Account, Alike, account_of
from smockproxy.core.bounds import SILENT, Bounds, VerdictOutcome, bounds_of
from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.nearmiss import NearMiss, near_misses
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import NO_TRACE, Trace

type FindTrace = Callable[[str], Trace | None]
"""The trace of an exchange, by its id, if it is known."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """A mock was used before one of a lower rank."""

    exchange: str
    """Its first."""
    later: Mock
    """The one that should have come first."""
    later_exchange: str


@dataclass(frozen=True, slots=True)
class MockVerdict:
    """How one mock was used."""

    mock: Mock
    uses: int
    bounds: Bounds
    disorder: Disorder | None = None

    @property
    def is_as_expected(self) -> bool:
        """Whether it was used as often as expected, and in its order."""
        return self.bounds.judge(self.uses) is VerdictOutcome.PASSED and self.disorder is None

    @property
    def is_missed(self) -> bool:
        """Whether it was never used, though nobody said that it should not be."""
        return not self.uses and self.bounds.at_most != 0

    @property
    def rank(self) -> int | None:
        """Its place in the order, if it has one."""
        return (self.mock.expected or SILENT).rank


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Requests alike that no mock answered, and the mocks that are nearest."""

    alike: Alike
    nearest: tuple[NearMiss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What verification found."""

    session: SessionFacts
    seed: int
    """What chance followed."""
    mocks: tuple[MockVerdict, ...]
    """In the order of asking."""
    account: Account
    refused: tuple[Unanswered, ...] = ()
    """Those of the account that are shown."""
    passed_on: tuple[Unanswered, ...] = ()
    """Those of the account that are shown."""
    evicted: int = 0
    """Exchanges that the history has no more: of them only the use counts are known."""
    fail_on: frozenset[Breach] = USUAL

    @property
    def miscounted(self) -> tuple[MockVerdict, ...]:
        """The mocks that were not used as they expect."""
        return tuple(found for found in self.mocks if not found.is_as_expected)

    @property
    def unused(self) -> tuple[MockVerdict, ...]:
        """The mocks that were never used, though nobody said that they should not be."""
        return tuple(found for found in self.mocks if found.is_missed)

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """All that is otherwise than it should, whether it matters or not."""
        account = self.account
        counts = {
            Breach.UNVERIFIED: len(self.miscounted),
            Breach.REFUSED: account.refused.count,
            Breach.UNMATCHED: account.refused.count + account.passed_on.count,
            Breach.FORWARDED: account.forwarded,
            Breach.UNUSED: len(self.unused),
            Breach.FAILED: account.failed.count,
        }
        return tuple(breach for breach, count in counts.items() if count)

    @property
    def outcome(self) -> VerdictOutcome:
        """Failed if something is wrong that matters; passed only if all exchanges are known."""
        if self.fail_on.intersection(self.breaches):
            return VerdictOutcome.FAILED
        return VerdictOutcome.INCOMPLETE if self.evicted else VerdictOutcome.PASSED


def verify(
    mocks: MockSet,
    session: Session,
    entries: Iterable[HistoryEntry],
    *,
    evicted: int = 0,
    fail_on: Set[Breach] = USUAL,
    find_trace: FindTrace = lambda _: None,
) -> Verdict:
    """Hold the exchanges of a session, oldest first, and its use counts against the mocks in force.

    `find_trace` is asked for the traces that the entries themselves do not have.
    """
    account = account_of(entries, {mock.id: mock for mock in mocks.in_order})
    found = [MockVerdict(mock, session.uses(mock), bounds_of(mock)) for mock in mocks.in_order]
    return Verdict(
        session=session.facts,
        seed=session.seed,
        mocks=tuple(_in_order_of_ranks(found, account)),
        account=account,
        refused=_unanswered(account.refused.shown, mocks, find_trace),
        passed_on=_unanswered(account.passed_on.shown, mocks, find_trace),
        evicted=evicted,
        fail_on=frozenset(fail_on),
    )


def _unanswered(shown: Iterable[Alike], mocks: MockSet, find_trace: FindTrace) -> tuple[Unanswered, ...]:
    return tuple(Unanswered(alike, _nearest(alike.entry, mocks, find_trace)) for alike in shown)


def _nearest(entry: HistoryEntry, mocks: MockSet, find_trace: FindTrace) -> tuple[NearMiss, ...]:
    """The nearest mocks; what a tunnel without HTTP carried has none."""
    if entry.protocol != "http":
        return ()
    return near_misses(mocks, entry.request, entry.trace or find_trace(entry.id) or NO_TRACE)


def _in_order_of_ranks(found: Sequence[MockVerdict], account: Account) -> Iterator[MockVerdict]:
    disorders = _disorders(found, account)
    for each in found:
        yield MockVerdict(each.mock, each.uses, each.bounds, disorders.get(each.mock.id))


def _disorders(found: Sequence[MockVerdict], account: Account) -> dict[str, Disorder]:
    """What came before something of a lower rank, by the mocks' ids. Only first uses count."""
    firsts = account.first_uses
    disorders: dict[str, Disorder] = {}
    below: tuple[Mock, ...] = ()
    for same in _by_rank([each for each in found if each.mock.id in firsts]):
        for last in below:
            later = firsts[last.id]
            disorders |= {
                mock.id: Disorder(firsts[mock.id].exchange, last, later.exchange)
                for mock in same
                if firsts[mock.id].at < later.at
            }
        below = (max((*below, *same), key=lambda mock: firsts[mock.id].at),)
    return disorders


def _by_rank(found: Iterable[MockVerdict]) -> list[list[Mock]]:
    """The mocks of each rank, the lowest rank first."""
    ranked: dict[int, list[Mock]] = {}
    for each in found:
        if each.rank is not None:
            ranked.setdefault(each.rank, []).append(each.mock)
    return [ranked[rank] for rank in sorted(ranked)]
