"""Where a mock with `proxy:` sends a request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.decision import Target
from smockproxy.core.forwarding import BadUpstreamError, target_of, upstream_of
from smockproxy.core.http import Request
from smockproxy.core.responders import ForwardTo


def to(host: str, target: str) -> Target | None:
    return target_of(ForwardTo(host), Request("GET", "http", "a.test", 80, target))


@pytest.mark.parametrize(
    ("host", "upstream"),
    [
        ("http://up.test", ("http", "up.test", 80, "")),
        ("https://up.test", ("https", "up.test", 443, "")),
        ("HTTPS://UP.test:8443/base/", ("https", "up.test", 8443, "/base/")),
        ("http://[::1]:9", ("http", "::1", 9, "")),
    ],
)
def test_an_upstream_is_a_url(host: str, upstream: tuple[str, str, int, str]) -> None:
    assert upstream_of(host) == upstream


@pytest.mark.parametrize(
    "host",
    ["up.test", "127.0.0.1:9", "ftp://up.test", "http://", "http:///x", "//up.test", "", "http://[::1", "up"],
)
def test_what_is_no_upstream(host: str) -> None:
    with pytest.raises(BadUpstreamError) as caught:
        upstream_of(host)
    assert str(caught.value).startswith(repr(host))


@pytest.mark.parametrize("port", ["x", "99999", "-1"])
def test_a_bad_port_says_so(port: str) -> None:
    with pytest.raises(BadUpstreamError, match=r"[Pp]ort"):
        upstream_of(f"http://up.test:{port}")


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
    ],
)
def test_the_host_and_the_path_are_glued_and_the_query_is_sorted(host: str, sent: str, target: str) -> None:
    assert to(host, sent) == Target("http", "up.test", 80, target)


@given(st.binary(max_size=24))
def test_what_goes_upstream_is_always_ascii(raw: bytes) -> None:
    target = to("http://up.test", f"/{raw.decode('utf-8', 'surrogateescape')}")
    assert target is not None
    assert target.target.isascii()
