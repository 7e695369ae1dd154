"""What is asked of a history, and what a search of it finds.

Rules of this file: values, and protocols that others keep. What a query means is said here once: a history
that asks a database must find the same.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from smockproxy.core.entry import HistoryEntry, Outcome
    from smockproxy.core.records import Record

NO_LIMIT = 2**62
ANY_STATUS = range(0)
STATUS_CLASSES = {f"{first}xx": range(100 * first, 100 * first + 100) for first in range(1, 10)}

_FOLD = str.maketrans(ascii_uppercase, ascii_lowercase)


class Where(Protocol):
    """A condition on entries, made from a filter expression."""

    @property
    def sql(self) -> str:
        """A condition that every entry fulfils which is meant; empty when there is none.

        Its columns: `protocol`, `status` (null without a response), `outcome`, and the fields of
        `smockproxy.core.searched.Searched` under their names. Values are parameters (`?`). It calls
        `matches`.
        """
        ...

    @property
    def parameters(self) -> tuple[str | bytes | int, ...]:
        """The values of the condition, in order."""
        ...

    @property
    def test(self) -> "Callable[[HistoryEntry], bool] | None":
        """Whether an entry that fulfils `sql` is meant; None when that alone says it. May raise."""
        ...

    def holds(self, entry: "HistoryEntry", /) -> bool:
        """Whether an entry is meant, for a history that has no SQL. May raise."""
        ...

    def matches(self, pattern: str | bytes, text: str | None, /) -> bool | None:
        """The SQL function `matches(pattern, text)`; deterministic."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which entries, in which order. What is left as it is asks for nothing.

    A place in the history (`after`, `before`) is the id of an entry, or a `Search.place`. An entry that is
    gone counts as the oldest.
    """

    path: str = ""
    """The whole path, as conditions see it; `*` stands for any characters, `/` too."""
    host: str = ""
    """The whole host, whatever its case; `*` as in a path."""
    method: str = ""
    """In any case."""
    statuses: range = ANY_STATUS
    """Of the response; entries without one have none."""
    mock: str = ""
    """The id or the label of the mock that answered."""
    session: str | None = None
    """What the client called its session; empty for the unnamed one."""
    session_id: str | None = None
    outcome: "Outcome | None" = None
    since: float | None = None
    """Seconds since the epoch: entries that began then or later."""
    after: str = ""
    before: str = ""
    limit: int = NO_LIMIT
    newest_first: bool = False

    def matches(self, entry: "HistoryEntry") -> bool:
        """Whether it asks for an entry, as far as one can tell without its place."""
        return self._is_of(entry) and self._request_fits(entry) and self._answer_fits(entry)

    def _is_of(self, entry: "HistoryEntry") -> bool:
        return (
            self.session in {None, entry.session_name}
            and self.session_id in {None, entry.session}
            and (self.since is None or entry.timing.started_at >= self.since)
        )

    def _request_fits(self, entry: "HistoryEntry") -> bool:
        request = entry.request
        return (
            fits(self.path, request.path)
            and fits(folded(self.host), folded(request.host))
            and folded(self.method) in {"", folded(request.method)}
        )

    def _answer_fits(self, entry: "HistoryEntry") -> bool:
        mock, response = entry.mock, entry.response
        return (
            self.outcome in {None, entry.outcome}
            and (not self.statuses or (response is not None and response.status in self.statuses))
            and (not self.mock or (mock is not None and self.mock in {mock.id, mock.label}))
        )

    def matches_record(self, record: "Record") -> bool:
        """The same of a record."""
        return (
            self.session in {None, record.key[0]}
            and self.session_id in {None, record.key[1]}
            and (self.since is None or record.started_at >= self.since)
            and self.outcome in {None, record.outcome}
            and self._message_fits(record)
        )

    def _message_fits(self, record: "Record") -> bool:
        request, mock, response = record.request, record.mock, record.response
        return (
            (not self.path or fits(self.path, record.path))
            and (not self.host or fits(folded(self.host), folded(request.host)))
            and (not self.method or folded(self.method) == folded(request.method))
            and (not self.statuses or (response is not None and response.status in self.statuses))
            and (not self.mock or (mock is not None and self.mock in {mock.id, mock.label}))
        )

    def going_on(self, place: str) -> "Query":
        """The same query for what follows a place, in its own order."""
        return replace(self, before=place) if self.newest_first else replace(self, after=place)


ALL = Query()


def statuses_of(text: str) -> range:
    """The statuses that `404` or `4xx` means. Raises `ValueError` for what is neither."""
    if (known := STATUS_CLASSES.get(text.lower())) is not None:
        return known
    if text.isascii() and text.isdecimal() and len(text) == len("404"):
        return range(int(text), int(text) + 1)
    raise ValueError(f'"{text}" is no status: expected one such as 404, or a class such as 4xx')


def folded(text: str) -> str:
    """The text with the letters A to Z in lower case, and no others: as SQLite folds them."""
    return text.translate(_FOLD)


def fits(pattern: str, text: str) -> bool:
    """Whether a text is like a pattern, in which `*` stands for any characters; an empty one fits all."""
    if "*" not in pattern:
        return pattern in {"", text}
    first, *middle, last = pattern.split("*")
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


MARK = "@"
"""What a place begins with that is no id."""


def place_of(position: int) -> str:
    """How a query names a position."""
    return f"{MARK}{position}"


def position_of(place: str) -> int | None:
    """The position that a place names; None when it is the id of an entry."""
    digits = place.removeprefix(MARK)
    named = (
        place.startswith(MARK)
        and digits.isascii()
        and digits.isdecimal()
        and len(digits) < len(str(NO_LIMIT))
    )
    return int(digits) if named else None


class Looked(NamedTuple):
    """One step of a search."""

    position: int
    """Of the entry in its history: it grows from entry to entry."""
    started_at: float
    entry: "HistoryEntry | None"
    """None when nothing up to this position is asked for."""


type IsOver = Callable[[], bool]
"""Whether the time for something is over."""


def never() -> bool:
    """Of what may take as long as it takes."""
    return False


type Steps = Generator[Looked, None, None]


class Search:
    """What a query finds, entry by entry, up to its limit or until its time is over.

    A search of a database holds what it reads from: it is to be closed when it isn't walked to its end.
    """

    def __init__(self, steps: Steps, limit: int = NO_LIMIT, is_over: IsOver = never) -> None:
        self.place = ""
        """Where to go on: up to there everything was looked at. Empty once that is the whole history."""
        self.is_cut_short = False
        """Whether its time was over before its end."""
        self.reached: float | None = None
        """When the last exchange that it looked at began, in seconds since the epoch."""
        self._steps, self._limit, self._is_over = steps, limit, is_over
        self._found = self._walk()

    def __iter__(self) -> "Iterator[HistoryEntry]":
        return self._found

    def close(self) -> None:
        """Let go of what it reads from."""
        self._found.close()
        self._steps.close()

    def _walk(self) -> "Generator[HistoryEntry, None, None]":
        left = self._limit
        with closing(self._steps):
            for position, started_at, entry in self._steps if left > 0 else ():
                self.place, self.reached = place_of(position), started_at
                if entry is not None:
                    left -= 1
                    yield entry
                self.is_cut_short = left > 0 and self._is_over()
                if left <= 0 or self.is_cut_short:
                    return
        self.place = ""
