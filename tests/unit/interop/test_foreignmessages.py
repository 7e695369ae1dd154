"""Header lines and bodies of foreign files."""

import gzip

import brotli
import pytest

from smockproxy.core.http import Headers
from smockproxy.interop.content import wrapped
from smockproxy.interop.foreign import Foreign, Report
from smockproxy.interop.foreignmessages import (
    header_lines,
    joined_lines,
    made_plain,
    may_have_body,
    method_of,
    plain_body,
    reason_of,
    unchunked,
    version_of,
    with_cookies,
)


def lines(value) -> tuple[list[tuple[str, str]], list[str]]:
    report = Report()
    found = header_lines(Foreign({"headers": value}, "r", report))
    return list(found), [str(loss) for loss in report.losses]


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "X-A", "value": "1"}, {"name": "X-B", "value": 2}],
        [["X-A", "1"], ["X-B", "2"]],
        {"X-A": "1", "X-B": ["2"]},
        [
            {"name": ":authority", "value": "a.test"},
            {"name": "X-A ", "value": " 1\r"},
            7,
            ["X"],
            ["X-B", "2", "3"],
        ],
    ],
)
def test_header_lines_of_all_shapes(value):
    assert lines(value) == ([("X-A", "1"), ("X-B", "2")], [])


def test_a_value_of_several_lines_is_several():
    assert lines([{"name": "set-cookie", "value": "a=1\nb=2\0"}])[0] == [
        ("set-cookie", "a=1"),
        ("set-cookie", "b=2"),
    ]


def test_a_name_that_is_none_is_a_loss():
    assert lines([{"name": "X Y", "value": "1"}, {"value": "2"}]) == (
        [],
        [
            'r.headers: "X Y" is no name of a header: left out',
            'r.headers: "" is no name of a header: left out',
        ],
    )
    assert lines(None) == ([], [])


CHUNKED = b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (CHUNKED, b"abcde"),
        (b"abc", None),
        (b"x\r\n", None),
        (b"3\r\nabcd\r\n", None),
        (b"fffffffff\r\n", None),
        (b"\r\n", None),
    ],
)
def test_chunks(body, plain):
    assert unchunked(body) == plain


@pytest.mark.parametrize(
    ("coding", "body", "is_raw", "plain"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0), True, b"hello"),
        ("gzip", b"hello", True, b"hello"),
        ("gzip", b"\x1f\x8bbroken", True, b"\x1f\x8bbroken"),
        ("br", brotli.compress("ż".encode() * 99), True, "ż".encode() * 99),
        ("br", b"\x89PNG", False, b"\x89PNG"),
        ("br", b"\xff\xff\xff", True, b"\xff\xff\xff"),
        ("deflate, gzip", wrapped("deflate, gzip", b"hello"), True, b"hello"),
        ("", b"hello", True, b"hello"),
    ],
)
def test_what_is_still_packed_is_unpacked(coding, body, is_raw, plain):
    headers = Headers.of([("Content-Encoding", coding)] if coding else [])
    assert plain_body(headers, body, is_raw=is_raw) == plain


def test_what_is_still_chunked_is_joined():
    headers = Headers.of([("Transfer-Encoding", "chunked")])
    assert plain_body(headers, CHUNKED, is_raw=False) == b"abcde"
    assert plain_body(headers, b"abc", is_raw=False) == b"abc"


def test_lines_of_a_plain_body():
    headers = Headers.of(
        [("Content-Length", "99"), ("Content-Encoding", "br"), ("transfer-encoding", "chunked"), ("X", "1")]
    )
    assert list(made_plain(headers, b"hello")) == [("Content-Length", "5"), ("X", "1")]


@pytest.mark.parametrize(
    ("method", "status", "may"),
    [("GET", 200, True), ("HEAD", 200, False), ("GET", 204, False), ("GET", 304, False), ("GET", 101, False)],
)
def test_which_answers_may_have_a_body(method, status, may):
    assert may_have_body(method, status) is may


def cookies(*shapes: dict) -> list[Foreign]:
    return [Foreign(shape, "c", Report()) for shape in shapes]


def test_cookies_without_their_header_get_one():
    listed = cookies({"name": "a", "value": "1\r\n"}, {"name": "b", "value": "2"}, {"value": "x"})
    assert list(with_cookies(Headers(), listed, is_answer=False)) == [("Cookie", "a=1; b=2")]
    shape = {
        "name": "a",
        "value": "1",
        "path": "/",
        "domain": "a.test",
        "sameSite": "Lax",
        "httpOnly": True,
        "secure": False,
    }
    assert list(with_cookies(Headers(), cookies(shape, {"name": "b"}), is_answer=True)) == [
        ("Set-Cookie", "a=1; Path=/; Domain=a.test; SameSite=Lax; HttpOnly"),
        ("Set-Cookie", "b="),
    ]


def test_a_header_of_cookies_stays_as_it_is():
    headers = joined_lines([("cookie", "z=1")])
    assert with_cookies(headers, cookies({"name": "a"}), is_answer=False) is headers
    assert with_cookies(Headers(), [], is_answer=True) == Headers()


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("h2", "HTTP/2.0"),
        ("HTTP/2", "HTTP/2.0"),
        ("http/1.0", "HTTP/1.0"),
        ("h3", "HTTP/3"),
        ("unknown", "HTTP/1.1"),
        ("", "HTTP/1.1"),
    ],
)
def test_versions(written, version):
    assert version_of(written) == version


@pytest.mark.parametrize(("written", "method"), [("post", "POST"), ("", "GET"), (" pUrge ", "pUrge")])
def test_methods(written, method):
    report = Report()
    assert method_of(Foreign({"method": written}, "r", report)) == method
    assert report.losses == []


@pytest.mark.parametrize("written", ["GET /", "g\u00e9t", "\ud800", "a\r\nX: 1"])
def test_what_cannot_be_a_method(written: str):
    report = Report()
    assert method_of(Foreign({"method": written}, "r", report)) is None
    assert [loss.where for loss in report.losses] == ["r.method"]
    assert str(report.losses[0]).isascii()


def test_reasons_stay_on_their_line():
    assert reason_of("Not\r\nX: 1 Found") == "NotX: 1 Found"
    assert reason_of("\ud800") == ""
