"""Requests as Go's client sends them, and where redirects lead it."""

import pytest

from smockproxy.core.goclient import BadRedirectError, Hop, failure_text, headers_flaw, redirected
from smockproxy.core.gourl import parse_url
from smockproxy.core.http import Headers


def hop(url: str = "http://up.test/x", method: str = "GET", host: str = "", **headers: str) -> Hop:
    fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Hop(method, parse_url(url), host, Headers.of(fields))


def lines(one: Hop, length: int | None = 0) -> list[str]:
    return [f"{name}: {value}" for name, value in one.lines(length)]


# -- header lines -------------------------------------------------------------------------------------------


def test_what_goes_out_when_the_client_says_nothing() -> None:
    assert lines(hop()) == ["Host: up.test", "User-Agent: Go-http-client/1.1", "Accept-Encoding: gzip"]


def test_names_are_canonical_and_in_order_and_the_mocks_words_are_last() -> None:
    sent = hop(
        host="site.test",
        x_b="2",
        TE="trailers",
        proxy_connection="Keep-Alive",
        user_agent="me",
        Range="bytes=0-1",
    )
    assert lines(sent) == [
        "Host: site.test",
        "User-Agent: me",
        "Proxy-Connection: Keep-Alive",
        "Range: bytes=0-1",
        "Te: trailers",
        "X-B: 2",
    ]


def test_an_empty_user_agent_means_none() -> None:
    assert "User-Agent" not in hop(User_Agent="").lines(0)


@pytest.mark.parametrize(
    ("method", "length", "framing"),
    [
        ("POST", 3, "Content-Length: 3"),
        ("POST", 0, "Content-Length: 0"),
        ("DELETE", 0, ""),
        ("GET", 2, "Content-Length: 2"),
        ("PUT", None, "Transfer-Encoding: chunked"),
    ],
)
def test_how_a_body_is_framed(method: str, length: int | None, framing: str) -> None:
    sent = hop(method=method, Content_Length="9", Transfer_Encoding="gzip", Trailer="X")
    assert lines(sent, length)[2:] == [*filter(None, [framing]), "Accept-Encoding: gzip"]


@pytest.mark.parametrize(
    ("sent", "asks"),
    [
        (hop(), True),
        (hop(Accept_Encoding=""), True),
        (hop(Accept_Encoding="br"), False),
        (hop(Range="bytes=0-"), False),
        (hop(method="HEAD"), False),
    ],
)
def test_when_gzip_is_asked_for(sent: Hop, asks) -> None:
    assert sent.asks_for_gzip is asks
    assert [line for line in lines(sent) if line.startswith("Accept-Encoding: ")].count(
        "Accept-Encoding: gzip"
    ) == asks


def test_a_user_in_the_url_is_told_unless_the_client_tells_one() -> None:
    url = "http://us%65r:p%40ss@up.test/"
    assert "Authorization: Basic dXNlcjpwQHNz" in lines(hop(url))
    assert "Authorization: mine" in lines(hop(url, authorization="mine"))
    assert lines(hop(url))[0] == "Host: up.test"


def test_which_headers_go_refuses() -> None:
    assert headers_flaw(Headers.of([("X", "a\tb")])) == ""
    assert headers_flaw(Headers.of([("", "a")])) == 'net/http: invalid header field name ""'
    assert headers_flaw(Headers.of([("X", "a\rb")])) == 'net/http: invalid header field value for "X"'


# -- failures -----------------------------------------------------------------------------------------------


def test_a_failure_names_the_first_method_and_the_last_url_without_its_password() -> None:
    hops = [hop(method="POST"), hop("http://u:p@next.test/")]
    assert failure_text(hops, "EOF") == 'Post "http://u:***@next.test/": EOF'
    assert failure_text([hop("http://u@h/")], "EOF") == 'Get "http://u@h/": EOF'


