"""A request by the names that every script engine shows: plain values, ready to be JSON."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any

from smockproxy.core.blocks import AllOf
from smockproxy.core.conditions import Condition, OnPathTemplate
from smockproxy.core.fixtures import UNSCOPED, Fixtures
from smockproxy.core.http import NO_JSON, Request
from smockproxy.core.mock import Mock
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.smocker import origin_of, request_headers

MOMENT = "date"
"""The part that says when a request came; no other does."""


def request_names(request: Request, mock: Mock, parts: Set[str] | None = None) -> dict[str, Any]:
    """What a script of a mock is told of a request; only these parts, if no others are looked at."""
    if parts is None or not parts <= PARTS.keys() or isinstance(mock.responder, Fixtures):
        whole = {name: part(request) for name, part in PARTS.items()}
        return {**whole, "path_params": _params(request, mock), **fixture_ids(request, mock)}
    named = {name: PARTS[name](request) for name in parts}
    if "path_params" in named:
        named["path_params"] = _params(request, mock)
    return named


def _params(request: Request, mock: Mock) -> dict[str, str]:
    return path_params(mock.conditions.all_of, request.path)


def _coded(request: Request) -> str:
    """A body that is no text, in base 64."""
    body = request.body or b""
    return "" if _is_text(body) else b64encode(body).decode()


def fixture_ids(request: Request, mock: Mock) -> dict[str, Any]:
    """The names in the path, with the id that follows each, if fixtures answer."""
    if not isinstance(mock.responder, Fixtures):
        return {}
    address = mock.responder.address_of(request.path)
    return {"fixture": {**dict.fromkeys((UNSCOPED, *address.names), ""), **dict(address.ids)}}


def path_params(conditions: Iterable[Condition], path: str) -> dict[str, str]:
    """What the path templates of a mock capture."""
    captured: dict[str, str] = {}
    for condition in conditions:
        if isinstance(condition, OnPathTemplate):
            captured |= condition.template.captures(path) or {}
        elif isinstance(condition, AllOf):
            for block in condition.blocks:
                captured |= path_params(block.all_of, path)
    return captured


def _document(request: Request) -> Any:
    """The body as JSON or as a form, else as text."""
    if not request.body:
        return ""
    if request.json is not NO_JSON:
        return request.json
    content_type = request.headers.get("content-type").partition(";")[0].strip().lower()
    if content_type in {"application/x-www-form-urlencoded", "multipart/form-data"} and request.form_values:
        return request.form_values
    return request.text or ""


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


PARTS: Mapping[str, Callable[[Request], Any]] = {
    "path": lambda request: request.path,
    "method": lambda request: request.method,
    "origin": origin_of,
    "body_string": lambda request: request.text or "",
    "headers": request_headers,
    MOMENT: lambda request: rfc3339(request.received_at),
    "scheme": lambda request: request.scheme,
    "host": lambda request: request.host,
    "port": lambda request: request.port,
    "url": lambda request: request.url,
    "path_params": lambda _: {},
    "path_segments": lambda request: [segment for segment in request.path.split("/") if segment],
    "query_params": lambda request: request.query_params,
    "cookies": lambda request: {name: values[0] for name, values in request.cookies.items()},
    "body": _document,
    "body_base64": _coded,
    "session": lambda request: request.session,
}
"""Each part by its name; what path templates capture is the mock's to say."""
