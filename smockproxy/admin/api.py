"""Our own routes of the admin API: `/healthz` and everything under `/api/v1`."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from smockproxy.admin.answers import in_pieces, json_answer, plain_json_answer, read_body
from smockproxy.admin.asked import Asked
from smockproxy.app.checktext import problem_shape
from smockproxy.app.redaction import redaction_of, shown_by, told_of
from smockproxy.app.usage import UsageError
from smockproxy.app.whyshape import trace_shape, why_shape
from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import parse_json
from smockproxy.core.mock import Mock
from smockproxy.core.problem import did_you_mean
from smockproxy.core.redact import Redaction
from smockproxy.core.session import Session
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.formats import Format
from smockproxy.interop.jsonl import json_bytes
from smockproxy.interop.smockermock import mock_shape

LARGEST_QUESTION = 16 * 1024 * 1024
"""Bytes of JSON that our own routes read: a described request has a body of some size."""
LARGEST_PAGE = 1000
DEFAULT_PAGE = 100


def api_routes(asked: Asked, formats: Mapping[str, Format]) -> list[Route]:
    """The routes on the instances that requests ask for, with the formats that an export can have."""
    routes = _ApiRoutes(asked, formats)
    return [
        Route("/healthz", routes.healthz),
        Route("/api/v1/history", routes.history_page),
        Route("/api/v1/history/export", routes.export),
        Route("/api/v1/history/{id}", routes.exchange),
        Route("/api/v1/history/{id}/trace", routes.trace),
        Route("/api/v1/why", routes.why, methods=["POST"]),
        Route("/api/v1/mocks", routes.mocks),
        Route("/api/v1/problems", routes.problems),
        Route("/api/v1/state", routes.state),
        Route("/api/v1/state", routes.set_state, methods=["PUT"]),
        Route("/api/v1/state", routes.clear_state, methods=["DELETE"]),
    ]


class _ApiRoutes:
    def __init__(self, asked: Asked, formats: Mapping[str, Format]) -> None:
        self._operations = asked.operations
        self._formats = formats

    def _redaction(self, request: Request) -> Redaction | None:
        settings = self._operations(request).instance.settings
        return redaction_of(settings, request.query_params.get("redact", ""))

    async def healthz(self, _request: Request) -> Response:
        return json_answer({"status": "ok"})

    async def history_page(self, request: Request) -> Response:
        query = request.query_params
        if "last" in query:
            entries, following = self._operations(request).newest(page_size("last", query["last"])), ""
        else:
            limit = page_size("limit", query.get("limit", ""))
            entries, following = self._operations(request).history_page(query.get("after", ""), limit)
        with_bodies = query.get("bodies") != "false"
        shown = map(shown_by(self._redaction(request)), entries)
        pieces = in_pieces(page_pieces(shown, following, with_bodies=with_bodies))
        return StreamingResponse(pieces, media_type="application/json")

    async def exchange(self, request: Request) -> Response:
        entry = self._operations(request).exchange(request.path_params["id"])
        shown = shown_by(self._redaction(request))
        return await plain_json_answer(lambda: entry_shape(shown(entry)))

    async def trace(self, request: Request) -> Response:
        entry = self._operations(request).exchange(request.path_params["id"])
        told = await self._operations(request).trace(entry.id)
        redaction = self._redaction(request)
        return await plain_json_answer(lambda: told_of(redaction, entry, trace_shape(told)))

    async def why(self, request: Request) -> Response:
        question = await asyncio.to_thread(parse_json, await _question(request))
        told = await self._operations(request).why(question)
        redaction = self._redaction(request)
        return await plain_json_answer(lambda: told_of(redaction, told.entry, why_shape(told)))

    async def export(self, request: Request) -> Response:
        format_ = chosen_format(request.query_params.get("format", ""), self._formats)
        shown = shown_by(self._redaction(request))
        chunks = format_.write(map(shown, self._operations(request).exchanges()))
        name = f"history{format_.suffix}"
        return StreamingResponse(
            in_pieces(chunks),
            media_type=format_.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def mocks(self, request: Request) -> Response:
        session = self._operations(request).session()
        mocks = self._operations(request).mocks()
        return await plain_json_answer(lambda: {"mocks": [_mock_shape(mock, session) for mock in mocks]})

    async def state(self, request: Request) -> Response:
        values = self._operations(request).state()
        return await plain_json_answer(lambda: {"state": values})

    async def set_state(self, request: Request) -> Response:
        given = await asyncio.to_thread(parse_json, await _question(request))
        values = self._operations(request).set_state(given)
        return await plain_json_answer(lambda: {"state": values})

    async def clear_state(self, request: Request) -> Response:
        values = self._operations(request).clear_state(request.query_params.get("key", ""))
        return await plain_json_answer(lambda: {"state": values})

    async def problems(self, request: Request) -> Response:
        problems = self._operations(request).problems()
        return json_answer({"problems": [problem_shape(problem) for problem in problems]})


async def _question(request: Request) -> str:
    return (await read_body(request, LARGEST_QUESTION)).decode("utf-8", "replace")


def page_pieces(entries: Iterable[HistoryEntry], following: str, *, with_bodies: bool) -> Iterator[bytes]:
    """A page of the history, entry by entry: with all bodies it can be large."""
    separator = b'{"entries":['
    for entry in entries:
        yield separator + json_bytes(entry_shape(entry, with_bodies=with_bodies))
        separator = b",\n"
    opening = b"" if separator == b",\n" else separator
    yield opening + b'],"next":' + json_bytes(following) + b"}\n"


def page_size(name: str, asked: str) -> int:
    """The `limit` of a page, or how many are the `last`. Raises `UsageError`."""
    if not asked:
        return DEFAULT_PAGE
    if asked.isascii() and asked.isdigit() and 1 <= int(asked[:9]) <= LARGEST_PAGE:
        return int(asked)
    raise UsageError(f'{name} is "{asked}"; expected a number from 1 to {LARGEST_PAGE}.')


def chosen_format(asked: str, formats: Mapping[str, Format]) -> Format:
    """The format of that name. Raises `UsageError`, with the names that there are."""
    if asked in formats:
        return formats[asked]
    found = f'format is "{asked}"' if asked else "format is missing"
    hint = did_you_mean(asked, formats)
    known = ", ".join(sorted(formats))
    raise UsageError(f"{found}; expected one of: {known}.{' ' + hint.capitalize() if hint else ''}")


def _mock_shape(mock: Mock, session: Session) -> dict[str, Any]:
    return {
        "id": mock.id,
        "source": str(mock.source) if mock.source else None,
        "priority": mock.priority,
        "times": mock.times,
        "times_count": session.uses(mock),
        "definition": mock_shape(mock, session),
    }
