"""Cookies in a HAR."""

import pytest

from smockproxy.core.http import Headers
from smockproxy.interop.harcookies import request_cookies, response_cookies


@pytest.mark.parametrize(
    ("lines", "cookies"),
    [
        ([], []),
        (["a=1"], [("a", "1")]),
        (["a=1; b=2;", "c=3"], [("a", "1"), ("b", "2"), ("c", "3")]),
        (["a"], [("a", "")]),
        ([" ; "], []),
        (['a="x=y"'], [("a", '"x=y"')]),
    ],
)
def test_request_cookies(lines, cookies):
    headers = Headers.of(("Cookie", line) for line in lines)
    assert [(cookie["name"], cookie["value"]) for cookie in request_cookies(headers)] == cookies


@pytest.mark.parametrize(
    ("line", "attributes"),
    [
        ("a=1", {}),
        ("a=1; PATH=/x; domain=a.test", {"path": "/x", "domain": "a.test"}),
        ("a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", {"expires": "2026-10-21T07:28:00+00:00"}),
        ("a=1; Expires=Wed, 21 Oct 2026 07:28:00 -0000", {"expires": "2026-10-21T07:28:00+00:00"}),
        ("a=1; Expires=never", {}),
        ("a=1; secure; HTTPONLY", {"secure": True, "httpOnly": True}),
        ("a=1; SameSite=None", {"sameSite": "None"}),
    ],
)
def test_response_cookies(line, attributes):
    (cookie,) = response_cookies(Headers.of([("Set-Cookie", line)]))
    assert cookie == {"name": "a", "value": "1", "httpOnly": False, "secure": False} | attributes


def test_an_empty_line_sets_nothing():
    assert response_cookies(Headers.of([("Set-Cookie", " ")])) == []
