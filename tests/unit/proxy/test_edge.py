import json
from dataclasses import replace

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.test import tflow

from smockproxy.app.settings.table import Settings
from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.clock import REAL_TIME
from smockproxy.core.decision import Answer, Forward, NeedsBody, Reason, Refuse, Unforwardable, Unmatched
from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.http import Form, Headers, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.routing import PRIORITY
from smockproxy.proxy.convert import Arrival
from smockproxy.proxy.edge import LARGEST_REMEMBERED
from smockproxy.proxy.exchange import Exchange
from tests.unit.proxy.mocked_edge import START, MockedEdge, mock, response

DATE = "Fri, 15 Jan 2027 08:00:00 GMT"


def flow(path: str = "/hello"):
    made = tflow.tflow()
    made.request.host, made.request.path = "a.test", path
    return made


def begun(mocked: MockedEdge, path: str = "/hello") -> Exchange:
    return mocked.edge.begin(flow(path), Arrival(Form.ABSOLUTE, b"a.test"), mocked.instance)


# -- connections --------------------------------------------------------------------------------------------


def test_a_permit_is_good_for_one_connection() -> None:
    edge = MockedEdge().edge
    server, other = Server(address=("a.test", 80)), Server(address=("a.test", 80))
    edge.permit(server)
    assert not edge.take_permit(other)
    assert edge.take_permit(server)
    assert not edge.take_permit(server)


# -- deciding -----------------------------------------------------------------------------------------------


def test_exchanges_are_numbered_and_begin_now() -> None:
    mocked = MockedEdge()
    first, second = begun(mocked), begun(mocked)
    assert (first.id, second.id, first.started_at) == ("1", "2", START)
    assert first.session == mocked.instance.engine.session.facts.id
    assert first.request.url == "http://a.test:22/hello"


@pytest.mark.parametrize(
    ("mocks", "decision", "remembers_mock", "counts"),
    [
        ((mock("/hello"),), Answer, True, True),
        ((mock("/hello", ForwardTo("http://real.test")),), Forward, True, True),
        ((mock("/hello", ForwardTo("no url")),), Unforwardable, True, False),
        ((), Forward, False, False),
    ],
)
def test_what_was_decided_is_noted(mocks, decision: type, *, remembers_mock: bool, counts: bool) -> None:
    mocked = MockedEdge(mocks)
    exchange = begun(mocked)
    assert isinstance(mocked.edge.decide_head(exchange), decision)
    assert isinstance(exchange.decision, decision)
    assert (exchange.mock is not None) is remembers_mock
    assert (exchange.reservation is not None) is counts
    assert [mocked.uses(used) for used in mocked.mocks] == [int(counts)] * len(mocked.mocks)


def test_what_is_not_decided_yet_is_not_noted() -> None:
    mocked = MockedEdge((mock("/hello", body="x"),))
    exchange = begun(mocked)
    assert mocked.edge.decide_head(exchange) == NeedsBody()
    assert exchange.decision is None


@pytest.mark.parametrize("undo", ["give_back", "refuse_loop", "leave_to_another"])
def test_a_use_is_given_back_once(undo: str) -> None:
    mocked = MockedEdge((mock("/hello"),))
    first, second = begun(mocked), begun(mocked)
    for exchange in (first, second):
        mocked.edge.decide_head(exchange)
    for _ in range(2):
        getattr(mocked.edge, undo)(first)
    assert mocked.uses(mocked.mocks[0]) == 1


def test_a_loop_is_a_refusal_that_remembers_its_mock() -> None:
    mocked = MockedEdge((mock("/hello"),))
    exchange = begun(mocked)
    mocked.edge.decide_head(exchange)
    assert mocked.edge.refuse_loop(exchange) == exchange.decision == Refuse(Reason.LOOP)
    assert exchange.mock is mocked.mocks[0]


# -- answers ------------------------------------------------------------------------------------------------


