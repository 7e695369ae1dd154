"""Verdicts, and other answers to what is expected, as types: the table, the document and clients go by them.

Rules of this file: standard library only. A docstring is the description in the document. Times are
milliseconds, moments RFC 3339.
"""

from typing import Literal, NotRequired, TypedDict

from smockproxy.app.api.entries import Decision, Mismatch, NearMiss

type Outcome = Literal["passed", "failed", "incomplete"]


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

    outcome: Outcome
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

    outcome: Outcome
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
