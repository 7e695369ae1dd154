"""What the exchanges of a session tell, gathered in one pass in little memory.

Rules of this file: however many exchanges there are, few of them are kept.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from smockproxy.core.chaos import DROPPED
from smockproxy.core.forwarding import BadUpstreamError, upstream_of
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.mock import Mock
from smockproxy.core.responders import ForwardTo

MOST_SHOWN = 10
"""Exchanges of a kind that are kept to be shown; those with the same method and URL count as one."""
MOST_HOSTS = 100
"""Real servers that are told apart."""
CLIENT_GONE = "client gone"
"""The error of an exchange whose client did not wait for the answer, which nobody here is to blame for."""
ON_PURPOSE = frozenset({CLIENT_GONE, DROPPED})
"""Errors of exchanges that count as no failures."""
FIRST_ERROR = 400
"""A refusal with a lower status is none: `OPTIONS *`, which the server answers itself."""

type Mocks = Mapping[str, Mock]
"""Mocks by their ids."""
type Moment = tuple[float, int]
"""When an exchange began, in seconds since the epoch; and its place among those of the same time."""


@dataclass(frozen=True, slots=True)
class Alike:
    """The first of some exchanges that are alike, and how many they are."""

    entry: HistoryEntry
    count: int


@dataclass(frozen=True, slots=True)
class Kind:
    """The exchanges of one kind."""

    count: int = 0
    shown: tuple[Alike, ...] = ()
    """In the order of their first coming."""

    @property
    def more(self) -> int:
        """How many are not among those that are shown."""
        return self.count - sum(alike.count for alike in self.shown)


@dataclass(frozen=True, slots=True)
class RealHost:
    """A real server that requests went to."""

    origin: str
    """`https://api.test:8443`."""
    count: int
    by_mocks: int
    """How many of them a mock sent there."""


@dataclass(frozen=True, slots=True)
class FirstUse:
    """The exchange in which a mock was used first."""

    at: Moment
    exchange: str


@dataclass(frozen=True, slots=True)
class Account:
    """What the exchanges tell."""

    exchanges: int = 0
    refused: Kind = Kind()
    passed_on: Kind = Kind()
    """Requests that, without a mock that says so, went to a real server or would have but for chaos."""
    failed: Kind = Kind()
    forwarded: int = 0
    hosts: tuple[RealHost, ...] = ()
    """Where these went to: the first of them."""
    first_uses: Mapping[str, FirstUse] = field(default_factory=dict)
    """By the ids of mocks."""


def account_of(entries: Iterable[HistoryEntry], mocks: Mocks) -> Account:
    """Go through exchanges once; `mocks` are those in force."""
    gathering = _Gathering(mocks)
    for entry in entries:
        if entry.outcome is not Outcome.CALLBACK:
            gathering.add(entry)
    return gathering.account()


class _Alikes:
    def __init__(self) -> None:
        self._count = 0
        self._first: dict[tuple[str, str], HistoryEntry] = {}
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, entry: HistoryEntry) -> None:
        self._count += 1
        key = (entry.request.method, entry.request.url)
        if key in self._first or len(self._first) < MOST_SHOWN:
            self._first.setdefault(key, entry)
            self._counts[key] += 1

    def kind(self) -> Kind:
        shown = (Alike(entry, self._counts[key]) for key, entry in self._first.items())
        return Kind(self._count, tuple(shown))


class _Gathering:
    def __init__(self, mocks: Mocks) -> None:
        self._mocks = mocks
        self._exchanges = self._forwarded = 0
        self._refused, self._passed_on, self._failed = _Alikes(), _Alikes(), _Alikes()
        self._hosts: Counter[str] = Counter()
        self._by_mocks: Counter[str] = Counter()
        self._first_uses: dict[str, FirstUse] = {}

    def add(self, entry: HistoryEntry) -> None:
        self._exchanges += 1
        if _was_refused(entry):
            self._refused.add(entry)
        elif entry.hid_a_miss or (entry.outcome is Outcome.FORWARDED and entry.mock is None):
            self._passed_on.add(entry)
        elif entry.outcome is Outcome.FAILED and entry.error not in ON_PURPOSE:
            self._failed.add(entry)
        if entry.outcome is Outcome.FORWARDED or (entry.outcome is Outcome.FAILED and entry.server):
            self._note_host(entry)
        if entry.mock is not None:
            self._note_use(entry, entry.mock.id)

    def _note_host(self, entry: HistoryEntry) -> None:
        self._forwarded += 1
        origin = origin_of(entry, self._mocks)
        if origin in self._hosts or len(self._hosts) < MOST_HOSTS:
            self._hosts[origin] += 1
            self._by_mocks[origin] += entry.mock is not None

    def _note_use(self, entry: HistoryEntry, mock_id: str) -> None:
        use = FirstUse((entry.timing.started_at, self._exchanges), entry.id)
        known = self._first_uses.get(mock_id)
        if mock_id in self._mocks and (known is None or use.at < known.at):
            self._first_uses[mock_id] = use

    def account(self) -> Account:
        return Account(
            self._exchanges,
            self._refused.kind(),
            self._passed_on.kind(),
            self._failed.kind(),
            self._forwarded,
            tuple(RealHost(name, count, self._by_mocks[name]) for name, count in self._hosts.items()),
            self._first_uses,
        )


def _was_refused(entry: HistoryEntry) -> bool:
    is_answered = entry.response is not None and entry.response.status < FIRST_ERROR
    return entry.outcome is Outcome.REFUSED and not is_answered


def origin_of(entry: HistoryEntry, mocks: Mocks) -> str:
    """Scheme and authority of the real server that an exchange went to.

    Of a mock that is gone, and may have sent it elsewhere, it is the address that was connected to.
    """
    request, mock = entry.request, mocks.get(entry.mock.id) if entry.mock else None
    if entry.mock is not None and mock is None and entry.server:
        return entry.server
    if mock is not None and isinstance(mock.responder, ForwardTo) and mock.responder.host:
        try:
            url = upstream_of(mock.responder.host)
        except BadUpstreamError:
            return mock.responder.host
        return f"{url.scheme}://{url.authority.lower()}"
    scheme = request.scheme if entry.protocol == "http" else entry.protocol
    return f"{scheme}://{request.authority}"
