"""What is asked of `why`: an exchange of the history, or a request that is only described."""

from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Mapping
from string import ascii_letters, digits
from typing import Any
from urllib.parse import urlsplit

from smockproxy.app.usage import UsageError
from smockproxy.app.visible import visible
from smockproxy.core.http import DEFAULT_PORTS, Headers, Request
from smockproxy.core.problem import did_you_mean
from smockproxy.core.url import as_sent

KEYS = ("id", "method", "url", "headers", "body", "body_base64")
LONGEST_SHOWN = 100
"""Characters of what was found that a message repeats."""
_TOKEN = frozenset(ascii_letters + digits + "!#$%&'*+-.^_`|~")
_BREAKS = frozenset("\r\n\0")
_CONTROLS = frozenset(map(chr, (*range(0x20), 0x7F)))


def entry_asked(question: Any) -> str:
    """The id of the exchange that is asked about; empty when a request is described. Raises `UsageError`."""
    if not isinstance(question, dict):
        raise UsageError('Expected a JSON object: {"id": …}, or {"method": …, "url": …}.')
    for key in question:
        if key not in KEYS:
            hint = did_you_mean(key, KEYS) or f"the keys are {', '.join(KEYS)}"
            raise UsageError(f'Unknown key "{key}": {hint}.')
    entry_id = question.get("id", "")
    if not isinstance(entry_id, str):
        raise UsageError("The id of an exchange is text.")
    return entry_id


def request_asked(question: Mapping[str, Any], now: float) -> Request:
    """The request that is described. Raises `UsageError`."""
    method, url = question.get("method", "GET"), question.get("url", "")
    if not isinstance(method, str) or not isinstance(url, str):
        raise UsageError("method and url are texts.")
    if not _is_token(method):
        raise UsageError(f"The method {_shown(method)} is no token such as GET (RFC 9110, 9.1).")
    return request_of(method, url, _headers(question.get("headers", [])), _body(question), now)


def request_of(method: str, url: str, headers: Headers, body: bytes, now: float) -> Request:
    """A request to a URL, as a proxy gets it. Raises `UsageError`."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if not parts.hostname or not port or _CONTROLS.intersection(url):
        raise UsageError(f"{_shown(url)} is no URL such as http://api.test/users/7.")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "host" not in headers:
        headers = Headers((*Headers.of([("Host", parts.netloc.rpartition("@")[2])]).fields, *headers.fields))
    return Request(method, parts.scheme, parts.hostname, port, target, headers, body, received_at=now)


def _headers(lines: Any) -> Headers:
    is_list = isinstance(lines, list) and all(
        isinstance(line, list) and len(line) == 2 and all(isinstance(text, str) for text in line)
        for line in lines
    )
    if not is_list:
        raise UsageError('headers is a list of pairs: [["Accept", "text/plain"], …].')
    return Headers(tuple(_header(place, *line) for place, line in enumerate(lines)))


def _header(place: int, name: str, value: str) -> tuple[bytes, bytes]:
    if not _is_token(name):
        found = f"headers[{place}]: the name {_shown(name)}"
        raise UsageError(f"{found} is no token such as X-Tenant (RFC 9110, 5.1).")
    if _BREAKS.intersection(value):
        found = f"headers[{place}] ({name[:LONGEST_SHOWN]}): {_shown(value)}"
        raise UsageError(f"{found} has a line break or a NUL, which no value can have (RFC 9110, 5.5).")
    return name.encode(), as_sent(value)


def _is_token(text: str) -> bool:
    return bool(text) and _TOKEN.issuperset(text)


def _shown(text: str) -> str:
    """What was found, in quotes and as far as it is worth reading, with escapes for what is no text."""
    cut = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f'"{visible(cut)}"'


def _body(question: Mapping[str, Any]) -> bytes:
    text, packed = question.get("body", ""), question.get("body_base64", "")
    if not isinstance(text, str) or not isinstance(packed, str):
        raise UsageError("body and body_base64 are texts.")
    try:
        return as_sent(text) if text else b64decode(packed, validate=True)
    except (BadBase64Error, ValueError):
        raise UsageError("body_base64 is not base64.") from None
