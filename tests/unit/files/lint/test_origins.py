"""Schemes, hosts, ports and URLs that no request has."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.lint.origins import UrlParts, impossible_origins, url_parts
from smockproxy.matching import MATCHERS
from tests.unit.files.lint.found import told

ALONE = "write the scheme, the port and the path as scheme:, port: and path:"


def start(value):
    return f"{{matcher: ShouldStartWith, value: '{value}'}}"


@pytest.mark.parametrize(
    ("request_", "message", "hint"),
    [
        (f"{{scheme: {start('ws')}}}", 'a scheme is http or https; neither fulfils ShouldStartWith "ws"', "write http or https"),
        ("{scheme: {matcher: ShouldBeIn, value: [ws]}}", "a scheme is http or https; neither fulfils ShouldBeIn \"[\"ws\"]\"", "write http or https"),
        (f"{{host: {start('https://a.test')}}}", 'a host is a name or an address alone, found "https://a.test"', ALONE),
        ("{host: {matcher: ShouldMatchGlob, value: '*.a.test:8080'}}", 'a host is a name or an address alone, found ".a.test:8080"', ALONE),
        ("{host: {matcher: ShouldEndWith, value: a.test/}}", 'a host is a name or an address alone, found "a.test/"', ALONE),
        ("{port: {matcher: ShouldBeIn, value: [0, http, 70000, ' 80']}}", 'a port is a number from 1 to 65535, found "0", "http", "70000", " 80"', "write it in digits alone"),
        ("{url: 'HTTPS://a.test/x'}", 'a URL is like http://a.test/path, found "HTTPS://a.test/x"', 'write "https://a.test/x"'),
        ("{url: a.test/x}", 'a URL is like http://a.test/path, found "a.test/x"', "it begins with http:// or https://, and the host"),
        ("{url: 'http://a.test'}", 'a URL is like http://a.test/path, found "http://a.test"', 'write "http://a.test/"'),
        ("{url: 'http://a.test?x=1'}", 'a URL is like http://a.test/path, found "http://a.test?x=1"', 'write "http://a.test/?x=1"'),
        ("{url: 'https://a.test:443/x'}", 'a URL is like http://a.test/path, found "https://a.test:443/x"', 'write "https://a.test/x"'),
        (f"{{url: {start('ftp')}}}", 'a URL is like http://a.test/path, found "ftp"', "it begins with http:// or https://, and the host"),
        ("{url: 'http://a.test/x#y'}", 'a URL is asked for without fragment and blanks, found "http://a.test/x#y"', "leave out what follows the #; a blank is sent as %20 or +"),
    ],
)  # fmt: skip
def test_what_cannot_be(request_, message, hint):
    assert told(impossible_origins, request_) == [(message, hint)]


@pytest.mark.parametrize(
    "request_",
    [
        "{scheme: HTTPS}",
        "{scheme: {matcher: ShouldBeIn, value: [HTTP, ws]}}",
        "{scheme: {matcher: ShouldMatch, value: 'S$'}}",
        "{host: A.test}",
        "{host: '::1'}",
        "{host: {matcher: ShouldStartWith, value: 'FE80::'}}",
        "{host: {matcher: ShouldEndWith, value: ':1'}}",
        "{host: {matcher: ShouldContainSubstring, value: '%eth0:'}}",
        "{port: 80}",
        "{port: {matcher: ShouldBeIn, value: [0, 80]}}",
        "{port: {matcher: ShouldStartWith, value: '80'}}",
        "{url: 'http://a.test:443/x?y=1'}",
        "{url: 'http://A.test/'}",
        f"{{url: {start('https://a.te')}}}",
        f"{{url: {start('http')}}}",
        f"{{url: {start('')}}}",
        f"{{url: {start('http://a.test:80')}}}",
        "{url: {matcher: ShouldContainSubstring, value: a.test}}",
        "{path: /a}",
        "{headers: {a: b}}",
    ],
)
def test_what_may_be(request_):
    assert told(impossible_origins, request_) == []


@pytest.mark.parametrize(
    ("name", "url", "parts"),
    [
        ("ShouldEqual", "http://A.test/x%2f?y", UrlParts("http", "a.test", "80", "/x%2f")),
        ("ShouldEqual", "https://[::1]:8443/", UrlParts("https", "::1", "8443", "/")),
        ("ShouldStartWith", "https://a.test/x", UrlParts("https", "a.test", "443", None)),
        ("ShouldStartWith", "https://a.test", None),
        ("ShouldContainSubstring", "https://a.test/x", None),
        ("ShouldEqual", "a.test/x", None),
        ("ShouldEqual", "http://a.test:x/", None),
        ("ShouldEqual", "http://u@a.test/", None),
        ("ShouldEqual", "http://\u00e4.test/", None),
    ],
)
def test_what_a_url_says(name, url, parts):
    assert url_parts(MATCHERS[name](url)) == parts
