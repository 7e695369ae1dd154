"""Operations of `/api/v1` on the history."""

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from smockproxy.admin.answers import in_pieces, nothing, plain_json_answer, streamed
from smockproxy.admin.apicall import Call
from smockproxy.admin.asked import Served
from smockproxy.app.history.keptbody import KeptBody, request_body, response_body
from smockproxy.app.history.query import query_of
from smockproxy.app.operations.history import HistoryOperations, Page
from smockproxy.app.operations.why import WhyOperations
from smockproxy.app.redaction import Shown, shown_by, told_of
from smockproxy.app.smocker.export import smocker_sessions
from smockproxy.app.usage import UsageError
from smockproxy.app.why.shape import trace_shape, why_shape
from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import Query
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.jsonl import json_bytes
from smockproxy.interop.moments import rfc3339

SMOCKER = "smocker"
"""The format that has sessions, not only exchanges."""


class HistoryCalls:
    """The handlers."""

    def __init__(self, served: Served) -> None:
        self._served = served

    @property
    def _history(self) -> HistoryOperations:
        return HistoryOperations(self._served.run.history)

    def _query(self, call: Call) -> Query:
        return query_of(call.given, call.session, self._served.run.clock())

    def _shown(self, call: Call) -> Shown:
        return shown_by(self._served.redaction(call))

    async def list_history(self, call: Call) -> Response:
        """A page of it."""
        given, query = call.given, self._query(call)
        expression = given.get("where", "")
        if "last" in given:
            page = await self._history.newest(query, expression, given["last"])
        else:
            page = await self._history.page(query, expression, given["limit"])
        pieces = page_pieces(page, self._shown(call), with_bodies=given["bodies"])
        return StreamingResponse(in_pieces(pieces), media_type="application/json")

    async def export_history(self, call: Call) -> Response:
        """All of it, in a format."""
        name = call.given["format"]
        if name == SMOCKER:
            return attached(await self._smocker_pieces(call), "application/json", "sessions.json")
        if name not in self._served.formats:
            raise UsageError(f"format is {name}, which this run has not.")
        format_ = self._served.formats[name]
        entries = await self._history.walk(self._query(call), call.given.get("where", ""))
        pieces = format_.write(map(self._shown(call), entries))
        return attached(pieces, format_.media_type, f"history{format_.suffix}")

    async def _smocker_pieces(self, call: Call) -> Iterator[bytes]:
        asked = [each for each in self._served.instances.all() if call.session in {None, each.name}]
        sessions = [(each.name, session.copy()) for each in asked for session in each.sessions.all()]
        if (wanted := call.given.get("session_id")) is not None:
            sessions = [(name, session) for name, session in sessions if session.facts.id == wanted]
        periods = [(name, session.facts.id) for name, session in sessions]
        found = await self._history.searches(self._query(call), call.given.get("where", ""), periods)
        return smocker_sessions(
            zip((session for _, session in sessions), found, strict=True), self._shown(call)
        )

    async def clear_history(self, call: Call) -> Response:
        """Forget it."""
        self._history.clear(call.session)
        return nothing()

    async def get_exchange(self, call: Call) -> Response:
        """One exchange."""
        entry = await self._history.exchange(call.in_path("id"))
        shown = self._shown(call)
        return await plain_json_answer(lambda: entry_shape(shown(entry)))

    async def get_request_body(self, call: Call) -> Response:
        """What was sent."""
        return body_answer(request_body(await self._history.exchange(call.in_path("id"))))

    async def get_response_body(self, call: Call) -> Response:
        """What came back."""
        return body_answer(response_body(await self._history.exchange(call.in_path("id"))))

    async def trace_exchange(self, call: Call) -> Response:
        """How a decision came about."""
        entry = await self._history.exchange(call.in_path("id"))
        told = await WhyOperations(self._served.instances).trace(entry)
        redaction = self._served.redaction(call)
        return await plain_json_answer(lambda: told_of(redaction, entry, trace_shape(told)))

    async def why(self, call: Call) -> Response:
        """What would change it."""
        question = await call.document()
        told = await WhyOperations(self._served.instances).why(question, self._served.in_use(call))
        redaction = self._served.redaction(call)
        return await plain_json_answer(lambda: told_of(redaction, told.entry, why_shape(told)))


def attached(pieces: Iterable[bytes], media_type: str, name: str) -> Response:
    """A file, piece by piece."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(in_pieces(pieces), media_type=media_type, headers=headers)


def body_answer(body: KeptBody) -> Response:
    """A body of the history; to a browser it is never a page of ours."""
    headers = {
        "Content-Security-Policy": "sandbox",
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        **body.headers,
    }
    return streamed(body.content, 200, headers)


def page_pieces(page: Page, shown: Shown, *, with_bodies: bool) -> Iterator[bytes]:
    """A page of the history, entry by entry: with all bodies it can be large."""
    separator = b'{"entries":['
    for entry in page.entries:
        yield separator + json_bytes(_entry(shown(entry), with_bodies=with_bodies))
        separator = b",\n"
    rest = {
        "next": page.following,
        "cut_short": page.is_cut_short,
        "reached": None if page.reached is None else rfc3339(page.reached),
    }
    opening = b"" if page.entries else separator
    yield opening + b"]," + json_bytes(rest)[1:] + b"\n"


def _entry(entry: HistoryEntry, *, with_bodies: bool) -> dict[str, Any]:
    return entry_shape(entry, with_bodies=with_bodies)