def test_a_mocked_answer_gets_the_headers_of_a_server_which_are_noted() -> None:
    mocked = MockedEdge()
    exchange = begun(mocked)
    sent = mocked.edge.mocked(flow(), exchange, Response(200, Headers.of([("X", "1")]), b"text")).response
    assert sent.headers.get("date") == DATE
    assert sent.headers.get("content-type").startswith("text/plain")
    assert exchange.added_headers == ("date", "content-length", "content-type")
    own = mocked.edge.mocked(flow(), exchange, response(200, b"x", Date="then", Content_Type="x/y")).response
    assert own.headers.get_all("date") == ("then",)
    assert exchange.added_headers == ("content-length",)


def test_a_mocked_answer_has_the_date_that_the_clock_of_its_session_shows() -> None:
    mocked = MockedEdge((mock("/a"),))
    mocked.instance.sessions.current().clock = REAL_TIME.frozen(START, 946_684_800.0)
    exchange = begun(mocked, "/a")
    decision = mocked.edge.decide_head(exchange)
    assert isinstance(decision, Answer)
    leaving = mocked.edge.mocked(flow("/a"), exchange, decision.response)
    assert leaving.response.headers.get("Date") == "Sat, 01 Jan 2000 00:00:00 GMT"
    assert (exchange.request.received_at, exchange.started_at) == (946_684_800.0, START)


@pytest.mark.parametrize("size", [0, LARGEST_REMEMBERED, LARGEST_REMEMBERED + 1])
def test_an_answer_that_goes_out_again_is_the_same(size: int) -> None:
    mocked = MockedEdge()
    made = [response(200, b"x" * size, X="1") for _ in range(2)]
    exchanges = [begun(mocked), begun(mocked)]
    first, again = (mocked.edge.mocked(flow(), *each) for each in zip(exchanges, made, strict=True))
    assert first == again
    assert exchanges[0].added_headers == exchanges[1].added_headers != ()
    other = mocked.edge.mocked(flow(), exchanges[0], response(200, b"y" * size, x="1"))
    assert other.response.headers.fields[0] == (b"x", b"1")
    assert other.response.body == b"y" * size


@pytest.mark.parametrize(("factor", "seconds"), [(1.0, 0.2), (0.5, 0.1), (0.0, 0.0)])
def test_delays_are_multiplied(factor: float, seconds: float) -> None:
    mocked = MockedEdge((mock("/a"),), settings=Settings(delay_factor=factor))
    exchange = begun(mocked, "/a")
    mocked.edge.decide_head(exchange)
    assert mocked.edge.held_back(exchange, Delay(200_000_000, 200_000_000)) == seconds


def test_an_interim_status_becomes_a_final_one() -> None:
    mocked = MockedEdge()
    exchange = begun(mocked)
    assert mocked.edge.mocked(flow(), exchange, Response(103)).response.status == 200
    assert mocked.edge.mocked(flow(), exchange, Response(101)).response.status == 101
    exchange.request = replace(exchange.request, http_version="HTTP/2.0")
    assert mocked.edge.mocked(flow(), exchange, Response(101)).response.status == 200


@pytest.mark.parametrize(
    ("is_from_file", "version", "cut_to"),
    [(False, "HTTP/1.1", 1), (False, "HTTP/1.0", 1), (False, "HTTP/2.0", None), (True, "HTTP/1.1", None)],
)
def test_a_length_that_is_too_small_counts_for_mocks_of_the_api_over_http_1(
    is_from_file, version: str, cut_to: int | None
) -> None:
    filed = mock("/hello")
    mocked = MockedEdge((filed if is_from_file else replace(filed, source=None),))
    exchange, seen = begun(mocked), flow()
    mocked.edge.decide_head(exchange)
    exchange.request = replace(exchange.request, http_version=version)
    served = mocked.edge.mocked(seen, exchange, response(200, b"xyz", Content_Length="1"))
    assert served.cut_to == cut_to
    assert exchange.seen_by_smocker is (cut_to is None)
    assert seen.marked == ("failed" if cut_to else "")
    assert exchange.error == ("the mock's Content-Length is 1, its body has 3 bytes" if cut_to else "")


