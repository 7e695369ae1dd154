"""Refusals: what they echo, and what an offline run says."""

from dataclasses import replace

from mitmproxy.test import tflow

from smockproxy.app.why.refusals import Refusals
from smockproxy.core.decision import Reason, Refuse
from smockproxy.core.http import Form, Request
from smockproxy.proxy.convert import Arrival
from smockproxy.proxy.refusing import MOST_ECHOED, echoed, refused, unrouted
from tests.unit.proxy.mocked_edge import MockedEdge, mock


def test_an_error_answer_shows_the_beginning_of_a_large_body() -> None:
    small = Request("POST", "http", "a.test", 80, "/", body=b"x" * MOST_ECHOED)
    assert echoed(small) is small
    assert echoed(replace(small, body=b"x" * (MOST_ECHOED + 1))).body == small.body
    unread = replace(small, body=None)
    assert echoed(unread) is unread


def test_a_mock_that_may_not_forward_is_named() -> None:
    mocked = MockedEdge()
    flow = tflow.tflow()
    exchange = mocked.edge.begin(flow, Arrival(Form.ABSOLUTE, b"a.test"), mocked.instance)
    refuse = Refuse(Reason.OFFLINE)
    named = replace(refuse, trace=refuse.trace._replace(winner=mock("/x")))
    told = refused(exchange, named, Refusals())
    assert (told.status, exchange.error) == (666, Reason.OFFLINE.value)
    assert b"The matching mock mocks/hello.yml:3 forwards the request" in told.body
    assert b"The matching mock  forwards" in refused(exchange, refuse, Refusals()).body


def test_what_is_not_routed_is_no_miss() -> None:
    mocked = MockedEdge()
    exchange = mocked.edge.begin(tflow.tflow(), Arrival(Form.ABSOLUTE, b"a.test"), mocked.instance)
    exchange.request = replace(exchange.request, method="PURGE")
    assert (unrouted(exchange).status, exchange.error) == (600, "no mock names the method PURGE")
    exchange.request = replace(exchange.request, method="OPTIONS", target="*")
    assert unrouted(exchange).status == 200
