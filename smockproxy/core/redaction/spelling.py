"""How a secret is written: in bytes, in a URL, in a form, in JSON, in HTML."""

import re  # noqa: TID251 - patterns of ours
from html import escape
from json import dumps
from urllib.parse import quote, quote_plus

_SAME_EVERYWHERE = re.compile(r"[\w.~-]*", re.ASCII)
"""What stands in all of them as it is (RFC 3986, 2.3)."""


def spellings(secret: str) -> set[str]:
    """How a secret may be written: as it is, in a URL, in a form, in JSON, in HTML."""
    if _SAME_EVERYWHERE.fullmatch(secret):
        return {secret}
    raw = bytes_of(secret)
    in_json = {dumps(secret)[1:-1], dumps(secret, ensure_ascii=False)[1:-1]}
    return {secret, quote(raw), quote(raw, safe=""), quote_plus(raw), escape(secret), *in_json}


def bytes_of(text: str) -> bytes:
    """The bytes of a text, also of bytes that were no UTF-8, and of halves of pairs, as JSON has."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
