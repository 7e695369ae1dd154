"""JSON Web Tokens in texts: their times moved, and signed anew. Source: RFC 7515 and RFC 7519."""

import re  # noqa: TID251 - a pattern of ours
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from json import dumps, loads
from re import Match  # noqa: TID251 - a pattern of ours
from typing import Any

_TOKEN = re.compile(r"(?<![\w-])(eyJ[\w-]{2,4000})\.(eyJ[\w-]{2,100000})\.([\w-]{0,4000})(?![\w-])", re.ASCII)
"""A compact serialisation: both parts begin with `{"`."""
TIMES = frozenset({"exp", "iat", "nbf", "auth_time", "updated_at"})
"""Claims that are moments in seconds since the epoch (RFC 7519, OpenID Connect Core)."""

type Sign = Callable[[Mapping[str, Any], bytes], bytes | None]
"""The header and what is to be signed → the signature; None for what can't be signed anew."""


def with_aged_tokens(text: str, offset: int, sign: Sign) -> str:
    """A text whose tokens are as much later as `offset` says, in seconds. What is no token stays."""
    if "eyJ" not in text:
        return text

    def aged(found: Match[str]) -> str:
        return aged_token(found[0], offset, sign) or found[0]

    return _TOKEN.sub(aged, text)


def aged_token(token: str, offset: int, sign: Sign) -> str | None:
    """A token with its times moved; None for what is none, or can't be signed."""
    first, second, signature = token.split(".")
    header, claims = _document(first), _document(second)
    if header is None or claims is None:
        return None
    moved = {name: _moved(name, value, offset) for name, value in claims.items()}
    content = f"{first}.{_encoded(dumps(moved, ensure_ascii=False, separators=(',', ':')).encode())}"
    if not signature:
        return f"{content}."
    signed = sign(header, content.encode())
    return None if signed is None else f"{content}.{_encoded(signed)}"


def _moved(name: str, value: Any, offset: int) -> Any:
    is_time = name in TIMES and isinstance(value, int | float) and not isinstance(value, bool)
    return value + offset if is_time else value


def _document(part: str) -> dict[str, Any] | None:
    try:
        document = loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (Error, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