# -- what Smocker's router does not let through -------------------------------------------------------------


def api(served: Mock) -> Mock:
    return replace(served, source=None)


@pytest.mark.parametrize(
    ("mocks", "form", "status"),
    [
        ((api(mock("/hello")),), Form.ORIGIN, 600),
        ((api(mock("/hello")),), Form.ABSOLUTE, 600),
        ((api(mock("/hello", ForwardTo("http://real.test"))),), Form.ABSOLUTE, 600),
        ((api(mock("/hello", ForwardTo("no url"))),), Form.ORIGIN, 600),
        ((), Form.ORIGIN, 600),
        ((), Form.ABSOLUTE, 0),
        ((mock("/hello"),), Form.ORIGIN, 0),
        ((api(mock("/hello", method="FOO")),), Form.ORIGIN, 0),
    ],
)
def test_methods_that_smocker_does_not_know(mocks: tuple[Mock, ...], form: Form, status: int) -> None:
    mocked = MockedEdge(mocks)
    exchange = begun(mocked)
    exchange.request = replace(exchange.request, method="FOO", form=form)
    decision = mocked.edge.decide(exchange, exchange.request)
    assert exchange.is_routed is exchange.seen_by_smocker is (status == 0)
    if status:
        assert isinstance(decision, Refuse)
        refusal = mocked.edge.refusal(exchange, decision)
        assert refusal.status == status
        assert refusal.body == (
            b'{"message":"Smocker internal error: code=405, message=Method Not Allowed"}\n'
        )
        assert exchange.error == "no mock names the method FOO"
        assert [mocked.uses(used) for used in mocks] == [0] * len(mocks)
    else:
        assert not isinstance(decision, Refuse)


@pytest.mark.parametrize("kind", [Disturbance.DELAY, Disturbance.DROP])
def test_chaos_opens_no_way_past_the_router(kind: Disturbance) -> None:
    mocked = MockedEdge((Mock("rule", Chaos((Fault(kind),))), api(mock("/hello"))))
    exchange = begun(mocked)
    exchange.request = replace(exchange.request, method="FOO")
    decision = mocked.edge.decide(exchange, exchange.request)
    assert isinstance(decision, Refuse)
    assert mocked.edge.refusal(exchange, decision).status == 600
    assert exchange.entry(1.0).chaos == ()


@pytest.mark.parametrize(("is_from_file", "status"), [(True, 666), (False, 600)])
def test_used_up_mocks_of_files_are_told_whatever_the_method(*, is_from_file: bool, status: int) -> None:
    filed = mock("/hello", times=1)
    mocked = MockedEdge((filed if is_from_file else api(filed),))
    mocked.edge.decide_head(begun(mocked))
    exchange = begun(mocked)
    decision = mocked.edge.decide(exchange, replace(exchange.request, method="FOO", form=Form.ORIGIN))
    assert isinstance(decision, Refuse)
    assert mocked.edge.refusal(exchange, decision).status == status


def test_a_proxied_request_with_such_a_method_is_refused_by_the_policy() -> None:
    mocked = MockedEdge(settings=Settings(unmatched=Unmatched.REFUSE))
    exchange = begun(mocked)
    decision = mocked.edge.decide(exchange, replace(exchange.request, method="FOO"))
    assert isinstance(decision, Refuse)
    assert mocked.edge.refusal(exchange, decision).status == 666
    assert exchange.seen_by_smocker


def test_the_server_itself_answers_options_on_everything() -> None:
    mocked = MockedEdge((api(mock("*", method="OPTIONS")),))
    exchange = begun(mocked)
    asked = replace(exchange.request, method="OPTIONS", target="*", form=Form.ORIGIN)
    decision = mocked.edge.decide(exchange, asked)
    assert isinstance(decision, Refuse)
    refusal = mocked.edge.refusal(exchange, decision)
    assert (refusal.status, refusal.body, list(refusal.headers)) == (200, b"", [("Date", DATE)])
    assert not exchange.seen_by_smocker


