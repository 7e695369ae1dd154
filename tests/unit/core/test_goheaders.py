"""The header lines of a mock's answer as Smocker's server writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.goheaders import as_go_writes, canonical
from smockproxy.core.http import Headers, Response

PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def written(*fields: tuple[str, str], body: bytes = b"", status: int = 200) -> list[tuple[str, str]]:
    headers = as_go_writes(Response(status, Headers.of(fields), body), "now").headers
    return list(headers.without("date", "content-length"))


def test_names_are_sorted_by_their_bytes_and_keep_their_spelling() -> None:
    fields = [("x-b", "1"), ("X-a", "2"), ("X-B", "3"), ("BrokerProperties", "{}")]
    assert [name for name, _ in written(*fields)] == ["BrokerProperties", "X-B", "X-a", "x-b"]


def test_lines_of_one_name_stay_in_order() -> None:
    assert written(("Set-Cookie", "b"), ("A", ""), ("Set-Cookie", "a")) == [
        ("A", ""),
        ("Set-Cookie", "b"),
        ("Set-Cookie", "a"),
    ]


@pytest.mark.parametrize("name", ["", "X Y", "X:", " X", "X\r\nY", "Ü", "X(Y)", "X\x00"])
def test_a_name_that_is_no_token_is_dropped(name: str) -> None:
    assert written((name, "v"), ("Kept", "v")) == [("Kept", "v")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a\r\nSet-Cookie: b", "a  Set-Cookie: b"), ("a\nb", "a b"), (" \ta \r\n", "a"), ("ü\x00", "ü\x00")],
)
def test_line_ends_in_values_become_blanks_and_blanks_around_go(value: str, expected: str) -> None:
    assert written(("X", value)) == [("X", expected)]


@pytest.mark.parametrize(
    ("fields", "added"),
    [
        ([], [PLAIN]),
        ([("content-type", "text/x")], [PLAIN]),
        ([("Content-Type", "text/x")], []),
        ([("Content-Type", "")], []),
        ([("Content-Encoding", "gzip")], []),
        ([("Content-Encoding", "")], [PLAIN]),
        ([("content-encoding", "gzip")], [PLAIN]),
        ([("Content-Encoding", ""), ("Content-Encoding", "gzip")], [PLAIN]),
        ([("Transfer-Encoding", "chunked")], []),
    ],
)
def test_a_sniffed_type_is_added_at_the_end_unless_go_sees_a_reason(
    fields: list[tuple[str, str]], added: list[tuple[str, str]]
) -> None:
    assert written(*fields, body=b'{"a": 1}') == [*fields, *added]


def test_the_type_is_that_of_the_body() -> None:
    assert written(body=b"<html>") == [("Content-Type", "text/html; charset=utf-8")]
    assert written(body=b"\x00") == [("Content-Type", "application/octet-stream")]
    assert written(body=b"") == []


@pytest.mark.parametrize("status", [101, 204, 304])
def test_no_type_is_sniffed_where_no_body_goes_out(status: int) -> None:
    assert written(body=b"x", status=status) == []


def test_not_modified_loses_its_type() -> None:
    fields = [("Content-Type", "a/b"), ("ETag", "1"), ("content-type", "c/d")]
    assert written(*fields, status=304) == fields[1:]
    assert written(*fields, status=204) == fields


def test_the_rest_of_the_response_is_untouched() -> None:
    response = Response(418, Headers.of([("B", "1"), ("A", "2")]), b"x", "Teapot", "HTTP/2.0")
    after = as_go_writes(response, "now")
    assert (after.status, after.body, after.reason, after.http_version) == (418, b"x", "Teapot", "HTTP/2.0")


@given(st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8))), st.binary(max_size=8))
def test_whatever_the_author_wrote_each_field_is_one_clean_line(
    fields: list[tuple[bytes, bytes]], body: bytes
) -> None:
    once = as_go_writes(Response(200, Headers(tuple(fields)), body), "now")
    for name, value in once.headers.fields:
        assert name
        assert not set(b": \r\n") & set(name)
        assert not set(b"\r\n") & set(value)
        assert value == value.strip(b" \t")
    assert set(as_go_writes(once, "now").headers.fields) == set(once.headers.fields)


def test_what_the_mock_does_not_say_comes_after_what_it_says() -> None:
    said = as_go_writes(Response(200, Headers.of([("Z", "1")]), b"abc"), "now")
    added = [("Date", "now"), ("Content-Length", "3"), ("Content-Type", PLAIN[1])]
    assert list(said.headers) == [("Z", "1"), *added]
    own = Headers.of([("Date", "then"), ("content-length", "2")])
    assert list(as_go_writes(Response(200, own), "now").headers) == list(own)


def test_the_canonical_spelling_of_names() -> None:
    fields = [("x-fOO", "1"), ("ETag", "2"), ("bad name", "3"), ("X-FOO", "0")]
    assert list(canonical(Headers.of(fields))) == [
        ("Etag", "2"),
        ("X-Foo", "1"),
        ("X-Foo", "0"),
        ("bad name", "3"),
    ]
