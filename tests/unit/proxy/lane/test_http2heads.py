from itertools import permutations

import pytest

from smockproxy.proxy.lane.heads import LARGEST, InDoubtError
from smockproxy.proxy.lane.http2heads import key_of, read_fields

PSEUDO = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a.test"), (b":path", b"/x?y")]


def changed(**values: bytes) -> list[tuple[bytes, bytes]]:
    return [(name, values.get(name[1:].decode(), value)) for name, value in PSEUDO]


def test_a_head_begins_with_its_host() -> None:
    head = read_fields([*PSEUDO, (b"x-a", b"1"), (b"cookie", b"a=b"), (b"cookie", b""), (b"x-b", b"\xff")])
    assert (head.method, head.target, head.host) == ("GET", "/x?y", b"a.test")
    fields = ((b"x-a", b"1"), (b"cookie", b"a=b"), (b"cookie", b""), (b"x-b", b"\xff"))
    assert head.fields == ((b"Host", b"a.test"), *fields)
    assert not head.has_body
    assert not head.closes


def test_the_order_of_what_comes_first_does_not_matter() -> None:
    assert len({read_fields(each) for each in permutations(PSEUDO)}) == 1


def test_a_session_may_be_named() -> None:
    assert read_fields([*PSEUDO, (b"x-smockproxy-session", b"one")]).session == "one"


@pytest.mark.parametrize(
    "fields",
    [
        PSEUDO[1:],
        [*PSEUDO[:3], (b"host", b"a.test"), PSEUDO[3]],
        [*PSEUDO[:3], PSEUDO[0]],
        changed(method=b"CONNECT"),
        changed(method=b"get"),
        changed(method=b"GET /"),
        changed(scheme=b"http"),
        changed(path=b""),
        changed(path=b"/a b"),
        changed(path=b"/\xff"),
        changed(path=b"/ HTTP/1.1\r\nX: y"),
        changed(authority=b""),
        changed(authority=b"a.test\r\nX: y"),
        [*PSEUDO, (b"host", b"a.test")],
        [*PSEUDO, (b":protocol", b"websocket")],
        [*PSEUDO, (b"te", b"trailers")],
        [*PSEUDO, (b"expect", b"100-continue")],
        [*PSEUDO, (b"trailer", b"x-end")],
        [*PSEUDO, (b"content-length", b"+1")],
        [*PSEUDO, (b"x-a", b"1\r\nx-b: 2")],
        [*PSEUDO, (b"x-a", b"1 ")],
        [*PSEUDO, (b"x a", b"1")],
        [*PSEUDO, (b"x-a", b"1" * LARGEST)],
        [],
    ],
)
def test_what_is_in_doubt_is_mitmproxys(fields: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(InDoubtError):
        read_fields(fields)


def test_different_requests_have_different_keys() -> None:
    different = [
        (PSEUDO, b""),
        (PSEUDO, b"x"),
        ([*PSEUDO, (b"x", b"")], b""),
        ([*PSEUDO, (b"", b"x")], b""),
        ([*PSEUDO, (b"a", b"b"), (b"c", b"d")], b""),
        ([*PSEUDO, (b"a", b"b")], b"c\0d"),
        ([*PSEUDO, (b"a", b"b"), (b"c", b"")], b"d"),
        ([*PSEUDO, (b"a", b"b"), (b"c", b"d")], b"e"),
    ]
    assert len({key_of(fields, body) for fields, body in different}) == len(different)
    assert key_of(list(PSEUDO)) == key_of(tuple(PSEUDO))
