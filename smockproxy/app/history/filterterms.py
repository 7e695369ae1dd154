"""What the terms of filter expressions mean on history entries.

Source: mitmproxy 12.2's `flowfilter`, asked of the flow that an export makes of an entry. Such a flow is
never a replayed one, has no metadata, no WebSocket messages, and of a tunnel without HTTP no bytes. Content
codings of bodies are undone as everywhere here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from smockproxy.app.history.filtersyntax import Argument
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Headers
from smockproxy.core.searched import comment_of, readable, shown_host, shown_url
from smockproxy.interop.content import decoded_body

HTTP = "protocol = 'http'"
ASSETS = (
    b"text/javascript",
    b"application/x-javascript",
    b"application/javascript",
    b"text/css",
    b"image/",
    b"font/",
    b"application/font",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A term without an argument."""

    meaning: str
    holds: Callable[[HistoryEntry], bool]
    sql: str = ""
    """The same in SQL; empty if only the entry itself says it."""
    takes = Argument.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A term whose pattern is searched in texts: found in one is enough."""

    meaning: str
    texts: Callable[[HistoryEntry], Iterable[str | bytes]]
    columns: tuple[str, ...] = ()
    """Where a table has these texts; none if only the entry itself has them."""
    flags: str = ""
    """Of the pattern: `m` for lines, `s` for a `.` that finds newlines."""
    on_bytes: bool = False
    only_http: bool = True
    takes = Argument.PATTERN


@dataclass(frozen=True, slots=True)
class Status:
    """The term that compares the status."""

    meaning: str
    takes = Argument.STATUS


type Kind = Fact | Search | Status


def is_http(entry: HistoryEntry) -> bool:
    """Whether it is an exchange of HTTP, and not a tunnel with something else."""
    return entry.protocol == "http"


def _is_answered(entry: HistoryEntry) -> bool:
    return is_http(entry) and entry.response is not None


def _is_unanswered(entry: HistoryEntry) -> bool:
    return is_http(entry) and entry.response is None


def _always(_entry: HistoryEntry) -> bool:
    return True


def _never(_entry: HistoryEntry) -> bool:
    return False


def _is_asset(entry: HistoryEntry) -> bool:
    types = _types(_response_headers(entry))
    return is_http(entry) and any(asset in each for each in types for asset in ASSETS)


def _request_headers(entry: HistoryEntry) -> Iterator[Headers]:
    yield entry.request.headers


def _response_headers(entry: HistoryEntry) -> Iterator[Headers]:
    if entry.response is not None:
        yield entry.response.headers


def _both_headers(entry: HistoryEntry) -> Iterator[Headers]:
    yield from _request_headers(entry)
    yield from _response_headers(entry)


def _lines(headers: Iterable[Headers]) -> Iterator[bytes]:
    for each in headers:
        yield b"".join(b"%b: %b\r\n" % field for field in each.fields)


def _types(headers: Iterable[Headers]) -> Iterator[bytes]:
    for each in headers:
        yield from (value for name, value in each.fields if name.lower() == b"content-type")


def _request_body(entry: HistoryEntry) -> Iterator[bytes]:
    yield decoded_body(entry.request.headers, entry.request.body or b"")


def _response_body(entry: HistoryEntry) -> Iterator[bytes]:
    if entry.response is not None:
        yield decoded_body(entry.response.headers, entry.response.body)


def _both_bodies(entry: HistoryEntry) -> Iterator[bytes]:
    yield from _request_body(entry)
    yield from _response_body(entry)


def _method(entry: HistoryEntry) -> Iterator[bytes]:
    method = entry.request.method
    try:
        yield method.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # no client sent it, but a file that was imported may have it
        yield readable(method).encode()


def _hosts(entry: HistoryEntry) -> Iterator[str]:
    yield readable(entry.request.host)
    yield readable(shown_host(entry.request))


def _url(entry: HistoryEntry) -> Iterator[str]:
    yield readable(shown_url(entry.request))


def _source(entry: HistoryEntry) -> Iterator[str]:
    yield f"{entry.request.client}:0"


def _destination(entry: HistoryEntry) -> Iterator[str]:
    yield f"{readable(entry.request.host)}:{entry.request.port}"


def _metadata(_entry: HistoryEntry) -> Iterator[str]:
    yield ""


def _comment(entry: HistoryEntry) -> Iterator[str]:
    yield readable(comment_of(entry))


def _marker(entry: HistoryEntry) -> Iterator[str]:
    yield entry.outcome.value


def _is_failed(entry: HistoryEntry) -> bool:
    return entry.outcome is Outcome.FAILED


def _is_tunnel(entry: HistoryEntry) -> bool:
    return not is_http(entry)


KINDS: Mapping[str, Kind] = {
    "a": Fact("the response is a script, a style sheet, an image or a font", _is_asset),
    "all": Fact("every exchange", _always, "1"),
    "b": Search(meaning="in a body", texts=_both_bodies, flags="s", on_bytes=True),
    "bq": Search(meaning="in the request's body", texts=_request_body, flags="s", on_bytes=True),
    "bs": Search(meaning="in the response's body", texts=_response_body, flags="s", on_bytes=True),
    "c": Status("the status of the response"),
    "comment": Search(
        meaning="in the comment, which names the mock",
        texts=_comment,
        columns=("comment",),
        flags="m",
        only_http=False,
    ),
    "d": Search(meaning="in the host", texts=_hosts, columns=("host", "shown_host")),
    "dns": Fact("a DNS query: there are none", _never, "0"),
    "dst": Search(meaning="in the server's `host:port`", texts=_destination, only_http=False),
    "e": Fact("it failed", _is_failed, "outcome = 'failed'"),
    "h": Search(
        meaning="in the header lines",
        texts=lambda entry: _lines(_both_headers(entry)),
        flags="m",
        on_bytes=True,
    ),
    "hq": Search(
        meaning="in the request's header lines",
        texts=lambda entry: _lines(_request_headers(entry)),
        flags="m",
        on_bytes=True,
    ),
    "hs": Search(
        meaning="in the response's header lines",
        texts=lambda entry: _lines(_response_headers(entry)),
        flags="m",
        on_bytes=True,
    ),
    "http": Fact("an exchange of HTTP", is_http, HTTP),
    "m": Search(meaning="in the method", texts=_method, columns=("method",), on_bytes=True),
    "marked": Fact("it has a marker: all have", _always, "1"),
    "marker": Search(
        meaning="in the marker: mocked, forwarded, refused or failed",
        texts=_marker,
        columns=("marker",),
        only_http=False,
    ),
    "meta": Search(meaning="in the metadata: there are none", texts=_metadata, flags="m", only_http=False),
    "q": Fact("a request without a response", _is_unanswered, f"({HTTP} AND status IS NULL)"),
    "replay": Fact("a replayed exchange: there are none", _never, "0"),
    "replayq": Fact("a replayed request: there are none", _never, "0"),
    "replays": Fact("a replayed response: there are none", _never, "0"),
    "s": Fact("there is a response", _is_answered, f"({HTTP} AND status IS NOT NULL)"),
    "src": Search(meaning="in the client's `address:port`; the port is 0", texts=_source, only_http=False),
    "t": Search(meaning="in a Content-Type", texts=lambda entry: _types(_both_headers(entry)), on_bytes=True),
    "tcp": Fact("a tunnel without HTTP", _is_tunnel, "protocol <> 'http'"),
    "tq": Search(
        meaning="in the request's Content-Type",
        texts=lambda entry: _types(_request_headers(entry)),
        on_bytes=True,
    ),
    "ts": Search(
        meaning="in the response's Content-Type",
        texts=lambda entry: _types(_response_headers(entry)),
        on_bytes=True,
    ),
    "u": Search(meaning="in the URL", texts=_url, columns=("url",)),
    "udp": Fact("a UDP flow: there are none", _never, "0"),
    "websocket": Fact("a WebSocket: there are none", _never, "0"),
}
"""The terms by their codes."""

ARGUMENTS: Mapping[str, Argument] = {code: kind.takes for code, kind in KINDS.items()}
