import gzip

import pytest

from smockproxy.proxy.gunzip import CORRUPT, LARGEST_PIECE, BadGzipError, Gunzip, unpacked

PACKED = gzip.compress(b"hello", mtime=0)


def test_a_whole_body() -> None:
    assert unpacked(PACKED) == b"hello"
    assert unpacked(b"") == b""


def test_byte_by_byte() -> None:
    gunzip = Gunzip()
    pieces = [piece for at in range(len(PACKED)) for piece in gunzip.unpack(PACKED[at : at + 1])]
    gunzip.end()
    assert b"".join(pieces) == b"hello"


def test_several_members_in_a_row() -> None:
    assert unpacked(PACKED + gzip.compress(b" again", mtime=0)) == b"hello again"


def test_no_more_than_may_be_held() -> None:
    packed = gzip.compress(bytes(2 * LARGEST_PIECE), mtime=0)
    assert len(unpacked(packed, 2 * LARGEST_PIECE)) == 2 * LARGEST_PIECE
    with pytest.raises(BadGzipError, match="unpacks to more than 524,287 bytes"):
        unpacked(packed, 2 * LARGEST_PIECE - 1)


def test_what_was_packed_well_comes_in_pieces() -> None:
    pieces = list(Gunzip().unpack(gzip.compress(bytes(3 * LARGEST_PIECE + 1), mtime=0)))
    assert [len(piece) for piece in pieces] == [LARGEST_PIECE] * 3 + [1]


@pytest.mark.parametrize(
    ("packed", "reason"),
    [
        (b"no gzip at all", "gzip: invalid header"),
        (PACKED + b"rest", "gzip: invalid header"),
        (PACKED[:-8] + b"\0" * 8, "gzip: invalid checksum"),
        (PACKED[:10] + b"\xff" * 20, CORRUPT),
        (PACKED[:-3], "unexpected EOF"),
        (PACKED[:4], "unexpected EOF"),
    ],
)
def test_what_is_wrong(packed: bytes, reason: str) -> None:
    with pytest.raises(BadGzipError) as caught:
        unpacked(packed)
    assert str(caught.value) == reason
