"""A session: a named period with its own mocks above the files, and its own use counts.

One of two places with state. Everything that requests change is changed here, in whole steps: one call
without waiting in between.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from smockproxy.core.decision import Reservation
from smockproxy.core.mock import Mock
from smockproxy.core.trace import HeldBack


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session is called and since when it runs (seconds since the epoch)."""

    id: str
    name: str
    started_at: float


class Session:
    """Mocks that came by the API, and how often each mock in force was used."""

    def __init__(self, facts: SessionFacts, seed: int = 0) -> None:
        self.facts = facts
        self.seed = seed
        self._mocks: tuple[Mock, ...] = ()
        self._uses: Counter[str] = Counter()
        self._served: set[str] = set()
        self._calls: Counter[str] = Counter()
        """Matching calls of mocks that do not answer all of them."""
        self._names: dict[str, str] = {}
        """What chance calls the API's mocks: their ids differ from run to run, their order need not."""
        self._counting_since = facts.started_at
        self._epoch = object()

    def copy(self) -> "Session":
        """The same mocks and counts; from here on the two go apart."""
        twin = Session(self.facts, self.seed)
        twin._mocks, twin._counting_since = self._mocks, self._counting_since
        twin._names = self._names
        twin._uses, twin._calls = self._uses.copy(), self._calls.copy()
        twin._served = set(self._served)
        return twin

    @property
    def mocks(self) -> tuple[Mock, ...]:
        """The API's mocks in the order of their declaration."""
        return self._mocks

    def add(self, mocks: Iterable[Mock]) -> None:
        """Put mocks above all there are."""
        added = tuple(mocks)
        first = len(self._mocks) + 1
        self._names = self._names | {mock.id: f"#{number}" for number, mock in enumerate(added, first)}
        self._mocks += added

    def uses(self, mock: Mock) -> int:
        """How often a mock answered, or was asked after it was used up."""
        return self._uses[mock.id]

    def was_served(self, mock: Mock) -> bool:
        """Whether the mock has ever been chosen since the counts began."""
        return mock.id in self._served

    def is_used_up(self, mock: Mock) -> bool:
        """Whether its limit is reached."""
        return 0 < mock.times <= self._uses[mock.id]

    def holds_back(self, mock: Mock, now: float) -> HeldBack | None:
        """Why a matching mock does not answer at a moment (seconds since the epoch); nothing is counted."""
        if mock.ttl and now >= max(mock.created_at, self._counting_since) + mock.ttl:
            return HeldBack.EXPIRED
        if self.is_used_up(mock):
            return HeldBack.USED_UP
        if self._calls[mock.id] < mock.after:
            return HeldBack.NOT_YET
        if mock.probability < 1 and self._draw(mock) >= mock.probability:
            return HeldBack.BY_CHANCE
        return None

    def _draw(self, mock: Mock) -> float:
        return draw(self.seed, self._names.get(mock.id, mock.id), self._calls[mock.id])

    def count_calls(self, mocks: Iterable[Mock]) -> None:
        """Count a matching call of each of these mocks, whether it answered or not."""
        self._calls.update(mock.id for mock in mocks if mock.after or mock.probability < 1)

    def reserve(self, mock: Mock) -> Reservation:
        """Count one use."""
        self._uses[mock.id] += 1
        self._served.add(mock.id)
        return Reservation(mock, self._epoch)

    def give_back(self, reservation: Reservation) -> None:
        """Undo a reservation, unless the counts were put back since."""
        if reservation.epoch == self._epoch and self._uses[reservation.mock.id] > 0:
            self._uses[reservation.mock.id] -= 1

    def count_exceeded(self, mocks: Sequence[Mock]) -> None:
        """Count a request that only used-up mocks matched, on each of them (Smocker)."""
        self._uses.update(mock.id for mock in mocks)

    def restart_counts(self, now: float = 0.0) -> None:
        """Put all counts back to the start; `now` is in seconds since the epoch."""
        self._uses.clear()
        self._served.clear()
        self._calls.clear()
        self._counting_since = max(now, self._counting_since)
        self._epoch = object()

    def forget_counts_unless(self, is_in_force: Callable[[str], bool]) -> None:
        """Drop the counts of mocks that are no longer in force, so that they start anew if they come back."""
        for counts in (self._uses, self._calls):
            for gone in [mock_id for mock_id in counts if not is_in_force(mock_id)]:
                del counts[gone]
        self._served = set(filter(is_in_force, self._served))


def draw(seed: int, mock: str, call: int) -> float:
    """The random number, from 0 to 1, of one call of one mock: whatever else happens, it is the same."""
    digest = blake2b(f"{seed}/{mock}/{call}".encode("utf-8", "replace"), digest_size=7).digest()
    return int.from_bytes(digest) / 2**56
