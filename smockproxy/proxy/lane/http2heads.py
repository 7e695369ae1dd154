"""The head of an HTTP/2 request, if the lane can be sure of it.

hyper-h2 has looked at it; beside that it must be one that HTTP/1.1 could say, too, and there have the plain
form that every reader understands alike. Whatever is in doubt is left to mitmproxy.
Source: RFC 9113, 8.3; mitmproxy 12.2, `_http2.py`.
"""

from collections.abc import Sequence

from smockproxy.proxy.lane.heads import LARGEST, Field, Head, InDoubtError, read_head

PSEUDO = frozenset({b":method", b":scheme", b":authority", b":path"})
"""What the lane wants of each request, once; they come first."""


def key_of(headers: Sequence[Field], body: bytes = b"") -> bytes:
    """The same bytes for the same request only: no field holds a NUL, and it is said how many there are."""
    key = b"%d\0" % len(headers) + b"\0".join([part for field in headers for part in field])
    return key + b"\0" + body if body else key


def read_fields(headers: Sequence[Field]) -> Head:
    """The head that a field section makes; its Host line is the authority. Raises `InDoubtError`."""
    pseudo = dict(headers[: len(PSEUDO)])
    if pseudo.keys() != PSEUDO or pseudo[b":scheme"] != b"https" or pseudo[b":method"] == b"CONNECT":
        raise InDoubtError
    lines = [
        b"%b %b HTTP/1.1\r\n" % (pseudo[b":method"], pseudo[b":path"]),
        b"Host: %b\r\n" % pseudo[b":authority"],
        *(b"%b: %b\r\n" % field for field in headers[len(PSEUDO) :]),
        b"\r\n",
    ]
    raw = b"".join(lines)
    if len(raw) > LARGEST or raw.count(b"\n") != len(lines):
        raise InDoubtError
    return read_head(raw)
