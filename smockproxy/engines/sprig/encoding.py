"""Base64 and base32, with Go's messages for what is none."""

from base64 import b32decode, b32encode, b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.octets import to_bytes, to_text

_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_BASE32 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_NO_LINES = {ord("\r"): None, ord("\n"): None}
_PADDED_32 = frozenset({0, 1, 3, 4, 6})
"""How many `=` base32 may end in."""


def decode_base64(text: str) -> bytes:
    """The bytes of base64; line ends are passed over. Raises `ValueError` in Go's words."""
    joined = text.translate(_NO_LINES)
    bare = joined.rstrip("=")
    padding = len(joined) - len(bare)
    if not _BASE64.issuperset(bare) or len(joined) % 4 or padding > 2:
        raise ValueError(f"illegal base64 data at input byte {_first_fault(text, _BASE64, 4)}")
    return b64decode(joined)


def decode_base32(text: str) -> bytes:
    """The bytes of base32; line ends are passed over. Raises `ValueError` in Go's words."""
    joined = text.translate(_NO_LINES)
    bare = joined.rstrip("=")
    if not _BASE32.issuperset(bare) or len(joined) % 8 or len(joined) - len(bare) not in _PADDED_32:
        raise ValueError(f"illegal base32 data at input byte {_first_fault(text, _BASE32, 8)}")
    return b32decode(joined)


def _first_fault(text: str, alphabet: frozenset[str], group: int) -> int:
    """The place of the first character that does not belong there; where the last group begins when it is
    cut off."""
    whole = len(text) - len(text.lstrip(f"{''.join(alphabet)}\r\n"))
    inside = len(text[:whole].translate(_NO_LINES)) % group
    if whole == len(text):
        return max(0, whole - inside)
    if text[whole] != "=" or inside < 2:
        return whole
    return whole + len(text[whole:]) - len(text[whole:].lstrip("=\r\n"))


def b64dec(text: str) -> str:
    """The text of base64; for what is none, the message is the text, as in sprig."""
    try:
        return to_text(decode_base64(text))
    except ValueError as error:
        return str(error)


def b32dec(text: str) -> str:
    """The text of base32; for what is none, the message is the text, as in sprig."""
    try:
        return to_text(decode_base32(text))
    except ValueError as error:
        return str(error)


def b64enc(text: str) -> str:
    """The text in base64."""
    return b64encode(to_bytes(text)).decode()


def b32enc(text: str) -> str:
    """The text in base32."""
    return b32encode(to_bytes(text)).decode()


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "b64enc": b64enc,
    "b64dec": b64dec,
    "b32enc": b32enc,
    "b32dec": b32dec,
}