def test_an_exchange_belongs_to_the_session_in_force_when_it_is_decided() -> None:
    mocked = MockedEdge((mock("/hello", times=1),))
    exchange = begun(mocked)
    before = mocked.instance.engine.session
    after = mocked.instance.sessions.begin("next")
    mocked.edge.decide_head(exchange)
    assert exchange.session == after.facts.id != before.facts.id
    mocked.instance.sessions.begin("another")
    assert after.uses(mocked.mocks[0]) == 1
    mocked.edge.give_back(exchange)
    assert after.uses(mocked.mocks[0]) == 0


@pytest.mark.parametrize("reason", list(Reason))
def test_each_refusal_says_why(reason: Reason) -> None:
    mocked = MockedEdge((mock("/hello", times=1),))
    exchange = begun(mocked)
    refusal = mocked.edge.refusal(exchange, Refuse(reason, mocked.mocks))
    assert (refusal.status, refusal.headers.get("date")) == (666, DATE)
    assert refusal.headers.get("content-type") == "application/json"
    assert json.loads(refusal.body)["message"]
    assert exchange.error == reason.value


def test_a_refusal_names_the_nearest_mock() -> None:
    mocked = MockedEdge((mock("/hello"),), Settings(unmatched=Unmatched.REFUSE))
    exchange = begun(mocked, "/helo")
    refuse = mocked.edge.decide_head(exchange)
    assert isinstance(refuse, Refuse)
    told = json.loads(mocked.edge.refusal(exchange, refuse).body)
    assert [reason["field"] for reason in told["why"]] == ["path"]
    assert [nearest["state"]["id"] for nearest in told["nearest"]] == ["mock/hello3"]
    assert exchange.nearest == "mocks/hello.yml:3 path"


def test_a_refusal_is_text_for_who_asks_for_text() -> None:
    mocked = MockedEdge((mock("/hello"),))
    exchange = begun(mocked, "/helo")
    exchange.request = replace(exchange.request, headers=Headers.of([("Accept", "text/plain")]))
    refusal = mocked.edge.refusal(exchange, Refuse(Reason.NO_MOCK))
    assert refusal.headers.get("content-type") == "text/plain; charset=utf-8"
    assert b"1. mocks/hello.yml:3" in refusal.body


def test_a_failed_upstream_is_a_602_for_a_mock_and_a_502_without() -> None:
    mocked = MockedEdge((mock("/hello", ForwardTo("http://real.test")),))
    by_mock, without = begun(mocked), begun(mocked, "/other")
    for exchange in (by_mock, without):
        mocked.edge.decide_head(exchange)
    assert mocked.edge.upstream_failure(by_mock, "refused").status == 602
    plain = mocked.edge.upstream_failure(without, "refused")
    assert plain.status == 502
    assert json.loads(plain.body)["message"].startswith("smockproxy got no answer from http://a.test")
    assert (by_mock.error, without.error) == ("refused", "refused")
    assert mocked.uses(mocked.mocks[0]) == 0


SLOW = Mock("slow", Chaos((Fault(Disturbance.DELAY, delay=Delay(5, 5)),)))


def test_what_chaos_could_not_do_it_does_not_claim() -> None:
    mocked = MockedEdge((SLOW, mock("/hello", ForwardTo("http://real.test"))))
    unreached, unread, looped, by_mock = (begun(mocked, path) for path in ("/", "/", "/", "/hello"))
    for exchange in (unreached, unread, looped, by_mock):
        mocked.edge.decide_head(exchange)
        assert exchange.entry(1.0).chaos
    unread.response = http.Response.make(200)
    for exchange in (unreached, unread, by_mock):
        mocked.edge.upstream_failure(exchange, "refused")
    mocked.edge.refuse_loop(looped)
    told = [bool(exchange.entry(1.0).chaos) for exchange in (unreached, unread, looped, by_mock)]
    assert told == [False, True, False, False]


