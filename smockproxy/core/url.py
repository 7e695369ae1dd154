"""Paths and queries as Go's net/url sees them, since Smocker's users write their mocks against that.

Rules of this file: bytes in the middle, so that nothing is lost on the way to a real server.
Source: Go's net/url (`EscapedPath`, `ParseQuery`, `Values.Encode`), observed through Smocker.
"""

from binascii import a2b_qp
from collections.abc import Iterator
from string import ascii_letters, digits, hexdigits

UNRESERVED = frozenset((ascii_letters + digits + "-_.~").encode())
_KEPT_IN_PATH = UNRESERVED | frozenset(b"$&+,/:;=@")
"""What Go leaves alone when it escapes a path itself."""
_LEGAL_IN_PATH = _KEPT_IN_PATH | frozenset(b"!'()*[]%")
"""What Go accepts in a path that was sent; one byte outside makes it escape the whole path anew."""
_AS_BYTES = bytes(_LEGAL_IN_PATH)
_KINDS = bytes(ord("%") if char == ord("%") else b"-x"[chr(char) in hexdigits] for char in range(256))
"""Each byte → `%`, `x` for a hexadecimal digit, `-` for all others."""


def as_sent(target: str) -> bytes:
    """The bytes of a target or a part of it; those that were not UTF-8 are surrogate escapes in the text."""
    return target.encode("utf-8", "surrogateescape")


def escapes_are_valid(raw: bytes) -> bool:
    """Whether every `%` is followed by two hexadecimal digits."""
    kinds = raw.translate(_KINDS)
    return kinds.count(b"%xx") == kinds.count(b"%")


def _escape(raw: bytes, kept: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in raw)


def escaped_path(sent: str) -> str:
    """The path as sent if all of it is legal, else escaped anew (`/a{b}%2Fc` is `/a%7Bb%7D/c`); ASCII."""
    raw = as_sent(sent)
    if not raw.translate(None, _AS_BYTES):
        return sent
    if not escapes_are_valid(raw):
        return _escape(
            raw, _LEGAL_IN_PATH
        )  # Go's server refuses it; here it is kept apart from every legal path
    return _escape(unescape(raw), _KEPT_IN_PATH)


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
            yield unescape(name.replace(b"+", b" ")), unescape(value.replace(b"+", b" "))


def unescape(raw: bytes) -> bytes:
    """The bytes with each escape decoded; all of them must be valid.

    Quoted-printable escapes the same way with another sign, and its decoder takes a hundredth of the time of
    `urllib.parse`: a peer may send millions of escapes.
    """
    return a2b_qp(raw.replace(b"=", b"=3D").replace(b"%", b"=")) if b"%" in raw else raw


def sorted_query(query: str) -> str:
    """The query re-encoded and sorted by name, as Smocker sends it upstream."""
    every = query_pairs(as_sent(query), most=len(query) + 1)
    pairs = sorted(filter(None, every), key=lambda pair: pair[0])
    return "&".join(f"{_escape_component(name)}={_escape_component(value)}" for name, value in pairs)


def _escape_component(raw: bytes) -> str:
    return _escape(raw, UNRESERVED).replace("%20", "+")
