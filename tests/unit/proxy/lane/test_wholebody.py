"""Bodies that the lane waits for."""

import pytest

from smockproxy.proxy.lane.heads import Head, InDoubtError
from smockproxy.proxy.lane.wholebody import whole_body

CHUNKED = Head("POST", "/", (), is_chunked=True)
WHOLE = b"2\r\nhe\r\nA\r\n0123456789\r\n0\r\n\r\n"


def of_length(length: int) -> Head:
    return Head("POST", "/", (), length)


def test_a_body_by_length_is_there_when_all_of_it_is():
    assert whole_body(of_length(5), b"HEADhello", 4, 100) == b"hello"
    assert whole_body(of_length(5), b"HEADhell", 4, 100) is None


@pytest.mark.parametrize(
    ("head", "data"), [(of_length(3), b"hello"), (of_length(101), b""), (CHUNKED, b"1" * 101)]
)
def test_what_is_too_much_is_left(head: Head, data: bytes):
    with pytest.raises(InDoubtError):
        whole_body(head, data, 0, 100)


def test_chunks_are_there_when_the_last_one_is():
    assert whole_body(CHUNKED, b"HEAD" + WHOLE, 4, 100) == b"he0123456789"
    for end in range(len(WHOLE)):
        assert whole_body(CHUNKED, WHOLE[:end], 0, 100) is None, WHOLE[:end]


@pytest.mark.parametrize(
    "data",
    [
        b"0\r\nX-Sum: 1\r\n\r\n",
        b"5\r\nhello\r\n0\r\nX",
        b"5;a=b\r\nhello\r\n0\r\n\r\n",
        b"5 \r\nhello\r\n0\r\n\r\n",
        b"05\r\nhello\r\n0\r\n\r\n",
        b"00\r\n\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"+5\r\nhello\r\n0\r\n\r\n",
        b"3\r\nhello\r\n0\r\n\r\n",
        b"5\nhello\n0\n\n",
        b"5\r\nhello\n0\r\n\r\n",
        b"fffffff",
        b"5\rx",
        b"\r\n",
        b"0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
        b"five",
    ],
)
def test_odd_chunks_are_left_at_once(data: bytes):
    """Else the client would wait for ever for who refuses them, or takes them."""
    with pytest.raises(InDoubtError):
        whole_body(CHUNKED, data, 0, 100)
