"""Heads of answers that are made anew: the same bytes as those that are made the long way."""

from dataclasses import replace

import pytest

from smockproxy.core.http import Headers, Response
from smockproxy.core.serving import served
from smockproxy.proxy.convert import reason_of
from smockproxy.proxy.lane.outlines import LONGEST, MOST_LINES, Outline, outline_of
from smockproxy.proxy.lane.prepared import head_of
from tests.unit.proxy.mocked_edge import response

DATE = "Fri, 15 Jan 2027 08:00:00 GMT"
ORDINARY = {
    "nothing": response(200),
    "no status": response(0, b"x"),
    "text": response(200, b"plain", Content_Type="text/plain"),
    "a type that is guessed": response(404, b'{"a": 1}'),
    "a page whose type is guessed": response(200, b"<html>"),
    "a type in another spelling": Response(200, Headers.of([("content-type", "a/b")]), b"x"),
    "a blank type": response(200, b"x", Content_Type=""),
    "an encoding, so no type": response(200, b"x", Content_Encoding="gzip"),
    "a blank encoding": response(200, b"x", Content_Encoding="  "),
    "lines of the same name": Response(
        201, Headers.of([("b", "2"), ("Set-Cookie", "a"), ("Set-Cookie", "b")]), b"x"
    ),
    "a name that is none": Response(200, Headers.of([("a b", "2"), ("A", "line\nend")]), b"x"),
    "a status without a phrase": response(799, b"x"),
    "the end of the connection": response(200, b"x", Connection="close"),
    "a large body": response(200, b"x" * 100_000),
}


def outlined(given: Response, *, is_from_file: bool = True) -> Outline:
    outline = outline_of(given, is_from_file=is_from_file)
    assert outline is not None
    return outline


@pytest.mark.parametrize("given", ORDINARY.values(), ids=ORDINARY)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_head_is_that_of_the_long_way(given: Response, method: str) -> None:
    expected = served(given, DATE, can_be_cut=False).framed(method)
    outline = outlined(given)
    length = len(given.body)
    assert outline.written(DATE.encode(), length) == head_of(expected)
    sent = b"" if method == "HEAD" else given.body
    kept = outline.response(length, sent)
    dated = Headers(
        tuple(
            (name, value or DATE.encode()) if name == b"Date" else (name, value)
            for name, value in kept.headers.fields
        )
    )
    assert replace(kept, headers=dated) == replace(expected, reason=reason_of(expected))
    own = {name.lower() for name, _ in given.headers.fields}
    added = [name.lower() for name, _ in expected.headers.fields if name.lower() not in own]
    assert outline.added_headers == tuple(name.decode() for name in added)
    assert outline.closes == (given.headers.get("connection") == "close")


def test_the_length_changes_from_answer_to_answer() -> None:
    short, long = response(200, b"x", A="1"), response(200, b"x" * 20, A="1")
    outline = outlined(short)
    assert outlined(long) is outline
    for body in (b"x", b"x" * 20, b"x" * 20, b""):
        assert outline.response(len(body), body).headers.get("content-length") == str(len(body))
        assert b"Content-Length: %d\r\n" % len(body) in outline.written(b"now", len(body))


@pytest.mark.parametrize(
    "given",
    [
        response(101),
        response(103),
        response(204),
        response(304),
        response(1_000),
        response(42),
        response(200, b"x", Content_Length="1"),
        response(200, b"x", Transfer_Encoding="chunked"),
        response(200, b"x", Date="yesterday"),
        response(200, b"x", A="x" * (LONGEST + 1)),
        Response(200, Headers.of([("A", str(number)) for number in range(MOST_LINES + 1)])),
    ],
)
def test_what_is_out_of_the_ordinary_has_none(given: Response) -> None:
    assert outline_of(given, is_from_file=True) is None
    assert outline_of(given, is_from_file=False) is None
