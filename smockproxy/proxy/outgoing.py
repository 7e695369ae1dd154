"""The message that goes to a real server, and what its answer is made to be for the client."""

from sys import maxsize

from mitmproxy import http
from mitmproxy.connection import Client

from smockproxy.core.goclient import Hop
from smockproxy.core.goheaders import canonical
from smockproxy.core.http import Headers
from smockproxy.proxy.gunzip import Gunzip, unpacked


def message_for(hop: Hop, like: http.Request, length: int | None) -> http.Request:
    """A request as Go's client would send it, with the body of the one that came.

    `length` is the body's, in bytes; None when it is not known. HTTP/2 stays: mitmproxy then ends the
    server's connection after it, as it must for such a client.
    """
    message = like.copy()
    message.http_version = like.http_version if like.is_http2 else "HTTP/1.1"
    message.headers = http.Headers(hop.lines(length).fields)
    message.method = hop.method
    message.data.path = hop.url.target.encode("utf-8", "surrogateescape")
    message.authority = ""
    message.trailers = None
    return message


def known_length(request: http.Request) -> int | None:
    """The length of a body that is still coming, if its header says one."""
    written = request.headers.get("content-length", "")
    return int(written) if written.isdecimal() else None


def spell_as_go(response: http.Response, client: Client) -> None:
    """Make the names of header lines canonical; HTTP/2 has its own spelling."""
    if client.alpn != b"h2":
        response.headers = http.Headers(canonical(Headers(response.headers.fields)).fields)


def is_packed(response: http.Response) -> bool:
    """Whether a body is compressed with gzip."""
    encoding: str = response.headers.get("content-encoding", "")
    return encoding.lower() == "gzip"


def announce_unpacked(response: http.Response) -> Gunzip:
    """Make the header lines right for a body that is unpacked on its way; the means to unpack it."""
    del response.headers["content-encoding"]
    response.headers.pop("content-length", None)
    if not response.is_http2:
        response.headers["Transfer-Encoding"] = "chunked"
    return Gunzip()


def unpack_whole(response: http.Response, most: int = maxsize) -> None:
    """Unpack a body that is all there, to so many bytes. Raises `BadGzipError`."""
    content = unpacked(response.raw_content or b"", most)
    del response.headers["content-encoding"]
    response.headers.pop("transfer-encoding", None)
    response.data.content = content
    response.headers["Content-Length"] = str(len(content))
