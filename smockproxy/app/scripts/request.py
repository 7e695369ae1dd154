"""A request by the names that every script engine shows: plain values, ready to be JSON."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from smockproxy.core.blocks import AllOf
from smockproxy.core.conditions import Condition, OnPathTemplate
from smockproxy.core.fixtures import UNSCOPED, Fixtures
from smockproxy.core.http import NO_JSON, Request
from smockproxy.core.mock import Mock
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.smocker import origin_of, request_headers


def request_names(request: Request, mock: Mock) -> dict[str, Any]:
    """What a script of a mock is told of a request."""
    body = request.body or b""
    return {
        "path": request.path,
        "method": request.method,
        "origin": origin_of(request),
        "body_string": request.text or "",
        "headers": request_headers(request),
        "date": rfc3339(request.received_at),
        "scheme": request.scheme,
        "host": request.host,
        "port": request.port,
        "url": request.url,
        "path_params": path_params(mock.conditions.all_of, request.path),
        "path_segments": [segment for segment in request.path.split("/") if segment],
        "query_params": request.query_params,
        "cookies": {name: values[0] for name, values in request.cookies.items()},
        "body": _document(request),
        "body_base64": "" if _is_text(body) else b64encode(body).decode(),
        "session": request.session,
        **fixture_ids(request, mock),
    }


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
