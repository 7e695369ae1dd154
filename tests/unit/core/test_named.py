"""Cookies, form fields, and a query without further names."""

import pytest

from smockproxy.core.http import Headers, Request
from smockproxy.core.matcher import ABSENT, PRESENT
from smockproxy.core.matchers import equal
from smockproxy.core.mismatch import TOO_LARGE, Mismatch
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm

ONE = (equal("1"),)


def request(target="/", *headers, body=b""):
    return Request("POST", "http", "a.test", 80, target, Headers.of(headers), body)


@pytest.mark.parametrize(
    ("params", "target", "mismatch"),
    [
        ({"a": ONE}, "/?a=1", None),
        ({}, "/", None),
        ({"a": ONE}, "/?a=2", Mismatch("query_exact.a", "ShouldEqual '1'", "2")),
        ({"a": ONE}, "/?a=1&b=2&c", Mismatch("query_exact", "no further names", "b, c")),
        ({"a": (ABSENT,)}, "/", None),
        ({"a": (ABSENT,)}, "/?a", Mismatch("query_exact.a", "absent", "")),
    ],
)
def test_an_exact_query(params, target, mismatch):
    on = OnExactQuery(params)
    assert on.mismatch(request(target)) == mismatch
    assert on.holds(request(target)) is (mismatch is None)


@pytest.mark.parametrize(
    ("line", "mismatch"),
    [
        ("a=1; b=2", None),
        ("a=2", Mismatch("cookies.a", "ShouldEqual '1'", "2")),
        ("A=1", Mismatch("cookies.a", "present", "absent")),
    ],
)
def test_cookies(line, mismatch):
    on = OnCookies({"a": ONE})
    assert on.mismatch(request("/", ("Cookie", line))) == mismatch
    assert on.holds(request("/", ("Cookie", line))) is (mismatch is None)


@pytest.mark.parametrize(
    ("content_type", "body", "mismatch"),
    [
        ("application/x-www-form-urlencoded; charset=utf-8", b"a=1", None),
        ("application/x-www-form-urlencoded", b"a=2", Mismatch("form.a", "ShouldEqual '1'", "2")),
        ("application/json", b"{}", Mismatch("form", "a form", "application/json")),
        ("", b"", Mismatch("form", "a form", "no content type")),
        ("application/x-www-form-urlencoded", None, Mismatch("form", "a form", TOO_LARGE)),
    ],
)
def test_form(content_type, body, mismatch):
    on = OnForm({"a": ONE, "b": (ABSENT,), **({} if mismatch else {"a": (PRESENT,)})})
    asked = request("/", ("Content-Type", content_type), body=body)
    assert on.mismatch(asked) == mismatch
    assert on.holds(asked) is (mismatch is None)
    assert on.needs_body
