"""URLs that every reader of a HAR takes."""

import pytest

from smockproxy.core.http import Request
from smockproxy.interop.harurl import address_of, readable_url


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("a.test", "a.test"),
        ("a.test.", "a.test."),
        ("under_score.test", "under_score.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("fe80::1:2", "[fe80::1:2]"),
        ("", "invalid"),
        ("a..test", "invalid"),
        ("bad host", "invalid"),
        ("a" * 64 + ".test", "invalid"),
        (".".join(["label"] * 60), "invalid"),
        ("a/b", "invalid"),
    ],
)
def test_host(host, written):
    assert readable_url(Request("GET", "http", host, 80, "/")) == f"http://{written}/"


@pytest.mark.parametrize(
    ("scheme", "port", "written"),
    [("http", 80, ""), ("https", 443, ""), ("http", 443, ":443"), ("https", 8443, ":8443")],
)
def test_port(scheme, port, written):
    assert readable_url(Request("GET", scheme, "a.test", port, "/")) == f"{scheme}://a.test{written}/"


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("/a%20b?c=d#e", "/a%20b?c=d#e"),
        ("*", ""),
        ("x", "/x"),
        ("/ż\udcff \x7f", "/%C5%BC%FF%20%7F"),
        ("//a//b?", "//a//b?"),
    ],
)
def test_target(target, written):
    assert readable_url(Request("GET", "http", "a.test", 80, target)) == f"http://a.test{written}"


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("127.0.0.1:80", ("127.0.0.1", 80)),
        ("::1:443", ("::1", 443)),
        ("[::1]:443", ("::1", 443)),
        ("a.test:80", None),
        ("127.0.0.1", None),
        ("127.0.0.1:http", None),
        ("", None),
    ],
)
def test_address(server, address):
    assert address_of(server) == address
