"""What records have in common is kept once, and an entry comes out as it went in all the same."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core import sharing as sharing_module
from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.memory import Memory
from smockproxy.core.mock import Mock
from smockproxy.core.records import NO_REST, Record
from smockproxy.core.responders import Fixed
from smockproxy.core.sharing import Sharing, weight_of
from smockproxy.core.trace import UNCHANGED, HeldBack, Trace
from tests.unit.store.entries import ENTRIES

GET = Request("GET", "http", "a.test", 80, "/x", Headers.of([("Host", "a.test")]), client="::1")
ANSWER = Response(200, Headers.of([("Date", "")]), b"hi", "OK")
MOCK = Mock("m", Fixed(Response()))


def entry(request: Request = GET, response: Response | None = ANSWER, **facts) -> HistoryEntry:
    known = {"id": "1", "session": "s", "outcome": Outcome.MOCKED, "timing": Timing(started_at=1.0)}
    return HistoryEntry(request=request, response=response, **(known | facts))


def packed(sharing: Sharing, each: HistoryEntry) -> Record:
    record = Record.of(each)
    sharing.pack_own(record)
    return record


@given(st.lists(ENTRIES, max_size=6))
def test_entries_come_out_as_they_went_in(entries: list[HistoryEntry]) -> None:
    sharing = Sharing()
    for each in (*entries, *entries):
        assert weight_of(Record.of(each)) == each.weight
        record = packed(sharing, each)
        assert record.entry() == each
        assert record.weight == each.weight
        sharing.pack(record)
        assert record.entry() == each


def unlike(number: int) -> tuple[Request, Response]:
    """Values that are equal to others, and not the same."""
    request = replace(GET, target=f"/{number}", headers=Headers.of([("Host", "a.test")]))
    return request, replace(ANSWER, headers=Headers.of([("Date", "")]))


def test_heads_that_come_again_are_shared() -> None:
    sharing = Sharing()
    first, second, third = (packed(sharing, entry(*unlike(number))) for number in range(3))
    assert first.lines is not None
    assert first.answer_lines is not None
    assert second.lines is second.answer_lines is None
    assert second.request is third.request
    assert second.response is third.response
    assert [each.target for each in (first, second, third)] == ["/0", "/1", "/2"]


def test_a_value_that_comes_again_is_known() -> None:
    sharing = Sharing()
    first, second = (packed(sharing, entry()) for _ in range(2))
    assert first.lines is second.lines is not None
    assert first.request is second.request


def test_lines_that_come_once_are_packed_and_the_rest_of_the_head_is_shared() -> None:
    sharing = Sharing()
    requests = [replace(GET, headers=Headers.of([("X", str(number))])) for number in range(3)]
    answers = [replace(ANSWER, headers=Headers.of([("X", str(number))])) for number in range(3)]
    records = [packed(sharing, entry(*pair)) for pair in zip(requests, answers, strict=True)]
    assert len({id(record.request) for record in records}) == 1
    assert len({id(record.response) for record in records}) == 1
    assert [record.own_request() for record in records] == requests
    assert [record.own_response() for record in records] == answers


@pytest.mark.parametrize("facts", [{}, {"status": 404}, {"reason": "Fine"}, {"http_version": "HTTP/2.0"}])
def test_answers_with_the_same_header_lines_share_their_head_if_the_rest_is_alike(facts) -> None:
    sharing = Sharing()
    answers = [replace(ANSWER, body=b"made anew"), replace(ANSWER, body=b"again", **facts)]
    first, second = (packed(sharing, entry(response=answer)) for answer in answers)
    assert (first.response is second.response) is not bool(facts)
    assert [first.own_response(), second.own_response()] == answers
    assert [first.weight, second.weight] == [entry(response=answer).weight for answer in answers]


def test_a_date_beside_packed_lines() -> None:
    record = Record.of(entry())
    record.date = b"Sun"
    sharing = Sharing()
    weight = weight_of(record)
    sharing.pack(record)
    dated = replace(ANSWER, headers=Headers.of([("Date", "Sun")]))
    assert record.own_response() == dated
    assert weight == record.weight == entry(response=dated).weight


def test_what_a_session_remembered_is_shared_with_nobody() -> None:
    sharing = Sharing()
    remembering = replace(GET, memory=Memory(weight=5_000))
    record = packed(sharing, entry(remembering))
    assert record.own_request().memory is remembering.memory
    assert record.weight == entry(remembering).weight == weight_of(Record.of(entry(remembering)))
    assert packed(sharing, entry(replace(remembering))).request is not record.request


def test_parts_that_say_the_same_are_one() -> None:
    sharing = Sharing()
    facts = {"added_headers": ("date", "via"), "error": "gone"}
    mocks = [MockRef("m", "a.yml:1", "static", from_file=True) for _ in range(2)]
    one, other = (packed(sharing, entry(mock=mock, **facts)) for mock in mocks)
    assert one.mock is other.mock
    assert one.key is other.key
    assert one.rest is other.rest
    assert one.added_headers is other.added_headers
    assert packed(sharing, entry()).rest is NO_REST


class TestTraces:
    def test_those_of_the_same_decision_are_one(self) -> None:
        sharing = Sharing()
        traces = [Trace(1, ((MOCK, 0),), 0, MOCK, number, number + 1) for number in range(3)]
        records = [packed(sharing, entry(trace=trace)) for trace in traces]
        assert records[0].trace is records[1].trace is records[2].trace
        assert [record.own_trace() for record in records] == traces
        assert records[0].weight == entry(trace=traces[0]).weight
        assert weight_of(Record.of(entry(trace=traces[1]))) == records[1].weight

    def test_a_shared_one_keeps_the_uses_of_each(self) -> None:
        sharing, shared = Sharing(), Trace(1, (), 0, MOCK, 7, 8)
        record = Record.of(entry(trace=shared))
        record.uses = 41
        sharing.pack(record)
        assert record.own_trace() == Trace(1, (), 0, MOCK, 41, 42)

    @pytest.mark.parametrize(
        "trace",
        [
            Trace(1, ((MOCK, HeldBack.USED_UP),)),
            Trace(1, (), 0, MOCK, 3, 3),
        ],
    )
    def test_one_that_counted_nothing_stays_as_it_is(self, trace: Trace) -> None:
        record = packed(Sharing(), entry(trace=trace))
        assert (record.trace, record.uses) == (trace, UNCHANGED)
        assert record.own_trace() is trace


def test_what_is_known_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_module, "MOST_KNOWN", 3)
    sharing = Sharing()
    for number in range(20):
        request = replace(GET, host=f"{number % 7}.test")
        response = replace(ANSWER, status=200 + number % 5, body=b"x" * number)
        each = entry(request, response, trace=Trace(number, uses_after=1), error=str(number))
        assert packed(sharing, each).entry() == each
    kinds = (sharing._requests, sharing._responses, sharing._traces, sharing._weights)
    assert all(len(kind) <= 3 for kind in kinds)
    assert len(sharing._known) <= 4
