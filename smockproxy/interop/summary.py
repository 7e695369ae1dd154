"""The history as a sequence of messages between parties, which a diagram can be drawn from.

Deliberate differences: an exchange whose mock is gone is drawn by what the history knows of it (Smocker:
500); one that was forwarded without a mock goes to its server as one of a `proxy:` mock does.
Source: Smocker (`GET /history/summary`): the parties, the messages, dates that nanoseconds put in order.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.responders import ForwardTo
from smockproxy.interop.moments import rfc3339

CLIENT, OURSELVES = "Client", "Smocker"
"""Parties by Smocker's names."""


def summary_shape(
    entries: Iterable[HistoryEntry], mocks: Mapping[str, Mock], src: str = "", dest: str = ""
) -> list[dict[str, Any]]:
    """The messages of exchanges that Smocker records, by date; the same in JSON and in YAML.

    `mocks` are the session's by their ids; `src` and `dest` name headers that say who sent a request, and
    whom it is for.
    """
    endpoints: dict[str, str] = {}
    messages = [
        message for entry in entries for message in _Exchange(entry, mocks, src, dest).messages(endpoints)
    ]
    return [shape for _, shape in sorted(messages, key=lambda message: message[0])]


type _Dated = tuple[tuple[float, int], dict[str, Any]]
"""A message with its date: seconds since the epoch, and nanoseconds after it."""


class _Exchange:
    """One exchange as its messages."""

    def __init__(self, entry: HistoryEntry, mocks: Mapping[str, Mock], src: str, dest: str) -> None:
        self._entry = entry
        self._mock = mocks.get(entry.mock.id) if entry.mock else None
        self._src = _header(entry.request, src) or CLIENT
        self._dest = _header(entry.request, dest)

    def messages(self, endpoints: dict[str, str]) -> Iterator[_Dated]:
        """The messages; upstreams that have no name yet get one."""
        entry = self._entry
        asked, answered = entry.timing.started_at, entry.timing.started_at + entry.timing.ended
        request, status = _request_line(entry.request), str(entry.response.status if entry.response else 0)
        yield _message((asked, 0), "request", request, self._src, OURSELVES)
        yield _message((answered, 0), "response", status, OURSELVES, self._src)
        if self._is_forwarded:
            to = self._dest or endpoints.setdefault(self._upstream, f"Endpoint{len(endpoints) + 1}")
            yield _message((asked, 1), "request", request, OURSELVES, to)
            yield _message((answered, -1), "response", status, to, OURSELVES)
        elif entry.mock is not None:
            yield _message((answered, -1), "processing", "use response mock", OURSELVES, OURSELVES)

    @property
    def _is_forwarded(self) -> bool:
        if self._mock is not None:
            return isinstance(self._mock.responder, ForwardTo)
        if self._entry.mock is not None:
            return self._entry.mock.kind == "proxy"
        return self._entry.outcome is Outcome.FORWARDED

    @property
    def _upstream(self) -> str:
        """The authority that the request went on to; of a mock that is gone, the address."""
        responder, entry = self._mock.responder if self._mock else None, self._entry
        if isinstance(responder, ForwardTo) and responder.host:
            return _authority(responder.host)
        is_gone = entry.mock is not None and responder is None
        return (entry.server if is_gone else "") or entry.request.authority


def _message(date: tuple[float, int], kind: str, text: str, sender: str, receiver: str) -> _Dated:
    seconds, nanoseconds = date
    written = rfc3339(seconds, nanoseconds=nanoseconds)
    return date, {"type": kind, "message": text, "from": sender, "to": receiver, "date": written}


def _request_line(request: Request) -> str:
    """Method, path, and the query decoded, its names in order."""
    params = request.query_params
    query = "&".join(f"{name}={value}" for name in sorted(params) for value in params[name])
    return f"{request.method} {request.path}{'?' if query else ''}{query}"


def _header(request: Request, name: str) -> str:
    if name.lower() == "host":
        return request.headers.get(name) or request.authority
    return request.headers.get(name)


def _authority(host: str) -> str:
    """Host and port of a mock's upstream; the whole text if it is no URL."""
    try:
        return urlsplit(host).netloc.rpartition("@")[2] or host
    except ValueError:
        return host
