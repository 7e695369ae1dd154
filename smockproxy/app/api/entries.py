"""Answers on exchanges, as types: the table, the document and clients go by them.

Rules of this file: standard library only. A docstring is the description in the document. Times are
milliseconds, moments RFC 3339.
"""

from typing import Literal, NotRequired, TypedDict

type Decision = Literal["mocked", "forwarded", "refused", "failed", "callback"]


class MockName(TypedDict):
    """What a mock is known by."""

    id: str
    source: str | None


class MockRef(TypedDict):
    """The mock that answered, as it was then."""

    id: str
    source: str | None
    kind: str


class Timing(TypedDict):
    """When things happened: milliseconds after `started_at`, null when it never came to that."""

    started_at: str
    request_read: float | None
    response_started: float | None
    ended: float | None
    delay: float | None


class Message(TypedDict):
    """What a request and a response have in common; a body that is not UTF-8 is `body_base64`."""

    http_version: str
    headers: list[tuple[str, str]]
    headers_encoding: NotRequired[str]
    body_size: int
    body_cut: bool
    body: NotRequired[str]
    body_base64: NotRequired[str]


class EntryRequest(Message):
    """A request as it came."""

    method: str
    url: str
    scheme: str
    host: str
    port: int
    path: str
    query: str | None
    target_base64: NotRequired[str]
    client: str


class EntryResponse(Message):
    """The response that the client got."""

    status: int
    reason: str


class Entry(TypedDict):
    """An exchange of the history."""

    id: str
    decision: Decision
    session: str
    session_name: NotRequired[str]
    callback_of: NotRequired[str]
    """The exchange that a callback followed."""
    mock: MockRef | None
    error: str
    log: NotRequired[list[str]]
    chaos: NotRequired[list[str]]
    protocol: str
    server: str
    timing: Timing
    request: EntryRequest
    response: EntryResponse | None


class HistoryPage(TypedDict):
    """A page of the history."""

    entries: list[Entry]
    next: str
    """`after` of the page that follows (`before`, if the newest come first); empty at the end."""
    cut_short: bool
    """Whether the search took too long and ended early; `next` goes on with it."""
    reached: str | None
    """When the last exchange that was looked at began, if it was cut short."""


class Mismatch(TypedDict):
    """A condition that did not hold."""

    field: str
    expected: str
    actual: str


class NearMiss(TypedDict):
    """A mock that nearly matched; a distance is from 0 to 1."""

    mock: MockName
    distance: float
    held_back: str | None
    mismatches: list[Mismatch]


class AskedMock(TypedDict):
    """A mock that was asked and did not answer, and why."""

    mock: MockName
    field: str | None
    expected: str | None
    actual: str | None
    held_back: str | None
    cut: bool


class NamedRequest(TypedDict):
    """A request in two words."""

    method: str
    url: str


class Trace(TypedDict):
    """How a decision came about."""

    request: NamedRequest
    exchange: str | None
    cut: bool
    verdict: str
    mock: MockName | None
    uses_before: int | None
    uses_after: int | None
    turn: int | None
    """Which answer of the mock's sequence it was, counted from 1."""
    mocks_version: int
    mocks_version_now: int
    asked: list[AskedMock]
    more: int
    over: list[MockName]
    nearest: list[NearMiss]


class ChangedLine(TypedDict):
    """Lines of a file, before and after an edit."""

    line: int
    old: list[str]
    new: list[str]


class ChangedAnswer(TypedDict):
    """An exchange of the history that an edit would have answered by another mock."""

    exchange: str
    request: NamedRequest
    before: MockName | None
    after: MockName | None


class Edit(TypedDict):
    """The smallest edit by which the nearest mock would match."""

    mock: MockName
    file: str | None
    lines: list[ChangedLine]
    drops: list[str]
    matches_all: bool
    held_back: str | None
    changes: list[ChangedAnswer]
    left_out: int


class Explanation(Trace):
    """How a decision came about, and what would change it."""

    edit: Edit | None
    new_mock: str | None
