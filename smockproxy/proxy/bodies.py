"""A body on its way through: its first bytes are kept, the rest is only counted."""


class KeptBody:
    """The first `limit` bytes of a body, and how many bytes it had in all."""

    __slots__ = ("_chunks", "_kept", "limit", "size")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._kept = 0
        self._chunks: list[bytes] = []

    def feed(self, chunk: bytes) -> None:
        """Take note of a piece of the body."""
        self.size += len(chunk)
        if room := max(0, self.limit - self._kept):
            piece = chunk[:room]
            self._kept += len(piece)
            self._chunks.append(piece)

    @property
    def content(self) -> bytes:
        """What was kept."""
        if len(self._chunks) > 1:
            self._chunks = [b"".join(self._chunks)]
        return self._chunks[0] if self._chunks else b""

    @property
    def is_cut(self) -> bool:
        """Whether more came than was kept."""
        return self.size > self._kept

    def prefix(self, limit: int) -> bytes:
        """At most `limit` bytes of what was kept."""
        content = self.content
        return content if len(content) <= limit else content[:limit]
