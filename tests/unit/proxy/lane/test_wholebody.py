"""Bodies that the lane waits for."""

import pytest

from smockproxy.proxy.lane.heads import Head, InDoubtError
from smockproxy.proxy.lane.wholebody import ComingBody

CHUNKED = Head("POST", "/", (), is_chunked=True)
WHOLE = b"2\r\nhe\r\nA\r\n0123456789\r\n0\r\n\r\n"


def whole_body(head: Head, data: bytes, start: int, largest: int) -> bytes | None:
    return ComingBody(head, start, largest).whole(data)


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


@pytest.mark.parametrize(("head", "sent"), [(CHUNKED, WHOLE), (of_length(12), b"he0123456789")])
def test_it_comes_byte_by_byte(head: Head, sent: bytes):
    coming, data = ComingBody(head, 4, 100), bytearray(b"HEAD")
    for byte in sent[:-1]:
        data.append(byte)
        assert coming.whole(data) is None
    data.append(sent[-1])
    assert coming.whole(data) == b"he0123456789"


def test_chunks_are_looked_at_once():
    """However many there are before the one that comes."""
    looked_at = []

    class Watched(bytearray):
        def __getitem__(self, place):  # type: ignore[no-untyped-def]
            looked_at.append(place)
            return bytearray.__getitem__(self, place)

    coming, data = ComingBody(CHUNKED, 0, 10_000), Watched()
    for _ in range(500):
        data += b"1\r\nx\r\n"
        assert coming.whole(data) is None
    assert len(looked_at) == 2 * 500
