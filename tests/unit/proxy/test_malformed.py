"""Requests that mitmproxy would pass on and that must be rejected."""

import pytest
from mitmproxy import http

from smockproxy.proxy.malformed import flaw_of


def request(method: bytes = b"GET", value: bytes = b"v") -> http.Request:
    made = http.Request.make("GET", "http://a.test/", headers=http.Headers([(b"X-Value", value)]))
    made.data.method = method
    return made


def test_an_ordinary_request_has_no_flaw() -> None:
    assert flaw_of(request()) == ""
    assert flaw_of(request(b"M-SEARCH", "grüße\t;".encode())) == ""


@pytest.mark.parametrize("value", [b"a\r\n Content-Length: 5", b"a\rb", b"a\nb", b"a\0b"])
def test_a_header_value_with_a_line_break_or_a_nul(value: bytes) -> None:
    assert flaw_of(request(value=value)) == "the header X-Value holds a line break or a NUL"


@pytest.mark.parametrize("method", [b"", b"GE T", b"GET\r\n", b"G\xc3\xa9T", b"GET/"])
def test_a_method_that_is_no_token(method: bytes) -> None:
    assert flaw_of(request(method)) == f"the method {method!r} is not valid"
