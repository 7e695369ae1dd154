"""HAR 1.2, written entry by entry, so that mitmproxy and browsers' tools can read it.

Written by hand: the `harfile` library has no place for our own fields (`_mock`, `_decision`, …) and writes
into a file, where a stream is wanted. Non-ASCII text is escaped. An exchange without HTTP (a tunnel) has no
place in a HAR; the log's comment counts those that were left out, and `_tunnels` has them for our own reader.
Source: HAR 1.2 (the W3C's draft of 2012), and mitmproxy's reader (`mitmproxy/io/har.py`), whose needs are
named where they decide something.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from json import dumps
from typing import Any

from smockproxy.core.history import HistoryEntry, Timing
from smockproxy.interop.entry import entry_shape as line_shape
from smockproxy.interop.entry import milliseconds
from smockproxy.interop.harmessages import request_shape, response_shape
from smockproxy.interop.harurl import address_of
from smockproxy.version import VERSION

_HEAD = f'{{"log":{{"version":"1.2","creator":{{"name":"smockproxy","version":"{VERSION}"}},"entries":['


def har(entries: Iterable[HistoryEntry]) -> Iterator[bytes]:
    """A HAR file, entry by entry."""
    yield _HEAD.encode()
    separator = b"\n"
    tunnels: list[dict[str, Any]] = []
    for entry in entries:
        if entry.protocol != "http":
            tunnels.append(line_shape(entry))
            continue
        yield separator + dumps(entry_shape(entry), separators=(",", ":")).encode()
        separator = b",\n"
    yield b"\n]" + _left_out(tunnels) + b"}}\n"


def _left_out(tunnels: list[dict[str, Any]]) -> bytes:
    if not tunnels:
        return b""
    listed = dumps(tunnels, separators=(",", ":"))
    return f',"comment":"tunnels without HTTP that are left out: {len(tunnels)}","_tunnels":{listed}'.encode()


def entry_shape(entry: HistoryEntry) -> dict[str, Any]:
    """One entry of the log; our own fields begin with an underscore, as HAR asks."""
    timings = timings_shape(entry.timing)
    mock = entry.mock
    address = address_of(entry.server)
    return {
        "startedDateTime": f"{datetime.fromtimestamp(entry.timing.started_at, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "time": round(sum(time for time in timings.values() if time > 0), 3),
        "request": request_shape(entry),
        "response": response_shape(entry),
        "cache": {},
        "timings": timings,
        **({"serverIPAddress": address[0]} if address else {}),
        "_id": entry.id,
        "_session": entry.session,
        "_decision": entry.outcome.value,
        **({"_callback_of": entry.callback_of} if entry.callback_of else {}),
        **({"_mock": {"id": mock.id, "source": mock.label, "kind": mock.kind}} if mock else {}),
        **({"_chaos": list(entry.chaos)} if entry.chaos else {}),
        **({"_delay": milliseconds(entry.timing.delay)} if entry.timing.delay else {}),
        **({"_server": entry.server} if entry.server else {}),
    }


def timings_shape(timing: Timing) -> dict[str, float]:
    """Milliseconds of each phase, -1 for phases that are not known; the known ones add up to the end."""
    answered = timing.ended if timing.response_started is None else min(timing.response_started, timing.ended)
    sent = answered if timing.request_read is None else min(timing.request_read, answered)
    phases = {"send": sent, "wait": answered - sent, "receive": timing.ended - answered}
    known = {name: round(seconds * 1000, 3) for name, seconds in phases.items()}
    return {"blocked": -1, "dns": -1, "connect": -1, "ssl": -1, **known}
