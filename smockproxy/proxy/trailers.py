"""Trailers of HTTP/1.1 messages are left out, as RFC 9110 (6.5.1) allows.

mitmproxy 12.2 reads and writes them in HTTP/2 only; in HTTP/1.1 they would end the connection with an
exception.
"""

from h11 import Data, EndOfMessage
from h11._readers import ChunkedReader
from h11._receivebuffer import ReceiveBuffer
from mitmproxy.proxy import events, layer
from mitmproxy.proxy.layers.http._http1 import Http1Connection


class _TrailerlessReader(ChunkedReader):
    """Reads a chunked body as if it had no trailers."""

    def __call__(self, buffer: ReceiveBuffer) -> Data | EndOfMessage | None:
        event = super().__call__(buffer)
        return EndOfMessage() if isinstance(event, EndOfMessage) else event


def leave_out_trailers(connection: layer.Layer) -> None:
    """Make an HTTP/1 connection of mitmproxy's read over trailers; any other layer stays as it is."""
    if not isinstance(connection, Http1Connection):
        return
    read_body = connection.read_body

    def read_without_trailers(event: events.Event) -> layer.CommandGenerator[None]:
        if type(connection.body_reader) is ChunkedReader:
            connection.body_reader = _TrailerlessReader()
        return read_body(event)

    connection.read_body = read_without_trailers  # type: ignore[method-assign]
