"""What is asked of `why`: an exchange of the history, or a request that is only described."""

from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smockproxy.app.usage import UsageError
from smockproxy.core.http import DEFAULT_PORTS, Headers, Request
from smockproxy.core.problem import did_you_mean

KEYS = ("id", "method", "url", "headers", "body", "body_base64")


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
    if not isinstance(method, str) or not method or not isinstance(url, str):
        raise UsageError("method and url are texts.")
    return request_of(method, url, _headers(question.get("headers", [])), _body(question), now)


def request_of(method: str, url: str, headers: Headers, body: bytes, now: float) -> Request:
    """A request to a URL, as a proxy gets it. Raises `UsageError`."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    if not parts.hostname or not port:
        raise UsageError(f'"{url}" is no URL such as http://api.test/users/7.')
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
    return Headers.of((name, value) for name, value in lines)


def _body(question: Mapping[str, Any]) -> bytes:
    text, packed = question.get("body", ""), question.get("body_base64", "")
    if not isinstance(text, str) or not isinstance(packed, str):
        raise UsageError("body and body_base64 are texts.")
    try:
        return text.encode() if text else b64decode(packed, validate=True)
    except (BadBase64Error, ValueError):
        raise UsageError("body_base64 is not base64.") from None