def test_a_failed_upstream_of_a_route_is_a_502_as_without_mocks() -> None:
    mocked = MockedEdge((Mock("route-a.test", ForwardTo(), priority=PRIORITY),))
    exchange = begun(mocked)
    mocked.edge.decide_head(exchange)
    assert mocked.edge.upstream_failure(exchange, "refused").status == 502
    assert mocked.uses(mocked.mocks[0]) == 0


def test_a_defect_is_told_by_its_number_and_logged(caplog) -> None:
    failure = MockedEdge().edge.internal_failure("7", LookupError("secret"))
    assert failure.status == 600
    assert b"secret" not in failure.body
    assert json.loads(failure.body)["id"] == "7"
    assert "exchange 7 failed inside smockproxy: LookupError('secret')" in caplog.text


# -- memory -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "by_mock", "error", "comment"),
    [
        (Outcome.MOCKED, True, "", "mock: mocks/hello.yml:3"),
        (Outcome.FORWARDED, True, "", "mock: mocks/hello.yml:3"),
        (Outcome.FORWARDED, False, "", "no mock matched"),
        (Outcome.REFUSED, False, "no mock matched", "no mock matched"),
        (Outcome.FAILED, True, "client gone", "mock: mocks/hello.yml:3 (client gone)"),
        (Outcome.FAILED, False, "refused", "refused"),
    ],
)
def test_a_flow_says_what_became_of_it(outcome: Outcome, error: str, comment: str, *, by_mock: bool) -> None:
    mocked = MockedEdge((mock("/hello"),) if by_mock else ())
    exchange, shown = begun(mocked), flow()
    mocked.edge.decide_head(exchange)
    exchange.error = error
    mocked.edge.mark(shown, exchange, outcome)
    assert (shown.marked, shown.comment, exchange.outcome) == (outcome.value, comment, outcome)


def test_the_first_reason_of_a_failure_stays() -> None:
    mocked = MockedEdge()
    exchange, shown = begun(mocked), flow()
    mocked.edge.note_failure(shown, exchange, "first")
    mocked.edge.note_failure(shown, exchange, CLIENT_GONE)
    assert (exchange.error, shown.comment, shown.marked) == ("first", "first", "failed")


def test_an_exchange_is_remembered_once_and_logged(caplog) -> None:
    caplog.set_level("INFO", "smockproxy")
    mocked = MockedEdge((mock("/hello", Fixed(response(204))),))
    exchange = begun(mocked)
    mocked.edge.decide_head(exchange)
    exchange.outcome = Outcome.MOCKED
    for _ in range(2):
        mocked.edge.complete(exchange)
    assert mocked.entry.id == "1"
    assert "mocked GET http://a.test:22/hello - mocks/hello.yml:3" in caplog.text


def test_a_defect_replaces_what_was_remembered() -> None:
    mocked = MockedEdge((mock("/hello"),))
    exchange, shown = begun(mocked), flow()
    mocked.edge.decide_head(exchange)
    mocked.edge.complete(exchange)
    mocked.edge.remember_defect(shown, exchange, LookupError("a defect"))
    assert mocked.entry.outcome is Outcome.FAILED
    assert mocked.entry.error == "smockproxy failed: LookupError('a defect')"
    assert mocked.uses(mocked.mocks[0]) == 0


def test_a_defect_in_remembering_is_only_logged(monkeypatch, caplog) -> None:
    mocked = MockedEdge()
    exchange = begun(mocked)

    def breaks(*_: object) -> None:
        raise LookupError("again")

    monkeypatch.setattr(mocked.edge, "record", breaks)
    mocked.edge.remember_defect(flow(), exchange, LookupError("a defect"))
    assert "exchange 1 could not be recorded" in caplog.text
