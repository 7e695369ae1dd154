import pytest
from mitmproxy import http

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Answer, Reason, Refuse, Reservation
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.responders import ForwardTo
from smockproxy.core.trace import Trace, Tried
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.exchange import Exchange, reference_to
from tests.unit.proxy.mocked_edge import START, mock

ASKED = Request("GET", "http", "a.test", 80, "/hello", body=None)


def exchange(limit: int = 4) -> Exchange:
    instance = Instance.begin(Settings(), lambda: START, lambda: "id")
    return Exchange("7", instance, "session", START, ASKED, KeptBody(1000), KeptBody(limit))


def test_an_exchange_of_which_nothing_is_known_has_failed() -> None:
    entry = exchange().entry(START + 2)
    assert (entry.id, entry.session, entry.outcome) == ("7", "session", Outcome.FAILED)
    assert (entry.response, entry.response_size, entry.mock) == (None, 0, None)
    assert (entry.request.body, entry.request_size) == (b"", 0)
    assert (entry.timing.started_at, entry.timing.ended) == (START, 2)
    assert (entry.timing.request_read, entry.timing.response_started) == (None, None)


def test_times_are_counted_from_the_start_and_never_negative() -> None:
    one = exchange()
    one.request_read_at, one.response_started_at = START + 1, START - 5
    timing = one.entry(START - 1).timing
    assert (timing.request_read, timing.response_started, timing.ended) == (1, 0, 0)


def test_bodies_are_kept_up_to_the_limit_of_the_history() -> None:
    one = exchange(limit=4)
    one.request_body.feed(b"request")
    one.response_body.feed(b"response")
    one.response = http.Response.make(200, b"ignored")
    entry = one.entry(START)
    assert (entry.request.body, entry.request_size, entry.request_is_cut) == (b"requ", 7, True)
    assert entry.response is not None
    assert (entry.response.body, entry.response_size, entry.response_is_cut) == (b"resp", 8, True)


def test_the_mock_is_remembered() -> None:
    hello = mock("/hello")
    one = exchange()
    trace = Trace(version=7)
    one.decided(decision := Refuse(Reason.NO_MOCK, trace=trace), hello, Reservation(hello, Counts(0.0)))
    assert (one.decision, one.mock) == (decision, hello)
    assert one.entry(START).mock == reference_to(hello)
    assert one.entry(START).trace is trace


def test_a_use_that_was_given_back_did_not_count() -> None:
    hello = mock("/hello")
    one = exchange()
    use = Reservation(hello, Counts(0.0))
    one.decided(
        Answer(Response(200), use, trace=Trace(winner=hello, uses_before=4, uses_after=5)), hello, use
    )
    assert one.trace is not None
    assert (one.trace.uses_before, one.trace.uses_after) == (4, 5)
    one.reservation = None
    assert (one.trace.uses_before, one.trace.uses_after) == (4, 4)


def test_without_a_decision_there_is_no_trace() -> None:
    assert exchange().entry(START).trace is None


def test_a_reference_says_what_kind_of_mock_it_was() -> None:
    static, proxy = reference_to(mock("/a")), reference_to(mock("/b", ForwardTo()))
    assert (static.kind, static.label, static.from_file) == ("static", "mocks/hello.yml:3", True)
    assert proxy.kind == "proxy"


TRIED = Trace(passed_over=(Tried(mock("/other"), 0),), more=1)


@pytest.mark.parametrize(
    ("facts", "remark"),
    [
        ({"mock": mock("/hello")}, "mock: mocks/hello.yml:3 (asked before it: 2)"),
        ({"mock": mock("/hello"), "error": "gone"}, "mock: mocks/hello.yml:3 (asked before it: 2) (gone)"),
        ({"error": "no mock matched", "nearest": "a.yml:1 path"}, "no mock matched (nearest: a.yml:1 path)"),
        ({"error": "gone"}, "gone"),
        ({"outcome": Outcome.FORWARDED}, "no mock matched (asked: 2)"),
        ({}, ""),
    ],
)
def test_what_is_remarked(facts, remark) -> None:
    one = exchange()
    one.decided(Refuse(Reason.NO_MOCK, trace=TRIED), None, None)
    for name, fact in facts.items():
        setattr(one, name, fact)
    assert one.remark == remark


def test_where_nobody_was_asked() -> None:
    one = exchange()
    one.outcome = Outcome.FORWARDED
    assert one.remark == "no mock matched"


def test_history_says_that_a_rate_limit_answered() -> None:
    one = exchange()
    limited = mock("/hello")
    reservation = Reservation(limited, Counts(0.0))
    trace = Trace(winner=limited, is_beyond_limit=True)
    one.decided(Answer(Response(429), reservation, trace=trace), limited, reservation)
    assert "rate limit" in one.entry(START).log[0]
