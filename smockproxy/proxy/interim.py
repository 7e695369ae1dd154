"""Interim answers (1xx) of real servers are read over: what counts is the answer after them.

mitmproxy 12.2 takes an interim answer of HTTP/1.1 for the answer itself, and the one after it for rubbish;
those of HTTP/2 it leaves out, too. A 101 is final. Source: RFC 9110, 15.2; Go's net/http does the same.
"""

from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http._http1 import Http1Client

_LONGEST_START = 40
"""Bytes of a head that its status stands in."""


def leave_out_interim_answers(connection: layer.Layer) -> None:
    """Make an HTTP/1 connection to a server read over them; any other layer stays as it is."""
    if not isinstance(connection, Http1Client):
        return
    read_headers = connection.read_headers

    def read_final_headers(event: events.ConnectionEvent) -> layer.CommandGenerator[None]:
        if connection.request:
            while (
                _is_interim(bytes(connection.buf)[:_LONGEST_START]) and connection.buf.maybe_extract_lines()
            ):
                pass
        return read_headers(event)

    connection.read_headers = read_final_headers  # type: ignore[method-assign]
    if connection.state == read_headers:
        connection.state = read_final_headers


def _is_interim(start: bytes) -> bool:
    """Whether a head that begins so is that of an answer with more to come."""
    version, _, rest = start.partition(b" ")
    status = rest[:3]
    return version.startswith(b"HTTP/1.") and len(status) == 3 and status[:1] == b"1" and status != b"101"
