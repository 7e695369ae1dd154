"""The answers of operations, as types: the table, the document and clients go by them.

Rules of this file: standard library only. A docstring is the description in the document. Times are
milliseconds, moments RFC 3339.
"""

from typing import Any, Literal, NotRequired, TypedDict

type Decision = Literal["mocked", "forwarded", "refused", "failed"]
type Verdicts = Literal["passed", "failed", "incomplete"]


class Problem(TypedDict):
    """Something wrong in a text of mocks; line and column count from 1, 0 where they are not known."""

    severity: Literal["error", "warning", "note"]
    code: str
    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str
    excerpt: str


class Refusal(TypedDict):
    """Why something was not done."""

    message: str
    problems: NotRequired[list[Problem]]
    """Where in a text of mocks, if it was one."""


class Problems(TypedDict):
    """What is wrong with the files of mocks, as of the last time they were read."""

    problems: list[Problem]


class SessionRow(TypedDict):
    """A session, and what is in it."""

    name: str
    """Empty for the unnamed one."""
    id: str
    """Of its current period, which ends with a reset; empty before the first request."""
    title: str
    started_at: str | None
    last_used: str | None
    mocks: int
    """Those that came by the API."""
    exchanges: int
    """Those of the history."""
    evicted: int
    """Exchanges that made room for others."""
    seed: int
    unmatched: Literal["forward", "refuse"]


class SessionList(TypedDict):
    """All sessions that are in use, the unnamed one first."""

    sessions: list[SessionRow]


class MockRow(TypedDict):
    """A mock in force."""

    id: str
    source: str | None
    """The file and line; null if it came by the API."""
    enabled: bool
    priority: int
    times: int
    """How often it may answer; 0 is without limit."""
    times_count: int
    """How often it was used in the session."""
    definition: dict[str, Any]
    """In the language of mocks."""


class MockList(TypedDict):
    """The mocks in force, in the order of asking."""

    mocks: list[MockRow]


class AddedMocks(TypedDict):
    """Mocks that were added, in the order of their declaration."""

    ids: list[str]
    mocks: list[MockRow]
    problems: list[Problem]
    """What is doubtful about them."""


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
    mock: MockRef | None
    error: str
    log: NotRequired[list[str]]
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


class State(TypedDict):
    """What the scripts of a session remember."""

    state: dict[str, Any]


class Expectation(TypedDict):
    """How often something is to happen; both ends are included."""

    at_least: int
    at_most: int | None
    text: str


class LaterUse(TypedDict):
    """The mock of a lower rank that was used later."""

    id: str
    source: str | None
    rank: int | None
    exchange: str


class Disorder(TypedDict):
    """A first use that came too early."""

    exchange: str
    before: LaterUse


class MockVerdict(TypedDict):
    """How one mock was used."""

    id: str
    source: str | None
    uses: int
    expected: Expectation | None
    expected_by: str | None
    rank: int | None
    as_expected: bool
    missed: bool
    count_is_right: bool
    used_too_early: Disorder | None


class BriefExchange(TypedDict):
    """An exchange in a few words."""

    exchange: str
    method: str
    url: str
    decision: Decision
    status: int | None
    error: str
    cut: bool


class AlikeExchanges(BriefExchange):
    """One of several exchanges that are alike, and how many there are."""

    count: int
    nearest: NotRequired[list[NearMiss]]


class Occurrences(TypedDict):
    """Exchanges of one kind; `more` is how many the list leaves out."""

    count: int
    requests: list[AlikeExchanges]
    more: int


class ForwardedHost(TypedDict):
    """A real server that was asked."""

    origin: str
    count: int
    by_mocks: int


class ForwardedHosts(TypedDict):
    """All real servers that were asked."""

    count: int
    hosts: list[ForwardedHost]


class SessionTitle(TypedDict):
    """What a period of a session is called."""

    id: str
    name: str


class Verdict(TypedDict):
    """The verdict on a session."""

    outcome: Verdicts
    fail_on: list[str]
    breaches: list[str]
    session: SessionTitle
    seed: int
    exchanges: int
    evicted: int
    mocks: list[MockVerdict]
    refused: Occurrences
    passed_on: Occurrences
    failed: Occurrences
    forwarded: ForwardedHosts


class NearCall(BriefExchange):
    """An exchange that is not meant, and why."""

    distance: float
    mismatches: list[Mismatch]


class Called(TypedDict):
    """How often something was called."""

    outcome: Verdicts
    count: int
    expected: Expectation | None
    unknown: int
    evicted: int
    exchanges: list[BriefExchange]
    nearest: list[NearCall]


class Waited(TypedDict):
    """How a wait ended."""

    fulfilled: bool
    count: int
    at_least: int
    timeout: float
    exchanges: list[str]


class Latency(TypedDict):
    """How long exchanges took."""

    median: float
    p95: float
    longest: float


class MockUsage(TypedDict):
    """How a mock is used."""

    id: str
    source: str | None
    uses: int
    exchanges: int
    last_used: str | None
    latency: Latency | None


class Usage(TypedDict):
    """How all mocks in force are used."""

    mocks: list[MockUsage]
    unused: list[str]
    evicted: int


class Setting(TypedDict):
    """A setting of the run."""

    name: str
    value: Any
    """Hidden if it is a secret."""
    origin: str
    """Who says so."""
    summary: str


class SettingList(TypedDict):
    """All settings of the run."""

    settings: list[Setting]
