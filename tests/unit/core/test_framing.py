"""How answers are framed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.framing import framed, has_no_body, is_interim
from smockproxy.core.http import Headers, Response

METHODS = st.sampled_from(["GET", "HEAD", "POST", "head"])
STATUSES = st.sampled_from([100, 101, 103, 199, 200, 204, 205, 304, 404, 500, 666])


@pytest.mark.parametrize(
    ("status", "interim"), [(100, True), (103, True), (101, False), (99, False), (200, False)]
)
def test_interim_answers_are_followed_by_another(status: int, interim) -> None:
    assert is_interim(status) is interim


@pytest.mark.parametrize(
    ("method", "status", "none"),
    [("GET", 200, False), ("HEAD", 200, True), ("head", 200, False), ("GET", 205, False)]
    + [("GET", status, True) for status in (100, 101, 103, 204, 304)],
)
def test_which_answers_have_no_body(method: str, status: int, none) -> None:
    assert has_no_body(method, status) is none


@pytest.mark.parametrize(
    ("method", "status", "length", "body"),
    [
        ("GET", 200, ["3"], b"abc"),
        ("HEAD", 200, ["3"], b""),
        ("GET", 666, ["3"], b"abc"),
        ("GET", 204, [], b""),
        ("GET", 304, [], b""),
        ("GET", 101, [], b""),
        ("HEAD", 304, [], b""),
    ],
)
def test_the_length_and_the_body_that_go_out(
    method: str, status: int, length: list[str], body: bytes
) -> None:
    fields = [("content-length", "1"), ("X", "y"), ("Content-Length", "2"), ("Transfer-Encoding", "chunked")]
    sent = framed(Response(status, Headers.of(fields), b"abc"), method)
    assert list(sent.headers) == [("X", "y"), *(("Content-Length", each) for each in length)]
    assert sent.body == body


@given(METHODS, STATUSES, st.binary(max_size=8), st.lists(st.sampled_from(["content-length", "X"])))
def test_never_a_body_where_none_is_allowed_and_never_a_wrong_length(
    method: str, status: int, body: bytes, names: list[str]
) -> None:
    sent = framed(Response(status, Headers.of((name, "7") for name in names), body), method)
    if has_no_body(method, status):
        assert sent.body == b""
    else:
        assert sent.headers.get_all("content-length") == (str(len(sent.body)),)
    assert "transfer-encoding" not in sent.headers
