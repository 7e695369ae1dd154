"""A history entry of Smocker's, in the shape of its JSON or of its YAML → the core's history entry.

The way back of `entry_shape`: what it makes of an entry that was read is what was read. What Smocker does not
record (versions of HTTP, when the answer began) is not known afterwards; old exports, whose entries name the
mock outside of `context`, lose it. Source: Smocker (`GET /history`, `GET /sessions`, `history.yml`).
"""

from typing import Any

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import DEFAULT_PORTS, NO_JSON, Request, Response
from smockproxy.core.url import escaped_path
from smockproxy.interop.gojson import go_json, parsed_document
from smockproxy.interop.shapefields import Fields, Flaw

REFUSED = 666
FAILED = frozenset({601, 602})
"""Statuses of Smocker's own answers when a script or an upstream failed."""
FAILURES = ("Error during template engine execution: ", "Error during request redirection: ")
"""Beginnings of the messages in these answers: a mock may answer with such a status, too."""


class BadEntryError(ValueError):
    """What is no history entry, with all that is wrong with it."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("; ".join(map(str, flaws)))
        self.flaws = flaws


def entry_of(shape: Any, *, id: str, session: str) -> HistoryEntry:  # noqa: A002 - the entry's word for it
    """The entry that a shape of JSON's types (and bytes, from YAML) stands for. Raises `BadEntryError`."""
    flaws: list[Flaw] = []
    entry = _read(Fields.of(shape, "", flaws), id, session)
    if flaws:
        raise BadEntryError(tuple(flaws))
    return entry


def _read(fields: Fields, entry_id: str, session: str) -> HistoryEntry:
    context, sent, answered = fields.below("context"), fields.below("request"), fields.below("response")
    mock_id = context.text("mock_id") or context.text("mockid")
    kind = context.text("mock_type") or context.text("mocktype")
    mock = MockRef(mock_id, mock_id, kind, from_file=False) if mock_id else None
    request, response = _request(sent), _response(answered)
    message = _message(answered.shape.get("body"))
    outcome = _outcome(mock, kind, response.status, message)
    return HistoryEntry(
        id=entry_id,
        session=session,
        outcome=outcome,
        request=request,
        request_size=len(request.body or b""),
        response=response,
        response_size=len(response.body),
        mock=mock,
        error=message if outcome in {Outcome.REFUSED, Outcome.FAILED} else "",
        timing=Timing(
            started_at=request.received_at,
            ended=(answered.moment("date") or request.received_at) - request.received_at,
            delay=context.seconds("delay"),
        ),
    )


def _message(body: Any) -> str:
    """The message of an error answer."""
    message = body.get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) else ""


def _outcome(mock: MockRef | None, kind: str, status: int, message: str) -> Outcome:
    """What became of it, as far as Smocker's shape says so."""
    if status in FAILED and message.startswith(FAILURES):
        return Outcome.FAILED
    if kind == "proxy":
        return Outcome.FORWARDED
    return Outcome.REFUSED if mock is None and status == REFUSED else Outcome.MOCKED


def _request(sent: Fields) -> Request:
    headers = sent.headers()
    scheme = sent.scheme()
    authority = sent.text("host") or headers.get("host")
    host, port = _host_and_port(authority, DEFAULT_PORTS.get(scheme, 80))
    path = escaped_path(sent.text("path").replace("?", "%3F"))
    query = sent.query()
    return Request(
        method=sent.text("method", "GET"),
        scheme=scheme,
        host=host,
        port=port,
        target=f"{path}?{query}" if query else path,
        headers=headers,
        body=_sent_body(sent),
        client=sent.text("origin"),
        received_at=sent.moment("date"),
    )


def _sent_body(sent: Fields) -> bytes:
    """The body as it came; only an entry without its text is made again of what it was read as."""
    if sent.shape.get("body_string") is not None:
        return sent.raw("body_string")
    body = sent.shape.get("body")
    return b"" if body is None else _bytes_of(body)


def _response(answered: Fields) -> Response:
    return Response(answered.status(), answered.headers(), _answered_body(answered.shape.get("body")))


def _answered_body(body: Any) -> bytes:
    """JSON was read, so it is written again: also a text that would be taken for JSON otherwise."""
    if isinstance(body, str) and parsed_document(body) is not NO_JSON:
        return go_json(body).encode()
    return _bytes_of(body)


def _bytes_of(body: Any) -> bytes:
    if isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) else go_json(body)).encode("utf-8", "replace")


def _host_and_port(authority: str, usual_port: int) -> tuple[str, int]:
    """Host and port of an authority; what is none is the host."""
    host, _, port = authority.rpartition(":")
    is_whole = not host or (":" in host and not host.startswith("["))
    if is_whole or not (port.isascii() and port.isdigit() and 0 < int(port[:9]) < 65536):
        return authority.strip("[]"), usual_port
    return host.strip("[]"), int(port)
