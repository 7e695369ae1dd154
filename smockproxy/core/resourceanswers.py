"""Answers of resources: rows as JSON, and what is wrong as a problem (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

from smockproxy.core.http import NO_HEADERS, Headers, Request, Response
from smockproxy.core.problemdetails import PROBLEM_TYPE, problem_details
from smockproxy.core.resource import Resource
from smockproxy.core.rows import JSON, Row
from smockproxy.core.rowsearch import Found

JSON_TYPE = "application/json"
MERGE_PATCH = "application/merge-patch+json"


class RefusedError(Exception):
    """A request that a resource refuses."""

    def __init__(
        self, status: int, detail: str, headers: Headers = NO_HEADERS, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers
        self.more = more or {}


def refused(resource: Resource, error: RefusedError) -> Response:
    """The answer to a request that is refused."""
    if resource.has_plain_errors:
        return _json(error.status, b"{}", JSON_TYPE, error.headers)
    told = problem_details(error.status, error.detail)
    return _json(
        error.status,
        JSON.encode({**told, **error.more}).encode("utf-8", "replace"),
        PROBLEM_TYPE,
        error.headers,
    )


def listed(found: Found, total: int, links: str, envelope: str) -> Response:
    """The rows that a query found, of all that there are."""
    lines = [("X-Total-Count", str(total)), ("X-Filtered-Count", str(found.count))]
    if links:
        lines.append(("Link", links))
    rows = b",".join(row.text for row in found.rows)
    body = b"[%b]" % rows
    if envelope:
        body = b"{%b:[%b],%b}" % (JSON.encode(envelope).encode(), rows, _figures(found))
    return _json(200, body, JSON_TYPE, Headers.of(lines))


def _figures(found: Found) -> bytes:
    page = found.page
    figures = {"total": found.count}
    if page is not None and page.by_offset:
        figures |= {"offset": page.offset, "limit": page.limit}
    elif page is not None:
        figures |= {"page": page.number, "limit": page.limit, "pages": page.last}
    return JSON.encode(figures)[1:-1].encode()


def shown(row: Row, request: Request) -> Response:
    """A row, or that it is still the one which the client has."""
    tagged = Headers.of([("ETag", row.tag)])
    known = request.headers.get("if-none-match")
    if request.method in {"GET", "HEAD"} and known and names_tag(known, row.tag):
        return Response(304, tagged)
    return _json(200, row.text, JSON_TYPE, tagged)


def names_tag(header: str, tag: str) -> bool:
    """Whether a list of entity tags has one, or is `*`."""
    return header.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in header.split(","))


def created(row: Row, location: str) -> Response:
    """A row that was not there before."""
    return _json(201, row.text, JSON_TYPE, Headers.of([("Location", location), ("ETag", row.tag)]))


def without_content() -> Response:
    """That it is done."""
    return Response(204)


def _json(status: int, body: bytes, media: str, headers: Headers) -> Response:
    return Response(status, Headers.of([("Content-Type", media)]).joined(headers), body)
