"""The head of an HTTP/1.1 request, if the lane can be sure of it.

llhttp reads it; beside that it must have the plain form that every reader understands alike. Whatever is in
doubt is left to mitmproxy, which refuses it or not. Source: RFC 9112; mitmproxy 12.2, `net/http`.
"""

import re  # noqa: TID251  these patterns are ours, on bytes, and take linear time
from functools import lru_cache
from typing import NamedTuple

import httptools

LARGEST = 64 * 1024
"""Bytes of a head that the lane reads."""
END = b"\r\n\r\n"

_PLAIN = re.compile(
    rb"[A-Z]{1,20} [!-~]+ HTTP/1\.1\r\n"
    rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*+"
    rb"(?:[!-~\x80-\xff]+(?:[\t ]++[!-~\x80-\xff]+)*+)?\r\n)*+\r\n"
)
"""Without folded lines, bare line ends, control characters, blanks before a colon or after a value."""
_AUTHORITY = re.compile(
    r"([a-z0-9][a-z0-9_-]*(?:\.[a-z0-9_-]+)*(?<=[a-z0-9]))(?::([1-9][0-9]{0,4}))?", re.ASCII
)
"""A host and a port as everybody reads them: no user, no IPv6, no capitals."""
_LARGEST_PORT = 65_535
_LONGEST_HOST = 63
"""Characters that even one label may have."""
_IDN = "xn--"
"""mitmproxy shows such names decoded."""
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,14}")
_STAYING = frozenset({b"keep-alive", b"Keep-Alive"})

type Field = tuple[bytes, bytes]


class InDoubtError(Exception):
    """mitmproxy is to look at this."""


class Head(NamedTuple):
    """What a head says; a named tuple, since every request makes one."""

    method: str
    target: str
    fields: tuple[Field, ...]
    """As sent."""
    length: int = 0
    """Of the body; 0 for one in chunks."""
    is_chunked: bool = False
    closes: bool = False
    """Whether the client wants the connection to end with this exchange."""
    host: bytes | None = None
    """The value of its Host line."""
    credentials: str = ""
    """Those for the proxy."""
    session: str = ""
    """What it calls its session in a header."""

    @property
    def has_body(self) -> bool:
        """Whether anything follows."""
        return self.is_chunked or self.length > 0


class _Reader:
    """What llhttp finds."""

    __slots__ = ("fields", "named", "target")

    def __init__(self) -> None:
        self.target = b""
        self.fields: list[Field] = []
        self.named: dict[bytes, bytes] = {}
        """The lines that mean something to us, by name in lower case."""

    def on_url(self, piece: bytes) -> None:
        self.target += piece

    def on_header(self, name: bytes, value: bytes) -> None:
        self.fields.append((name, value))
        if (lowered := name.lower()) in _MEANT:
            if lowered in self.named or not value:
                raise InDoubtError
            self.named[lowered] = value


_MEANT = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"host",
        b"http2-settings",
        b"proxy-authorization",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-smockproxy-session",
    }
)
_LEFT = (b"expect", b"upgrade", b"http2-settings", b"te", b"trailer")
"""What makes a request one for mitmproxy."""


def read_head(raw: bytes) -> Head:
    """Read a whole head, its empty line included. Raises `InDoubtError`."""
    if _PLAIN.fullmatch(raw) is None:
        raise InDoubtError
    found = _Reader()
    parser = httptools.HttpRequestParser(found)
    try:
        parser.feed_data(raw)
    except httptools.HttpParserError as error:
        raise InDoubtError from error
    except httptools.HttpParserUpgrade as error:
        if not raw.startswith(b"CONNECT "):  # what follows a request for a tunnel is no HTTP of ours
            raise InDoubtError from error
    named = found.named
    if any(name in named for name in _LEFT):
        raise InDoubtError
    length, is_chunked = _framing(named)
    return Head(
        parser.get_method().decode("ascii"),
        found.target.decode("ascii"),
        tuple(found.fields),
        length,
        is_chunked,
        _closes(named.get(b"connection")),
        named.get(b"host"),
        named.get(b"proxy-authorization", b"").decode("latin-1"),
        named.get(b"x-smockproxy-session", b"").decode("latin-1"),
    )


def _framing(named: dict[bytes, bytes]) -> tuple[int, bool]:
    length, coding = named.get(b"content-length"), named.get(b"transfer-encoding")
    if length is not None and (coding is not None or _LENGTH.fullmatch(length) is None):
        raise InDoubtError
    if coding not in {None, b"chunked"}:
        raise InDoubtError
    return int(length or 0), coding is not None


def _closes(connection: bytes | None) -> bool:
    if connection is None or connection in _STAYING:
        return False
    if connection != b"close":
        raise InDoubtError
    return True


@lru_cache(maxsize=4_096)
def authority_of(text: str) -> tuple[str, int]:
    """Host and port of an authority; 0 for no port. Raises `InDoubtError`."""
    found = _AUTHORITY.fullmatch(text)
    if found is None or len(found[1]) > _LONGEST_HOST or _IDN in found[1]:
        raise InDoubtError
    if (port := int(found[2] or 0)) > _LARGEST_PORT:
        raise InDoubtError
    return found[1], port


def absolute(target: str) -> tuple[str, str, int, str]:
    """Authority, host, port and path of an absolute target. Raises `InDoubtError`."""
    authority, slash, rest = target.removeprefix("http://").partition("/")
    if not (slash and target.startswith("http://")) or "#" in rest:
        raise InDoubtError
    host, port = authority_of(authority)
    return authority, host, port or 80, f"/{rest}"
