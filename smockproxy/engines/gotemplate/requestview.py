"""The request as Smocker's templates see it (`.Request`), and as all engines do (`request`).

Source: Smocker, and how Go reads a body into a `map[string]interface {}`.
"""

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smockproxy.engines.gotemplate.gojson import read_json
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.gotemplate.values import Struct
from smockproxy.engines.gotemplate.webvalues import HttpHeader, UrlValues, canonical
from smockproxy.engines.sprig.moments import GoTime, moment_at

JSON_BLANKS = " \t\r\n"


def smocker_request(request: Mapping[str, Any], now: float) -> Struct:
    """`.Request`; a request without a date has come now (seconds since the epoch)."""
    text = body_text(request)
    fields = {
        "Path": request.get("path", ""),
        "Method": request.get("method", ""),
        "Origin": request.get("origin", ""),
        "BodyString": text,
        "Body": smocker_body(text),
        "QueryParams": _query(request),
        "Headers": _headers(request),
        "Date": _date(request.get("date"), now),
    }
    return Struct("types.Request", fields, frozenset({"Body"}))


def shared_request(request: Mapping[str, Any]) -> dict[str, Any]:
    """`request`, by the names of all engines."""
    shown = {name: part for name, part in request.items() if name != "body_base64"}
    return shown | {
        "body_bytes": body_text(request),
        "headers": _headers(request),
        "query_params": _query(request),
    }


def body_text(request: Mapping[str, Any]) -> str:
    """The bytes of the body as a text of Go's."""
    coded = request.get("body_base64")
    return to_text(b64decode(coded)) if coded else str(request.get("body_string") or "")


def smocker_body(text: str) -> Any:
    """A body as Smocker shows it: a JSON object is read, `null` is an empty one, all else stays text."""
    if not text.lstrip(JSON_BLANKS).startswith(("{", "null")):
        return text
    try:
        value = read_json(to_bytes(text).decode("utf-8", "replace"))
    except ValueError:
        return text
    return {} if value is None else value


def _query(request: Mapping[str, Any]) -> UrlValues:
    return UrlValues({name: [*each] for name, each in (request.get("query_params") or {}).items()})


def _headers(request: Mapping[str, Any]) -> HttpHeader:
    headers = HttpHeader()
    for name, lines in (request.get("headers") or {}).items():
        headers.setdefault(canonical(name), []).extend(lines)
    return headers


def _date(text: Any, now: float) -> GoTime:
    """The moment that a request's date names, in UTC to the nanosecond."""
    try:
        whole = datetime.fromisoformat(f"{text:.19}+00:00")
        below = str(text)[19:].removeprefix(".").removesuffix("Z")
        return GoTime(int(whole.timestamp()), int(f"{below:0<9.9}"))
    except (TypeError, ValueError):
        return moment_at(now)
