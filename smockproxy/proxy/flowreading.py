"""mitmproxy's flow files → history entries; files of older versions by mitmproxy's own migration.

Importing this file imports nothing of mitmproxy's reader: that is done when a file is read.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import DEFAULT_PORTS, Headers, Request, Response
from smockproxy.interop.foreignurl import HIGHEST_PORT
from smockproxy.interop.jsonlreading import cut_losses
from smockproxy.interop.reading import Loss, Read, ReadFormat, UnreadableError
from smockproxy.proxy.flowfacts import FACTS, with_facts

if TYPE_CHECKING:
    from mitmproxy.flow import Flow
    from mitmproxy.http import HTTPFlow

LATEST = 253_402_300_799.0
"""The last second of the year 9999."""
_BROKEN = (KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, RecursionError)
"""What mitmproxy's reader and its flows raise where a file has a value of another kind."""
_NOT_HTTP = {"tcp": "a tunnel without HTTP", "udp": "UDP", "dns": "a question of DNS"}


def read_flows(raw: bytes) -> Read:
    """The entries of a flow file in its order. Raises `UnreadableError`."""
    entries: list[HistoryEntry] = []
    losses: list[Loss] = []
    for number, flow in enumerate(_flows(raw)):
        where = f"flow {number + 1}"
        try:
            entry = _entry(flow, where, losses)
        except _BROKEN as error:
            raise UnreadableError.of(where, f"a value in it is of another kind ({_told(error)})") from None
        if entry is not None:
            entries.append(entry)
            losses += cut_losses(entry, f"{where}: ")
    return Read(tuple(entries), tuple(losses))


def is_flow_file(beginning: bytes) -> bool:
    """Whether it is netstrings of which the first is a flow's state."""
    digits = beginning[:16].partition(b":")[0]
    return digits.isdigit() and (b"7:version" in beginning or b"11:client_conn" in beginning)


MITM_IN = ReadFormat("mitm", "flows of mitmproxy", is_flow_file, read_flows)


def _flows(raw: bytes) -> Iterator["Flow"]:
    from mitmproxy.exceptions import FlowReadException  # noqa: PLC0415 - see above
    from mitmproxy.io import FlowReader  # noqa: PLC0415

    file, whole = BytesIO(raw), 0
    begins = 0
    try:
        for flow in FlowReader(file).stream():
            yield flow
            whole, begins = whole + 1, file.tell()
    except (FlowReadException, *_BROKEN) as error:
        raise UnreadableError.of(
            f"flow {whole + 1}, from byte {begins}", f"it is broken or cut off ({_told(error)})"
        ) from None


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__


def _entry(flow: Any, where: str, losses: list[Loss]) -> HistoryEntry | None:
    facts = flow.metadata.get(FACTS)
    if flow.type != "http":
        if not isinstance(facts, dict):
            kind = _NOT_HTTP.get(flow.type, flow.type)
            losses.append(Loss(where, f"{kind} can't be carried over: left out"))
            return None
        return with_facts(_tunnel(flow), facts)
    if flow.request.method.upper() == "CONNECT":
        losses.append(
            Loss(where, "CONNECT opens a tunnel; what went through it are flows of their own: left out")
        )
        return None
    if isinstance(facts, dict):
        return with_facts(_http(flow, flow.request.data.host), facts)
    if not flow.request.method.isascii():
        losses.append(Loss(f"{where}: request.method", "it is no method: left out"))
        return None
    _note_losses(flow, where, losses)
    named = flow.request.pretty_host
    return _http(flow, named if named.isascii() and named.isprintable() else flow.request.data.host)


def _note_losses(flow: "HTTPFlow", where: str, losses: list[Loss]) -> None:
    if flow.websocket is not None:
        told = f"a WebSocket: its {len(flow.websocket.messages):,} messages can't be carried over"
        losses.append(Loss(f"{where}: websocket", told))
    for name, message in (("request", flow.request), ("response", flow.response)):
        if message is not None and message.raw_content is None:
            losses.append(Loss(f"{where}: {name}.content", "the body was not kept: recorded without one"))
        if message is not None and message.trailers:
            losses.append(Loss(f"{where}: {name}.trailers", "trailers can't be carried over"))
    if flow.response is None:
        reason = flow.error.msg if flow.error else "it did not end"
        losses.append(Loss(f"{where}: response", f"there was no answer ({reason[:80]!a})"))


