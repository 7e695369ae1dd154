"""All answers, on exchanges and verdicts, too, as types: the table, the document and clients go by them.

Rules of this file: standard library only. A docstring is the description in the document. Times are
milliseconds, moments RFC 3339.
"""

from typing import Any, Literal, NotRequired, TypedDict

from smockproxy.app.api.chaos import ChaosList, ChaosRow
from smockproxy.app.api.clock import Clock
from smockproxy.app.api.entries import (
    AskedMock,
    ChangedAnswer,
    ChangedLine,
    Edit,
    Entry,
    EntryRequest,
    EntryResponse,
    Explanation,
    HistoryPage,
    Message,
    Mismatch,
    MockName,
    MockRef,
    NamedRequest,
    NearMiss,
    Timing,
    Trace,
)
from smockproxy.app.api.resources import ResourceList, ResourceRow, ResourceRows
from smockproxy.app.api.routes import RouteList, RouteRow
from smockproxy.app.api.scenarios import ScenarioList, ScenarioMock, ScenarioRow
from smockproxy.app.api.verdicts import (
    AlikeExchanges,
    BriefExchange,
    Called,
    Disorder,
    Expectation,
    ForwardedHost,
    ForwardedHosts,
    LaterUse,
    MockVerdict,
    NearCall,
    Occurrences,
    SessionTitle,
    Verdict,
    Waited,
)

__all__ = [
    "AddedMocks",
    "AlikeExchanges",
    "AskedMock",
    "BriefExchange",
    "Called",
    "ChangedAnswer",
    "ChangedLine",
    "ChaosList",
    "ChaosRow",
    "Clock",
    "Disorder",
    "Edit",
    "Entry",
    "EntryRequest",
    "EntryResponse",
    "Expectation",
    "Explanation",
    "ForwardedHost",
    "ForwardedHosts",
    "HistoryPage",
    "Latency",
    "LaterUse",
    "Message",
    "Mismatch",
    "MockList",
    "MockName",
    "MockRef",
    "MockRow",
    "MockUsage",
    "MockVerdict",
    "NamedRequest",
    "NearCall",
    "NearMiss",
    "Occurrences",
    "Problem",
    "Problems",
    "Refusal",
    "Report",
    "ReportedHost",
    "ResourceList",
    "ResourceRow",
    "ResourceRows",
    "RouteList",
    "RouteRow",
    "ScenarioList",
    "ScenarioMock",
    "ScenarioRow",
    "SessionList",
    "SessionRow",
    "SessionTitle",
    "Setting",
    "SettingList",
    "State",
    "Timing",
    "Trace",
    "Usage",
    "Verdict",
    "Waited",
]


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
    delay_factor: float
    """What every delay is multiplied by."""


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


class State(TypedDict):
    """What the scripts of a session remember."""

    state: dict[str, Any]


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


class ReportedHost(TypedDict):
    """What became of the requests to one host; the accuracy is a percentage, null where none came."""

    host: str
    matched: int
    missed: int
    forwarded: int
    total: int
    accuracy: float | None
    unused: list[MockName]


class Report(TypedDict):
    """What became of all requests."""

    hosts: list[ReportedHost]
    matched: int
    missed: int
    forwarded: int
    total: int
    accuracy: float | None
    unused: int
    evicted: int


class Lane(TypedDict):
    """The work of the lane, which answers in front of mitmproxy what needs nothing of it."""

    is_open: bool
    closed_for: list[str]
    """Why everything goes through mitmproxy now."""
    answered: int
    """Requests that it dealt with."""
    handed_over: int
    """How often it left what came to mitmproxy."""


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
