"""A session: a named period with its own mocks above the files, and its own use counts.

One of two places with state. Everything that requests change is changed here, in whole steps: one call
without waiting in between.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from smockproxy.core.chance import Chance
from smockproxy.core.clock import REAL_TIME
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Reservation
from smockproxy.core.http import NO_HEADERS, Headers, Request
from smockproxy.core.memory import NO_MEMORY, Memory, memory_after
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import Allowance, RateLimiter
from smockproxy.core.resources import Resources
from smockproxy.core.scenarios import Scenarios
from smockproxy.core.state import State
from smockproxy.core.trace import HeldBack


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """What a session is called and since when it runs (seconds since the epoch)."""

    id: str
    name: str
    started_at: float


class Session:
    """Mocks that came by the API, which of them are locked, and how often each mock in force was used."""

    def __init__(self, facts: SessionFacts, seed: int = 0) -> None:
        self.facts = facts
        self.seed = seed
        self._mocks: tuple[Mock, ...] = ()
        self._locked: frozenset[str] = frozenset()
        self._disabled: frozenset[str] = frozenset()
        self._counts = Counts(facts.started_at)
        self.state = State()
        """What its scripts remember."""
        self.scenarios = Scenarios()
        self.resources = Resources()
        self.limiter = RateLimiter()
        self.clock = REAL_TIME
        self._memory = NO_MEMORY
        """What was remembered last."""
        self._names: dict[str, str] = {}
        """What chance calls the API's mocks: their ids differ from run to run, their order need not."""
        self._added = 0
        """How many of them have come."""

    def copy(self) -> "Session":
        """The same mocks and counts; from here on the two go apart."""
        twin = Session(self.facts, self.seed)
        twin._mocks, twin._locked, twin._names = self._mocks, self._locked, self._names
        twin._added = self._added
        twin._disabled = self._disabled
        twin._counts, twin.state = self._counts.copy(), self.state.copy()
        twin.scenarios, twin.resources = self.scenarios.copy(), self.resources.copy()
        twin.limiter, twin.clock = self.limiter.copy(), self.clock
        return twin

    # -- mocks --------------------------------------------------------------------------

    @property
    def mocks(self) -> tuple[Mock, ...]:
        """The API's mocks in the order of their declaration."""
        return self._mocks

    def mock(self, mock_id: str) -> Mock | None:
        """The API's mock of that id."""
        return next((mock for mock in self._mocks if mock.id == mock_id), None)

    def add(self, mocks: Iterable[Mock]) -> None:
        """Put mocks above all there are."""
        added = tuple(mocks)
        numbered = enumerate(added, self._added + 1)
        self._names = self._names | {mock.id: f"#{number}" for number, mock in numbered}
        self._added += len(added)
        self._mocks += added

    def edit(self, mock: Mock) -> None:
        """Put a mock in the place of the one with its id; counts and lock stay."""
        self._mocks = tuple(mock if mock.id == each.id else each for each in self._mocks)

    def remove(self, mock_id: str) -> None:
        """Take a mock away, locked or not, and forget its counts."""
        self._mocks = tuple(mock for mock in self._mocks if mock.id != mock_id)
        self._names = {known: name for known, name in self._names.items() if known != mock_id}
        self._locked -= {mock_id}
        self._disabled -= {mock_id}
        self._counts.forget(mock_id)
        self.limiter.forget(mock_id)

    # -- switched off -------------------------------------------------------------------

    @property
    def disabled(self) -> frozenset[str]:
        """The ids of mocks, files' or API's, that do not answer here until they are enabled again."""
        return self._disabled

    def disable(self, mock_id: str) -> None:
        """Keep a mock from answering."""
        self._disabled |= {mock_id}

    def enable(self, mock_id: str) -> None:
        """Let it answer again."""
        self._disabled -= {mock_id}

    # -- locks --------------------------------------------------------------------------

    def is_locked(self, mock_id: str) -> bool:
        """Whether a mock outlives a reset and goes over into new sessions."""
        return mock_id in self._locked

    def lock(self, mock_ids: Iterable[str]) -> None:
        """Lock those of these mocks that are here."""
        self._locked |= set(mock_ids) & {mock.id for mock in self._mocks}

    def unlock(self, mock_ids: Iterable[str]) -> None:
        """Unlock mocks."""
        self._locked -= set(mock_ids)

    def inherit(self, before: "Session") -> None:
        """Take over another session's locked mocks, with their ids; their counts begin with this session."""
        locked = tuple(mock for mock in before.mocks if before.is_locked(mock.id))
        self.add(replace(mock, created_at=self.facts.started_at) for mock in locked)
        self.lock(mock.id for mock in locked)

    # -- counts -------------------------------------------------------------------------

    def uses(self, mock: Mock) -> int:
        """How often a mock answered, or was asked after it was used up."""
        return self._counts.uses(mock.id)

    def was_served(self, mock: Mock) -> bool:
        """Whether the mock has ever been chosen since the counts began."""
        return self._counts.was_served(mock.id)

    def is_used_up(self, mock: Mock) -> bool:
        """Whether its limit is reached."""
        return 0 < mock.limit <= self._counts.answers(mock.id)

    def holds_back(self, mock: Mock, now: float) -> HeldBack | None:
        """Why a matching mock does not answer when the session's clock shows a moment; nothing is counted."""
        if mock.id in self._disabled:
            return HeldBack.DISABLED
        if mock.ttl and self.age(mock, now) >= mock.ttl:
            return HeldBack.EXPIRED
        if self.is_used_up(mock):
            return HeldBack.USED_UP
        if mock.after and self._counts.calls(mock.id) < mock.after:
            return HeldBack.NOT_YET
        if mock.probability < 1 and self.chance_of_call(mock).draw("probability") >= mock.probability:
            return HeldBack.BY_CHANCE
        return None

    def age(self, mock: Mock, now: float) -> float:
        """For how many seconds a mock has been in force when the session's clock shows a moment."""
        return now - self.clock.at(max(mock.created_at, self._counts.since))

    def chance_of_call(self, mock: Mock) -> Chance:
        """What is left to chance in the next matching call of a mock that does not answer all of them."""
        return self._chance(mock, self._counts.calls(mock.id))

    def chance_of_use(self, mock: Mock) -> Chance:
        """What is left to chance in the next use of a mock, which is not counted yet."""
        return self._chance(mock, self._counts.next_number(mock.id))

    def _chance(self, mock: Mock, number: int) -> Chance:
        return Chance(self.seed, self._names.get(mock.id, mock.id), number)

    def remembered(self, keys: Iterable[str], kept: frozenset[str] = frozenset()) -> Memory:
        """What conditions may ask for: its scenarios, and these keys of its state.

        Answers of mocks in force are kept under the names `kept`.
        """
        state = self.state.snapshot().values
        asked = {key: state[key] for key in keys if key in state}
        self._memory = memory_after(self._memory, asked, self.scenarios.states, kept)
        return self._memory

    def allowance(self, mock: Mock, request: Request) -> Allowance | None:
        """What a mock's rate limit says of a call, which is counted; None if it has none."""
        if mock.rate_limit is None:
            return None
        return self.limiter.take(mock.rate_limit, mock.id, request)

    def count_calls(self, mocks: Iterable[Mock]) -> None:
        """Count a matching call of each of these mocks, whether it answered or not; none of disabled ones."""
        able = [mock for mock in mocks if mock.id not in self._disabled] if self._disabled else mocks
        self._counts.count_calls(able)

    def reserve(self, mock: Mock, headers: Headers = NO_HEADERS) -> Reservation:
        """Count one use, whose answer gets these headers beside its own, and change the mock's scenario."""
        number = self._counts.count_use(mock.id)
        move = self.scenarios.move(mock.scenario)
        moved = None if move is None else (self.scenarios, move)
        return Reservation(mock, self._counts, self._chance(mock, number), moved, headers)

    def count_use(self, mock: Mock) -> None:
        """Count one use whose answer can't come to nothing: as `reserve`, which gives what undoes it."""
        self._counts.count_use(mock.id)
        self.scenarios.move(mock.scenario)

    def unaccounted(self, mock: Mock) -> Reservation:
        """A use that counts nowhere."""
        return Reservation(mock, Counts(self._counts.since), self.chance_of_call(mock))

    def count_exceeded(self, mocks: Sequence[Mock]) -> None:
        """Count a request that only used-up mocks matched, on each of them (Smocker)."""
        self._counts.count_exceeded(mocks)

    @property
    def counts(self) -> Counts:
        """Those in force."""
        return self._counts

    def take_counts(self, counts: Counts) -> None:
        """Go on with the counts of an earlier run."""
        self._counts = counts

    def restore_uses(self, uses: Mapping[str, int]) -> None:
        """Take the use counts of an earlier run, by the mocks' ids."""
        self._counts.restore(uses)

    def restart_counts(self, now: float) -> None:
        """Put all counts back to the start; `now` is in seconds since the epoch."""
        self._counts = Counts(max(now, self._counts.since))
        self.limiter = RateLimiter()

    def forget_counts_of_others(self, in_force: Sequence[Set[str]]) -> None:
        """Drop the counts of mocks that are no longer in force, so that they start anew if they come back."""
        self._counts.forget_others(in_force)
        self.limiter.forget_others(in_force)