def _http(flow: "HTTPFlow", host: str) -> HistoryEntry:
    sent, answered = flow.request, flow.response
    started_at = _moment(sent.timestamp_start)
    if sent.scheme not in DEFAULT_PORTS or not 0 <= sent.port <= HIGHEST_PORT:
        raise ValueError("its address is none of HTTP")
    request = Request(
        method=sent.data.method.decode("utf-8", "surrogateescape"),
        scheme=sent.scheme,
        host=host,
        port=int(sent.port),
        target=sent.data.path.decode("utf-8", "surrogateescape"),
        headers=_request_headers(flow, host),
        body=sent.raw_content or b"",
        http_version=_version(sent.http_version),
        client=_peer(flow),
        received_at=started_at,
    )
    response = None
    if answered is not None:
        response = Response(
            answered.status_code,
            _lines(answered.headers.fields),
            answered.raw_content or b"",
            answered.data.reason.decode("iso-8859-1"),
            _version(answered.http_version),
        )
    return HistoryEntry(
        id=str(flow.id),
        session="",
        outcome=_outcome(flow, is_answered=response is not None),
        request=request,
        request_size=len(request.body or b""),
        response=response,
        response_size=len(response.body) if response else 0,
        error=flow.error.msg if flow.error else "",
        server=_server(flow),
        timing=_timing(flow, started_at),
    )


def _request_headers(flow: "HTTPFlow", host: str) -> Headers:
    """The lines; a request of HTTP/2 may say its host in a pseudo header only."""
    headers = _lines(flow.request.headers.fields)
    if "host" in headers or FACTS in flow.metadata:
        return headers
    usual = DEFAULT_PORTS.get(flow.request.scheme) == flow.request.port
    bracketed = f"[{host}]" if ":" in host else host
    return Headers.of([("Host", bracketed if usual else f"{bracketed}:{flow.request.port}")]).joined(headers)


def _lines(fields: Any) -> Headers:
    """Header lines of a file, which may have other things than bytes in them. Raises `TypeError`."""
    if not all(isinstance(part, bytes) for line in fields for part in line):
        raise TypeError("a header line is not of bytes")
    return Headers(tuple((name, value) for name, value in fields))


def _version(written: str) -> str:
    return written if written.isascii() and written.isprintable() else "HTTP/1.1"


def _outcome(flow: "Flow", *, is_answered: bool) -> Outcome:
    if FACTS in flow.metadata and flow.marked in {outcome.value for outcome in Outcome}:
        return Outcome(flow.marked)
    return Outcome.FORWARDED if is_answered else Outcome.FAILED


def _peer(flow: "Flow") -> str:
    peer: Any = flow.client_conn.peername  # files of old versions may have none
    return peer[0] if peer else ""


def _server(flow: "Flow") -> str:
    peer = flow.server_conn.peername
    return f"{peer[0]}:{peer[1]}" if peer else ""


def _timing(flow: "HTTPFlow", started_at: float) -> Timing:
    answered = flow.response
    ended = answered.timestamp_end if answered else flow.error.timestamp if flow.error else None
    if FACTS in flow.metadata:
        ended = flow.client_conn.timestamp_end
    return Timing(
        started_at=started_at,
        request_read=_since(started_at, flow.request.timestamp_end),
        response_started=_since(started_at, answered.timestamp_start) if answered else None,
        ended=_since(started_at, ended) or 0.0,
    )


def _moment(seconds: Any) -> float:
    """Seconds since the epoch, as far as a date can tell them. Raises `ValueError`."""
    if not 0 <= seconds <= LATEST:
        raise ValueError("a moment is no date")
    return float(seconds)


def _since(started_at: float, moment: float | None) -> float | None:
    return None if moment is None else max(_moment(moment) - started_at, 0.0)


def _tunnel(flow: "Flow") -> HistoryEntry:
    """A tunnel of ours: it has an address, and no messages."""
    host, port = flow.server_conn.address or ("", 0)
    started_at = _moment(flow.timestamp_created)
    return HistoryEntry(
        id="",
        session="",
        outcome=_outcome(flow, is_answered=False),
        request=Request("CONNECT", "https", host, port, "", client=_peer(flow), received_at=started_at),
        server=_server(flow),
        timing=Timing(started_at=started_at, ended=_since(started_at, flow.client_conn.timestamp_end) or 0.0),
    )
