"""Paths and queries as Go's net/url sees them, since Smocker's users write their mocks against that.

Rules of this file: bytes in the middle, so that nothing is lost on the way to a real server.
Source: Go's net/url (`EscapedPath`, `ParseQuery`, `Values.Encode`), observed through Smocker.
"""

from collections.abc import Iterator
from string import ascii_letters, digits
from urllib.parse import unquote_to_bytes

UNRESERVED = frozenset((ascii_letters + digits + "-_.~").encode())
_KEPT_IN_PATH = UNRESERVED | frozenset(b"$&+,/:;=@")
"""What Go leaves alone when it escapes a path itself."""
_LEGAL_IN_PATH = _KEPT_IN_PATH | frozenset(b"!'()*[]%")
"""What Go accepts in a path that was sent; one byte outside makes it escape the whole path anew."""
_HEX = frozenset(b"0123456789abcdefABCDEF")


def as_sent(target: str) -> bytes:
    """The bytes of a target or a part of it; those that were not UTF-8 are surrogate escapes in the text."""
    return target.encode("utf-8", "surrogateescape")


def escapes_are_valid(raw: bytes) -> bool:
    """Whether every `%` is followed by two hexadecimal digits."""
    pieces = raw.split(b"%")[1:]
    return all(len(piece) >= 2 and piece[0] in _HEX and piece[1] in _HEX for piece in pieces)


def _escape(raw: bytes, kept: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in raw)


def escaped_path(sent: str) -> str:
    """The path as sent if all of it is legal, else escaped anew (`/a{b}%2Fc` is `/a%7Bb%7D/c`); ASCII."""
    raw = as_sent(sent)
    if _LEGAL_IN_PATH.issuperset(raw):
        return sent
    if not escapes_are_valid(raw):
        return _escape(
            raw, _LEGAL_IN_PATH
        )  # Go's server refuses it; here it is kept apart from every legal path
    return _escape(unquote_to_bytes(raw), _KEPT_IN_PATH)


MOST_PAIRS = 10_000
"""Pairs of a query or a form that are read for matching: reading millions would hold up everybody else."""


def query_pairs(query: bytes, most: int = MOST_PAIRS) -> Iterator[tuple[bytes, bytes] | None]:
    """Names and values in order, decoded; None for each pair that holds `;` or a bad escape.

    What follows the first `most` pairs is one more None.
    """
    for place, pair in enumerate(query.split(b"&", most)):
        if place == most or b";" in pair or not escapes_are_valid(pair):
            yield None
        elif pair:
            name, _, value = pair.partition(b"=")
            yield _unescape(name), _unescape(value)


def _unescape(raw: bytes) -> bytes:
    return unquote_to_bytes(raw.replace(b"+", b" "))


def sorted_query(query: str) -> str:
    """The query re-encoded and sorted by name, as Smocker sends it upstream."""
    every = query_pairs(as_sent(query), most=len(query) + 1)
    pairs = sorted(filter(None, every), key=lambda pair: pair[0])
    return "&".join(f"{_escape_component(name)}={_escape_component(value)}" for name, value in pairs)


def _escape_component(raw: bytes) -> str:
    return _escape(raw, UNRESERVED).replace("%20", "+")
