"""Records: an entry comes out as it went in, and what many share is not repeated."""

from dataclasses import replace

import pytest
from hypothesis import given

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.memory import Memory
from smockproxy.core.records import NO_REST, Record
from smockproxy.core.trace import NO_TRACE, UNCHANGED, Trace
from tests.unit.store.entries import ENTRIES

GET = Request("GET", "http", "a.test", 80, "/x", Headers.of([("Host", "a.test")]), client="::1")
ANSWER = Response(200, Headers.of([("Date", ""), ("X", "")]), b"hi")
MOCK = MockRef("m", "mocks/a.yml:3", "static", from_file=True)


def record(  # noqa: PLR0917
    request: Request = GET,
    received_at: float = 7.0,
    body: bytes | None = b"",
    response: Response | None = ANSWER,
    trace: Trace | None = None,
    uses: int = UNCHANGED,
    date: bytes | None = None,
) -> Record:
    return Record(
        "1",
        ("w", "s"),
        Outcome.MOCKED,
        request,
        received_at,
        body,
        3,
        response,
        2,
        MOCK,
        7.0,
        0.1,
        0.2,
        0.3,
        0.05,
        trace,
        uses,
        ("date",),
        date,
    )


@given(ENTRIES)
def test_an_entry_comes_out_as_it_went_in(entry: HistoryEntry) -> None:
    assert Record.of(entry).entry() == entry


def test_all_that_is_given_is_in_the_entry() -> None:
    assert record(received_at=8.0, body=b"abc").entry() == HistoryEntry(
        id="1",
        session="s",
        session_name="w",
        outcome=Outcome.MOCKED,
        request=replace(GET, received_at=8.0, body=b"abc"),
        request_size=3,
        response=ANSWER,
        response_size=2,
        mock=MOCK,
        added_headers=("date",),
        timing=Timing(started_at=7.0, request_read=0.1, response_started=0.2, ended=0.3, delay=0.05),
    )


def test_a_record_tells_its_url_and_path() -> None:
    made = record(replace(GET, target="/caf\udce9?x=1"))
    assert (made.url, made.path) == ("http://a.test/caf\udce9?x=1", "/caf%E9")


def test_trace_and_memory_come_out_too() -> None:
    remembering = replace(GET, memory=Memory(weight=5))
    entry = record(remembering, trace=NO_TRACE).entry()
    assert (entry.trace, entry.request.memory) == (NO_TRACE, Memory(weight=5))
    again = Record.of(entry)
    assert again.entry().trace is NO_TRACE
    assert again.rest is NO_REST


def test_what_is_the_same_in_all_is_not_made_anew() -> None:
    same = replace(GET, received_at=7.0)
    entry = record(same).entry()
    assert entry.request is same
    assert entry.response is ANSWER


def test_the_uses_of_a_shared_trace_are_its_own() -> None:
    shared = Trace(version=3, uses_before=0, uses_after=1, turn=2)
    assert record(trace=shared, uses=41).entry().trace == Trace(3, uses_before=41, uses_after=42, turn=2)
    assert record(trace=shared).entry().trace is shared


def test_a_date_takes_its_place_in_the_shared_answer() -> None:
    response = record(date=b"Sun").entry().response
    assert response == replace(ANSWER, headers=Headers.of([("Date", "Sun"), ("X", "")]))
    assert record(response=None, date=b"Sun").entry().response is None


def test_an_entry_of_a_record_is_one_like_all_others() -> None:
    made, usual = record().entry(), record(replace(GET, received_at=7.0)).entry()
    assert type(made) is HistoryEntry
    assert type(made.timing) is Timing
    assert made == replace(made, id="1") == usual
    assert (hash(made), hash(made.request)) == (hash(usual), hash(usual.request))
    assert vars(made.request) == vars(replace(made.request))
    with pytest.raises(AttributeError):
        made.id = "2"  # type: ignore[misc]
