"""History entries as mitmproxy flows, and the flow file that `mitmdump -r` and mitmweb read."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from mitmproxy import flow, http, tcp
from mitmproxy.connection import Client, ConnectionState, Server

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Headers, Response
from smockproxy.core.searched import comment_of
from smockproxy.interop.formats import Format
from smockproxy.interop.harurl import address_of
from smockproxy.proxy.flowfacts import FACTS, facts_of


def flow_file(entries: Iterable[HistoryEntry]) -> Iterator[bytes]:
    """A flow file, flow by flow. A tunnel without HTTP is a TCP flow without messages."""
    from mitmproxy import io  # noqa: PLC0415 - imports a parser of filters

    for entry in entries:
        written = BytesIO()
        made: flow.Flow = flow_of(entry) if entry.protocol == "http" else tunnel_of(entry)
        made.metadata[FACTS] = facts_of(entry)
        io.FlowWriter(written).add(made)
        yield written.getvalue()


MITM = Format("mitm", "application/octet-stream", ".mitm", flow_file)


def flow_of(entry: HistoryEntry) -> http.HTTPFlow:
    """The exchange as a flow, with a comment and a marker that `~comment` and `~marker` find."""
    exchange = http.HTTPFlow(_client(entry), _server(entry))
    exchange.request = _request(entry)
    exchange.response = _response(entry, entry.response) if entry.response else None
    _annotate(exchange, entry)
    return exchange


def tunnel_of(entry: HistoryEntry) -> tcp.TCPFlow:
    """A tunnel that carried something else than HTTP."""
    tunnel = tcp.TCPFlow(_client(entry), _server(entry))
    _annotate(tunnel, entry)
    return tunnel


def _annotate(annotated: flow.Flow, entry: HistoryEntry) -> None:
    annotated.id = _id(entry, "flow")
    annotated.timestamp_created = entry.timing.started_at
    annotated.comment = comment_of(entry)
    annotated.marked = entry.outcome.value
    if entry.outcome is Outcome.FAILED:
        annotated.error = flow.Error(entry.error, entry.timing.started_at + entry.timing.ended)


def _id(entry: HistoryEntry, kind: str) -> str:
    """The same in every export, so that exports can be compared."""
    return str(uuid5(NAMESPACE_URL, f"smockproxy:{entry.session}:{entry.id}:{kind}"))


def _moment(entry: HistoryEntry, seconds: float | None) -> float | None:
    return None if seconds is None else entry.timing.started_at + seconds


def _client(entry: HistoryEntry) -> Client:
    return Client(
        id=_id(entry, "client"),
        peername=(entry.request.client, 0),
        sockname=("", 0),
        timestamp_start=entry.timing.started_at,
        timestamp_end=_moment(entry, entry.timing.ended),
        state=ConnectionState.CLOSED,
    )


def _server(entry: HistoryEntry) -> Server:
    server = Server(id=_id(entry, "server"), address=(entry.request.host, entry.request.port))
    server.peername = address_of(entry.server)
    return server


def _request(entry: HistoryEntry) -> http.Request:
    request = entry.request
    return http.Request(
        host=request.host,
        port=request.port,
        method=request.method.encode("utf-8", "surrogateescape"),
        scheme=request.scheme.encode(),
        authority=b"",
        path=request.target.encode("utf-8", "surrogateescape"),
        http_version=request.http_version.encode(),
        headers=_headers(request.headers),
        content=request.body or b"",
        trailers=None,
        timestamp_start=entry.timing.started_at,
        timestamp_end=_moment(entry, entry.timing.request_read),
    )


def _response(entry: HistoryEntry, response: Response) -> http.Response:
    started = entry.timing.response_started
    return http.Response(
        http_version=response.http_version.encode(),
        status_code=response.status,
        reason=response.reason.encode("iso-8859-1", "replace"),
        headers=_headers(response.headers),
        content=response.body,
        trailers=None,
        timestamp_start=entry.timing.started_at + (entry.timing.ended if started is None else started),
        timestamp_end=_moment(entry, entry.timing.ended),
    )


def _headers(headers: Headers) -> http.Headers:
    return http.Headers(headers.fields)
