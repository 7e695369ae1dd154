"""Bodies of requests that are waited for: by length, or in chunks of the plainest form."""

import re  # noqa: TID251  these patterns are ours, on bytes, and take linear time

from smockproxy.proxy.lane.heads import Head, InDoubtError

_SIZE = re.compile(rb"(0|[1-9a-fA-F][0-9a-fA-F]{0,5})\r\n")
_BEGUN = re.compile(rb"(?:(?:0|[1-9a-fA-F][0-9a-fA-F]{0,5})\r?)?")
"""A size that is still on its way."""
_LINE_END = b"\r\n"


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


def _of_chunks(data: bytes, at: int) -> bytes | None:
    """What is in the chunks; extensions, trailers and whatever else is odd is left to mitmproxy."""
    pieces: list[bytes] = []
    while (size := _SIZE.match(data, at)) is not None:
        begin, length = size.end(), int(size[1], 16)
        at = begin + length
        pieces.append(data[begin:at])
        if data[at : at + 2] != _LINE_END:
            _check(_LINE_END.startswith(data[at : at + 2]))
            return None
        at += 2
        if not length:
            _check(at == len(data))
            return b"".join(pieces)
    _check(_BEGUN.fullmatch(data, at))
    return None


def _check(is_possible: object) -> None:
    """Go on waiting only if more can make a body of it. Raises `InDoubtError`."""
    if not is_possible:
        raise InDoubtError
