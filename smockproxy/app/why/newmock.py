"""A complete mock for one request, as YAML to paste into a file."""

from dataclasses import replace
from typing import Any

import yaml

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import NO_JSON, Request, parse_json, text_of
from smockproxy.interop.content import decoded_body

LONGEST_BODY = 2_000
"""Characters of a body that is written into it."""


def new_mock(request: Request, entry: HistoryEntry | None = None) -> str:
    """A mock that matches the request; it answers as the real server did, if that is known.

    A body of which only the beginning is kept is left out.
    """
    is_cut = entry is not None and entry.request_is_cut
    asked = replace(request, body=b"") if is_cut else request
    mock = {"request": _request(asked), "response": _response(entry)}
    return yaml.safe_dump([mock], sort_keys=False, allow_unicode=True, width=100)


def _request(request: Request) -> dict[str, Any]:
    host = {"host": request.host.lower()} if request.host else {}
    params = {
        name: values[0] if len(values) == 1 else values for name, values in request.query_params.items()
    }
    query = {"query_params": params} if params else {}
    return {"method": request.method, **host, "path": request.path, **query, **_body(request)}


def _body(request: Request) -> dict[str, Any]:
    text = request.text
    if not text or len(text) > LONGEST_BODY or "\ufffd" in text:
        return {}
    if isinstance(parse_json(text), (dict, list)):
        return {"body": {"matcher": "ShouldEqualJSON", "value": text}}
    return {"body": text}


def _response(entry: HistoryEntry | None) -> dict[str, Any]:
    if entry is None or entry.response is None or entry.outcome is not Outcome.FORWARDED:
        return {"status": 200, "body": "TODO"}
    response = entry.response
    kind = response.headers.get("content-type")
    headers = {"headers": {"Content-Type": kind}} if kind else {}
    text = text_of(decoded_body(response.headers, response.body))
    if entry.response_is_cut or len(text) > LONGEST_BODY or "\ufffd" in text:
        return {"status": response.status, **headers, "body": "TODO"}
    document = parse_json(text)
    body = {"body": text} if document is NO_JSON else {"json": document}
    return {"status": response.status, **headers, **(body if text else {})}
