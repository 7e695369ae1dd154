"""Where a mock with `rewrite` or `redirect` sends a request, or its client."""

import pytest

from smockproxy.core.decision import Answer, Target
from smockproxy.core.engine import Engine
from smockproxy.core.forwarding import (
    BadUpstreamError,
    first_hop,
    not_sent,
    redirection,
    rewritten_target,
    target_of,
)
from smockproxy.core.http import Headers, Request
from smockproxy.core.mock import Mock
from smockproxy.core.patching import Patch
from smockproxy.core.replacing import Replacement
from smockproxy.core.responders import ForwardTo
from smockproxy.core.session import Session, SessionFacts
from tests.unit.core.patterns import Below


def request(target: str) -> Request:
    return Request("GET", "http", "api.test", 80, target, Headers.of([("Host", "api.test")]))


def rewriting(replacement: str = r"/v2\1", host: str = "", **facts) -> ForwardTo:
    return ForwardTo(host, rewrite=Replacement.of("", replacement, Below("/api")), **facts)


def test_a_rewritten_path_is_glued_to_the_host_and_the_query_is_kept() -> None:
    to = target_of(rewriting(host="https://up.test/base"), request("/api/x?b=2&a=1"))
    assert to == Target("https", "up.test", 443, "/base/v2/x?a=1&b=2")


def test_without_a_host_only_the_path_changes() -> None:
    assert rewritten_target(rewriting(), request("/api/x?b=2&a=%201")) == "/v2/x?b=2&a=%201"
    assert rewritten_target(rewriting(r"\1?v=2"), request("/api/x?b=2")) == "/x?v=2&b=2"
    assert rewritten_target(rewriting(), request("/api/x")) == "/v2/x"
    assert first_hop(rewriting(), request("/api/x?b=2")).url.target == "/v2/x?b=2"


def test_what_is_not_rewritten_goes_on_as_it_came() -> None:
    assert not rewritten_target(rewriting(), request("/other?x=%20"))
    assert not rewritten_target(ForwardTo(), request("/api/x"))
    assert not rewritten_target(rewriting(host="http://up.test"), request("/api/x"))


@pytest.mark.parametrize("host", ["", "http://up.test"])
def test_a_way_out_is_refused(host: str) -> None:
    responder = rewriting(r"\1", host)
    with pytest.raises(BadUpstreamError, match="leads out"):
        target_of(responder, request("/api/../x")) or rewritten_target(responder, request("/api/../x"))


@pytest.mark.parametrize(
    ("responder", "location"),
    [
        (rewriting(host="https://up.test", redirect=307), "https://up.test/v2/x?b=2&a=%20"),
        (ForwardTo("https://u:p@up.test/base", redirect=301), "https://up.test/base/api/x?b=2&a=%20"),
        (rewriting(r"\1?v=2", redirect=302), "http://api.test/x?v=2&b=2&a=%20"),
    ],
)
def test_a_redirect_leads_where_the_request_would_have_gone(responder: ForwardTo, location: str) -> None:
    response = redirection(responder, request("/api/x?b=2&a=%20"))
    assert (response.status, response.headers.get("location")) == (responder.redirect, location)


def test_a_mock_that_redirects_forwards_nothing() -> None:
    engine = Engine(Session(SessionFacts("s", "", 0.0)))
    engine.replace_files([Mock("m", rewriting(host="https://up.test", redirect=308))])

    decision = engine.decide(request("/api/x"))

    assert isinstance(decision, Answer)
    assert decision.response.headers.get("location") == "https://up.test/v2/x"


def test_a_location_is_one_line_of_ascii() -> None:
    response = redirection(ForwardTo("http://up.test", redirect=307), request("/x?q=\udcff é"))
    assert response.headers.fields == ((b"Location", b"http://up.test/x?q=%FF%20%C3%A9"),)


def test_a_redirect_to_what_is_no_server_is_refused() -> None:
    with pytest.raises(BadUpstreamError, match="unsupported protocol scheme"):
        redirection(ForwardTo("up.test", redirect=307), request("/x"))


def test_who_changes_a_body_asks_for_all_of_it() -> None:
    ranged = Request(
        "GET", "http", "a.test", 80, "/", Headers.of([("Range", "bytes=0-1"), ("If-Range", "x")])
    )
    changing = ForwardTo("http://up.test", patch=Patch(template="x"))
    assert first_hop(changing, ranged).headers == Headers()
    assert not_sent(ForwardTo(patch=Patch(500))) == ()
    assert first_hop(ForwardTo("http://up.test"), ranged).headers == ranged.headers
