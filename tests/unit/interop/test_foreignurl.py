"""URLs of foreign files."""

import pytest

from smockproxy.interop.foreignurl import Address, NoRequestError, address_in, shown_url


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://A.test", Address("http", "a.test", 80, "/")),
        ("HTTPS://a.test:8443/x?y=1#z", Address("https", "a.test", 8443, "/x?y=1")),
        ("https://user:secret@a.test:/", Address("https", "a.test", 443, "/")),
        ("https://ż.test/ż q?%20", Address("https", "xn--hha.test", 443, "/%C5%BC%20q?%20")),
        ("http://[2001:DB8::1]:81/", Address("http", "2001:db8::1", 81, "/")),
        ("http://a.test?x=1", Address("http", "a.test", 80, "/?x=1")),
        ("wss://a.test/live", Address("https", "a.test", 443, "/live", is_websocket=True)),
    ],
)
def test_parts(url, address):
    assert address_in(url) == address


def test_what_we_wrote_is_read_exactly():
    assert address_in("http://A.test/#x", is_exact=True) == Address("http", "A.test", 80, "/#x")
    assert address_in("http://a.test:0/", is_exact=True) == Address("http", "a.test", 0, "/")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("data:text/html;base64,PGI+", "this is no request over HTTP: data:text/html;base64"),
        ("blob:https://a.test/1", "this is no request over HTTP: blob:https://a.test/1"),
        ("/relative?token=1", "this is no request over HTTP: /relative"),
        ("http:a.test", "this is no request over HTTP: http:a.test"),
        ("http://a.test:0/", "its port is no number from 1 to 65535: http://a.test:0/"),
        ("http://a.test:8x/", "its port is no number from 1 to 65535: http://a.test:8x/"),
        ("http:///x", "its host is no name: http:///x"),
        ("http://a b/", "its host is no name: http://a b/"),
        (f"http://{'a' * 70}.test/", f"its host is no name: http://{'a' * 53}\\u2026"),
    ],
)
def test_what_is_no_request(url, message):
    with pytest.raises(NoRequestError) as caught:
        address_in(url)
    assert str(caught.value) == message


def test_authority():
    assert address_in("http://[::1]:81/").authority == "[::1]:81"
    assert address_in("https://a.test/").authority == "a.test"


def test_a_url_is_shown_without_its_query():
    assert shown_url("https://a.test/\x1b?key=1") == "https://a.test/\\x1b"