# -- redirects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "method", "expected", "has_body"),
    [
        (301, "POST", "GET", False),
        (302, "PUT", "GET", False),
        (303, "GET", "GET", False),
        (303, "HEAD", "HEAD", False),
        (307, "POST", "POST", True),
        (308, "DELETE", "DELETE", True),
    ],
)
def test_which_redirects_repeat_method_and_body(status: int, method: str, expected: str, has_body) -> None:
    found = redirected([hop(method=method)], status, "/y")
    assert found is not None
    assert (found.method, found.has_body, str(found.url)) == (expected, has_body, "http://up.test/y")


@pytest.mark.parametrize(("status", "location"), [(200, "/y"), (300, "/y"), (304, "/y"), (302, "")])
def test_what_is_no_redirect(status: int, location: str) -> None:
    assert redirected([hop()], status, location) is None


def test_a_body_that_is_gone_is_not_repeated() -> None:
    assert redirected([hop(method="POST")], 307, "/y", is_repeatable=False) is None
    assert redirected([hop(method="POST")], 302, "/y", is_repeatable=False) is not None


def test_a_body_once_left_behind_does_not_come_back() -> None:
    first = hop(method="POST", content_type="a/b")
    second = redirected([first], 302, "/y")
    assert second is not None
    third = redirected([first, second], 307, "/z")
    assert third is not None
    assert (third.method, third.has_body) == ("GET", False)
    assert "content-type" not in third.headers


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("/y", True),
        ("https://up.test:8443/y", True),
        ("http://deep.up.test/", True),
        ("http://other.test/", False),
        ("http://notup.test/", False),
    ],
)
def test_secrets_go_to_the_same_host_only(location: str, told) -> None:
    sent = hop(authorization="Basic eA==", cookie="a=b", x_a="1")
    found = redirected([sent], 302, location)
    assert found is not None
    assert ("authorization" in found.headers, "cookie" in found.headers) == (told, told)
    assert found.headers.get("x-a") == "1"


def test_secrets_that_were_left_behind_do_not_come_back() -> None:
    first = hop(cookie="a=b")
    second = redirected([first], 302, "http://other.test/")
    assert second is not None
    third = redirected([first, second], 302, "http://up.test/")
    assert third is not None
    assert "cookie" not in third.headers


def test_addresses_have_no_subdomains() -> None:
    found = redirected([hop("http://[::1]/", cookie="a")], 302, "http://[x.::1]/")
    assert found is not None
    assert "cookie" not in found.headers


@pytest.mark.parametrize(
    ("url", "location", "referer", "expected"),
    [
        ("http://u:p@up.test/x?a", "/y", "", "http://up.test/x?a"),
        ("https://up.test/x", "https://up.test/y", "", "https://up.test/x"),
        ("https://up.test/x", "http://up.test/y", "", ""),
        ("http://up.test/x", "/y", "mine", "mine"),
    ],
)
def test_the_referer(url: str, location: str, referer: str, expected: str) -> None:
    found = redirected([hop(url, referer=referer) if referer else hop(url)], 302, location)
    assert found is not None
    assert found.headers.get("referer") == expected


def test_a_kept_host_is_kept_by_relative_redirects() -> None:
    sent = hop(host="site.test")
    relative, absolute = redirected([sent], 302, "/y"), redirected([sent], 302, "http://up.test/y")
    assert relative is not None
    assert absolute is not None
    assert (relative.host, absolute.host) == ("site.test", "")


def test_after_ten_requests_it_is_enough() -> None:
    assert redirected([hop(method="POST")] * 9, 302, "/loop") is not None
    with pytest.raises(BadRedirectError) as caught:
        redirected([hop(method="POST")] * 10, 302, "/loop")
    assert str(caught.value) == 'Post "/loop": stopped after 10 redirects'


def test_a_location_that_is_no_url() -> None:
    with pytest.raises(BadRedirectError) as caught:
        redirected([hop()], 302, "http://[::1/")
    assert str(caught.value) == (
        """Get "http://up.test/x": failed to parse Location header "http://[::1/": """
        """parse "http://[::1/": missing ']' in host"""
    )
