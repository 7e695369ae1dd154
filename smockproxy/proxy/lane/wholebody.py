"""Bodies of requests that are waited for: by length, or in chunks of the plainest form."""

import httptools

from smockproxy.proxy.lane.heads import Head, InDoubtError

_LAST_CHUNK = b"0\r\n\r\n"


def whole_body(head: Head, data: bytes, start: int, largest: int) -> bytes | None:
    """What follows the head, once it is all there. Raises `InDoubtError` for what is too large, or more."""
    if head.length > largest or len(data) - start > largest:
        raise InDoubtError
    if head.is_chunked:
        return _of_chunks(data, start)
    missing = head.length - (len(data) - start)
    if missing < 0:
        raise InDoubtError
    return None if missing else data[start:]


class _Chunks:
    """What llhttp finds."""

    __slots__ = ("is_whole", "pieces")

    def __init__(self) -> None:
        self.pieces: list[bytes] = []
        self.is_whole = False

    def on_body(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.is_whole = True


def _of_chunks(data: bytes, start: int) -> bytes | None:
    """What is in the chunks; written again they must be what came: nothing else is taken."""
    if not data.endswith(_LAST_CHUNK):
        return None
    found = _Chunks()
    try:
        httptools.HttpRequestParser(found).feed_data(data)
    except httptools.HttpParserError as error:
        raise InDoubtError from error
    if not found.is_whole:
        return None
    if data[start:] not in (_written(b"%x\r\n%b\r\n", found.pieces), _written(b"%X\r\n%b\r\n", found.pieces)):
        raise InDoubtError
    return b"".join(found.pieces)


def _written(form: bytes, pieces: list[bytes]) -> bytes:
    return b"".join(form % (len(piece), piece) for piece in pieces) + _LAST_CHUNK
