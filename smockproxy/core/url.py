"""Paths and queries as Go's net/url sees them, since Smocker's users write their mocks against that.

Source: Go's net/url (`EscapedPath`, `ParseQuery`, `Values.Encode`), observed through Smocker.
"""

from string import ascii_letters, digits
from urllib.parse import unquote_to_bytes

UNRESERVED = frozenset((ascii_letters + digits + "-_.~").encode())
_KEPT_IN_PATH = UNRESERVED | frozenset(b"$&+,/:;=@")
"""What Go leaves alone when it escapes a path itself."""
_LEGAL_IN_PATH = _KEPT_IN_PATH | frozenset(b"!'()*[]%")
"""What Go accepts in a path that was sent; one byte outside makes it escape the whole path anew."""
_HEX = frozenset(b"0123456789abcdefABCDEF")


def _escapes_are_valid(raw: bytes) -> bool:
    pieces = raw.split(b"%")[1:]
    return all(len(piece) >= 2 and piece[0] in _HEX and piece[1] in _HEX for piece in pieces)


def _escape(raw: bytes, kept: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in raw)


def escaped_path(sent: str) -> str:
    """The path as sent if all of it is legal, else escaped anew (`/a{b}%2Fc` is `/a%7Bb%7D/c`)."""
    raw = sent.encode("utf-8", "surrogateescape")
    if _LEGAL_IN_PATH.issuperset(raw):
        return sent
    if not _escapes_are_valid(raw):
        return raw.decode("utf-8", "replace")
    return _escape(unquote_to_bytes(raw), _KEPT_IN_PATH)


def _decode_component(raw: bytes) -> str:
    return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8", "replace")


def parse_query(query: str) -> dict[str, list[str]]:
    """Names and values, decoded, in order; a pair that holds `;` or a bad escape is dropped."""
    params: dict[str, list[str]] = {}
    for pair in query.encode("utf-8", "surrogateescape").split(b"&"):
        if not pair or b";" in pair or not _escapes_are_valid(pair):
            continue
        name, _, value = pair.partition(b"=")
        params.setdefault(_decode_component(name), []).append(_decode_component(value))
    return params


def sorted_query(query: str) -> str:
    """The query re-encoded and sorted by name, as Smocker sends it upstream."""
    params = parse_query(query)
    return "&".join(
        f"{_escape_component(name)}={_escape_component(value)}"
        for name in sorted(params)
        for value in params[name]
    )


def _escape_component(text: str) -> str:
    return _escape(text.encode(), UNRESERVED).replace("%20", "+")
