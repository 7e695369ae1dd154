"""URLs as Go reads and writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.gourl import BadUrlError, GoUrl, parse_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (
            "HTTP://User:p@UP.test:80/a{b}?q=1#f",
            GoUrl("http", "", "User:p", "UP.test:80", "/a%7Bb%7D", "q=1"),
        ),
        ("http://[::1]:9/x?", GoUrl("http", authority="[::1]:9", path="/x")),
        ("http://h:/x", GoUrl("http", authority="h", path="/x")),
        ("//h/x", GoUrl(authority="h", path="/x")),
        ("/a:b", GoUrl(path="/a:b")),
        ("///x", GoUrl(path="///x")),
        ("mailto:x?y=1", GoUrl("mailto", opaque="x", query="y=1")),
        ("up.test/x", GoUrl(path="up.test/x")),
        ("1a/b:c", GoUrl(path="1a/b:c")),
        ("", GoUrl()),
    ],
)
def test_the_parts_of_a_url(text: str, url: GoUrl) -> None:
    assert parse_url(text) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("127.0.0.1:9/zz", "first path segment in URL cannot contain colon"),
        ("1http://x", "first path segment in URL cannot contain colon"),
        ("://x", "missing protocol scheme"),
        ("http://[::1/x", "missing ']' in host"),
        ("http://h:abc/x", 'invalid port ":abc" after host'),
        ("http://[::1]x/", 'invalid port "x" after host'),
        ("http://exa mple/x", 'invalid character " " in host name'),
        ("http://a/b@c/", ""),
        ("http://us er@h/", "net/url: invalid userinfo"),
        ("http://h/%zz", 'invalid URL escape "%zz"'),
        ("http://h/%41%4", 'invalid URL escape "%4"'),
        ("http://h/\x7f", "net/url: invalid control character in URL"),
    ],
)
def test_what_go_says_of_what_is_no_url(text: str, reason: str) -> None:
    if not reason:
        assert parse_url(text).authority == "a"
        return
    with pytest.raises(BadUrlError) as caught:
        parse_url(text)
    assert str(caught.value) == "parse {}: {}".format(f'"{text}"'.replace("\x7f", "\\x7f"), reason)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("http://h", ("h", 80, "/")),
        ("https://h?a", ("h", 443, "/?a")),
        ("http://h:8/x?a=1", ("h", 8, "/x?a=1")),
        ("http://[::1]", ("::1", 80, "/")),
        ("https://[::1]:9", ("::1", 9, "/")),
        ("ftp://h", ("h", 0, "/")),
    ],
)
def test_where_a_url_leads(text: str, place: tuple[str, int, str]) -> None:
    url = parse_url(text)
    assert (url.host, url.port, url.target) == place


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("/x", "http://u@h:8/x"),
        ("x", "http://u@h:8/a/x"),
        ("../x?q", "http://u@h:8/x?q"),
        ("?q=2", "http://u@h:8/a/b?q=2"),
        ("", "http://u@h:8/a/b?c=1"),
        ("#f", "http://u@h:8/a/b?c=1"),
        ("//o.test/z/../y", "http://o.test/y"),
        ("https://o.test", "https://o.test"),
        ("ftp://o.test/x", "ftp://o.test/x"),
    ],
)
def test_where_a_reference_leads(reference: str, expected: str) -> None:
    assert str(parse_url("http://u@h:8/a/b?c=1").resolve(reference)) == expected


def test_from_a_url_without_a_path() -> None:
    assert str(parse_url("http://h").resolve("x")) == "http://h/x"


def test_a_user_can_be_left_out() -> None:
    assert str(parse_url("http://u:p@h/x").without_user) == "http://h/x"


@given(st.text(max_size=20))
def test_whatever_it_is_it_is_read_or_refused(text: str) -> None:
    try:
        url = parse_url(f"http://h.test/{text}")
    except BadUrlError:
        assert not text.isalnum()
    else:
        assert url.authority == "h.test"
        assert url.path.isascii()
