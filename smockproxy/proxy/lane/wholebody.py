"""Bodies of requests that are waited for: by length, or in chunks of the plainest form."""

import re  # noqa: TID251  these patterns are ours, on bytes, and take linear time

from smockproxy.proxy.lane.heads import Head, InDoubtError

_SIZE = re.compile(rb"(0|[1-9a-fA-F][0-9a-fA-F]{0,5})\r\n")
_BEGUN = re.compile(rb"(?:(?:0|[1-9a-fA-F][0-9a-fA-F]{0,5})\r?)?")
"""A size that is still on its way."""
_LINE_END = b"\r\n"


class ComingBody:
    """A body behind a head. What was looked at is not looked at again, in however many pieces it comes."""

    __slots__ = ("_at", "_head", "_largest", "_pieces", "_start")

    def __init__(self, head: Head, start: int, largest: int) -> None:
        """`start` is where it begins in what comes."""
        self._head, self._start, self._largest = head, start, largest
        self._at = start
        """Where the next chunk begins."""
        self._pieces: list[bytes] = []

    def whole(self, data: bytes | bytearray) -> bytes | None:
        """The body, once it is all there. Raises `InDoubtError` for what is too large, or more."""
        length, size = self._head.length, len(data) - self._start
        if length > self._largest or size > self._largest:
            raise InDoubtError
        if self._head.is_chunked:
            return self._of_chunks(data)
        if size > length:
            raise InDoubtError
        return bytes(data[self._start :]) if size == length else None

    def _of_chunks(self, data: bytes | bytearray) -> bytes | None:
        """What is in the chunks; extensions, trailers and whatever else is odd is left to mitmproxy."""
        while (size := _SIZE.match(data, self._at)) is not None:
            begin, length = size.end(), int(size[1], 16)
            end = begin + length
            line_end = data[end : end + 2]
            if line_end != _LINE_END:
                _check(_LINE_END.startswith(line_end))
                return None
            self._pieces.append(bytes(data[begin:end]))
            self._at = end + 2
            if not length:
                _check(self._at == len(data))
                return b"".join(self._pieces)
        _check(_BEGUN.fullmatch(data, self._at))
        return None


def _check(is_possible: object) -> None:
    """Go on waiting only if more can make a body of it. Raises `InDoubtError`."""
    if not is_possible:
        raise InDoubtError
