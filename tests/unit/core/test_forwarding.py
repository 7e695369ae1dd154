"""Where a mock with `proxy:` sends a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.decision import Forward, Target
from smockproxy.core.forwarding import BadUpstreamError, asked_by, first_hop, target_of, upstream_of
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.session import Session, SessionFacts


def to(host: str, target: str) -> Target | None:
    return target_of(ForwardTo(host), Request("GET", "http", "a.test", 80, target))


@pytest.mark.parametrize(
    "host",
    ["http://up.test", "https://up.test", "HTTPS://UP.test:8443/base/", "http://[::1]:9", "http://u:p@x"],
)
def test_an_upstream_is_a_url(host: str) -> None:
    assert str(upstream_of(host)).lower() == host.lower()


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("up.test", 'up.test: unsupported protocol scheme ""'),
        ("127.0.0.1:9", 'parse "127.0.0.1:9": first path segment in URL cannot contain colon'),
        ("localhost:9", 'localhost:9: unsupported protocol scheme "localhost"'),
        ("ftp://up.test", 'ftp://up.test: unsupported protocol scheme "ftp"'),
        ("http:///x", "http:///x: http: no Host in request URL"),
        ("//up.test", '//up.test: unsupported protocol scheme ""'),
        ("", ': unsupported protocol scheme ""'),
        ("http://[::1", """parse "http://[::1": missing ']' in host"""),
        ("http://up.test:99999", "http://up.test:99999: dial tcp: address 99999: invalid port"),
        ("http://up.test:-1", 'parse "http://up.test:-1": invalid port ":-1" after host'),
    ],
)
def test_what_is_no_upstream(host: str, reason: str) -> None:
    with pytest.raises(BadUpstreamError) as caught:
        upstream_of(host)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("responder", "reason"),
    [
        (ForwardTo("127.0.0.1:9"), 'parse "127.0.0.1:9/zz": first path segment in URL cannot contain colon'),
        (ForwardTo("up.test"), 'Get "up.test/zz?a=1&b=2": unsupported protocol scheme ""'),
        (ForwardTo("http://"), 'Get "http:///zz?a=1&b=2": http: no Host in request URL'),
        (
            ForwardTo("http://up.test", headers=Headers.of([("X Y", "1")])),
            'Get "http://up.test/zz?a=1&b=2": net/http: invalid header field name "X Y"',
        ),
        (
            ForwardTo("http://up.test", headers=Headers.of([("X", "1\n2")])),
            'Get "http://up.test/zz?a=1&b=2": net/http: invalid header field value for "X"',
        ),
    ],
)
def test_what_go_says_when_it_cannot_send_it(responder: ForwardTo, reason: str) -> None:
    with pytest.raises(BadUpstreamError) as caught:
        target_of(responder, Request("GET", "http", "a.test", 80, "/zz?b=2&a=1"))
    assert str(caught.value) == reason


def test_without_a_host_it_goes_where_it_was_going() -> None:
    assert to("", "/x?b=1&a=2") is None


@pytest.mark.parametrize(
    ("host", "sent", "target"),
    [
        ("http://up.test", "/q", "/q"),
        ("http://up.test/base/", "/q", "/base//q"),
        ("http://up.test/base", "/q", "/base/q"),
        ("http://up.test", "/q?z=1&a=2&a=1&e=%20x+y", "/q?a=2&a=1&e=+x+y&z=1"),
        ("http://up.test", "/a%2Fb?", "/a%2Fb"),
        ("http://up.test", "/{a}", "/%7Ba%7D"),
        ("http://up.test", "/q?bad=%zz", "/q"),
        ("http://UP.test?lost=1", "/q", "/"),
    ],
)
def test_the_host_and_the_path_are_glued_and_the_query_is_sorted(host: str, sent: str, target: str) -> None:
    assert to(host, sent) == Target("http", "up.test", 80, target)


@given(st.binary(max_size=24))
def test_what_goes_upstream_is_always_ascii(raw: bytes) -> None:
    try:
        target = to("http://up.test", f"/{raw.decode('utf-8', 'surrogateescape')}")
    except BadUpstreamError:
        assert b"%" in raw
    else:
        assert target is not None
        assert target.target.isascii()


# -- the first request of a forward -------------------------------------------------------------------------

ASKED = Request(
    "POST",
    "http",
    "a.test",
    81,
    "/x?b=1&a=2",
    Headers.of([("Host", "site.test"), ("x-a", "theirs"), ("X-A", "again"), ("B", "kept")]),
)


def test_headers_of_the_mock_replace_those_of_the_same_name_but_for_host() -> None:
    hop = first_hop(
        ForwardTo("http://up.test/p", headers=Headers.of([("X-a", "1"), ("X-a", "2"), ("host", "h")])), ASKED
    )
    assert (hop.method, str(hop.url), hop.host) == ("POST", "http://up.test/p/x?a=2&b=1", "")
    assert list(hop.headers) == [("B", "kept"), ("X-a", "1"), ("X-a", "2")]


def test_the_host_is_kept_where_the_mock_says_so_or_names_none() -> None:
    assert first_hop(ForwardTo("http://up.test", keep_host=True), ASKED).host == "site.test"
    there = first_hop(ForwardTo(), ASKED)
    assert (str(there.url), there.host) == ("http://a.test:81/x?b=1&a=2", "site.test")


def test_what_a_mock_asks_of_a_forward() -> None:
    responder = ForwardTo(follow_redirect=True)
    mock = Mock("m", responder)
    assert asked_by(Forward()) == ForwardTo()
    assert asked_by(Forward(reservation=Session(SessionFacts("i", "n", 0.0)).reserve(mock))) is responder
    answering = Mock("m", Fixed(Response()))
    assert (
        asked_by(Forward(reservation=Session(SessionFacts("i", "n", 0.0)).reserve(answering))) == ForwardTo()
    )
