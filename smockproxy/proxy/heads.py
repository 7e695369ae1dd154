"""A limit on the head of an HTTP/1 request: mitmproxy would hold whatever comes.

HTTP/2 has a limit of its own (SETTINGS_MAX_HEADER_LIST_SIZE).
"""

from mitmproxy.proxy import layer
from mitmproxy.proxy.layers.http._http1 import Http1Server

LARGEST_HEAD = 1024 * 1024
"""Bytes; a thousand headers of a kilobyte each."""
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def holds_too_large_a_head(connection: layer.Layer | None) -> bool:
    """Whether a client's connection has sent more than a head may have, and no end of it yet."""
    return (
        isinstance(connection, Http1Server)
        and connection.state == connection.read_headers
        and len(connection.buf) > LARGEST_HEAD
    )
