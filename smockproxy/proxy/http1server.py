"""A client's HTTP/1 connection: mitmproxy's, in fewer steps where nothing is left to wait for.

Source: mitmproxy 12.2, `proxy/layers/http/_http1.py`. Bytes, events and states are the same in the end.
"""

from dataclasses import dataclass

from h11._readers import ContentLengthReader
from mitmproxy import http
from mitmproxy.net.http.http1 import assemble_response_head
from mitmproxy.proxy import commands, events, layer
from mitmproxy.proxy.layers.http import HttpEvent, RequestEndOfMessage
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._http1 import Http1Server


@dataclass
class WholeResponse(HttpEvent):
    """A response with its body: what mitmproxy tells in three events."""

    response: http.Response
    content: bytes


def goes_whole(response: http.Response) -> bool:
    """Whether a response goes out as it stands, head and body, and no other protocol follows."""
    is_http1 = response.data.http_version.startswith(b"HTTP/1.")
    return is_http1 and response.status_code != 101 and "transfer-encoding" not in response.headers


class PlainHttp1Server(Http1Server):
    """mitmproxy's HTTP/1 with a client, which also takes whole responses."""

    def send(self, event: HttpEvent) -> layer.CommandGenerator[None]:
        """Write to the client."""
        if type(event) is not WholeResponse:
            yield from super().send(event)
            return
        if event.stream_id != self.stream_id:
            raise RuntimeError("a response that belongs to no request of this connection's")
        self.response = event.response
        yield commands.SendData(self.conn, assemble_response_head(event.response) + event.content)
        yield from self.mark_done(response=True)

    def read_body(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Read a request's body; where there is none, its end is here."""
        reader = self.body_reader
        has_none = type(reader) is ContentLengthReader and not reader._remaining  # noqa: SLF001
        if not has_none or self.request is None or not isinstance(event, events.DataReceived):
            yield from super().read_body(event)
            return
        if self.request.data.method.upper() != b"CONNECT":
            yield ReceiveHttp(RequestEndOfMessage(self.stream_id))
        yield from self.mark_done(request=True)
