"""What goes to a real server for a request that nobody changes: where to, and the bytes of the head.

Source: mitmproxy 12.2, as our streams use it: origin form, the Host of an absolute form in place of the one
that was sent, header lines in their order and spelling, what names a session taken out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple

from mitmproxy import http
from mitmproxy.net.http import http1

from smockproxy.core.http import Form
from smockproxy.core.sessionname import HEADER
from smockproxy.proxy.sessionnames import CREDENTIALS

type Fields = Sequence[tuple[bytes, bytes]]
"""Header lines."""

_IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
"""Methods of requests that may be sent again (RFC 9110, 9.2.2)."""
_OF_CONNECTIONS = (b"ntlm", b"negotiate")
"""Schemes that authenticate a connection and not a request: it must stay one client's (RFC 4559, 6)."""


class Destination(NamedTuple):
    """A server, and how it is spoken to; connections to equal ones are shared between clients."""

    host: str
    port: int
    is_tls: bool = False
    name: str = ""
    """What TLS asks for and verifies: the client's own name for the server, else the host."""
    alpn: bytes = b""
    """What is offered: what the client settled for with us; nothing if that is nothing."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """A request as it goes out; a request that comes again in the same bytes may share it."""

    destination: Destination
    method: str
    head: bytes
    is_head: bool
    """Whether the answer has no body, whatever it says."""
    is_chunked: bool
    is_repeatable: bool
    closes: bool
    """Whether connections are to end with it, by what it says."""


def outbound_of(
    method: bytes, target: bytes, fields: Fields, form: Form, authority: bytes, destination: Destination
) -> Outbound | None:
    """What is to be sent; None if the lane must leave it to mitmproxy.

    `target` is a path with its query, `authority` what stood in an absolute form.
    """
    headers = http.Headers(tuple(fields))
    headers.pop(HEADER, None)
    if form is Form.ABSOLUTE:
        headers.pop(CREDENTIALS, None)
        if authority and "host" in headers:
            headers[b"Host"] = authority
    if stays_with_its_client(headers.fields) or not _is_plain_name(destination):
        return None
    name = method.decode("ascii", "replace")
    return Outbound(
        destination,
        name,
        b"%b %b HTTP/1.1\r\n%b\r\n" % (method, target, bytes(headers)),
        is_head=name.upper() == "HEAD",
        is_chunked="chunked" in headers.get("transfer-encoding", "").lower(),
        is_repeatable=name in _IDEMPOTENT,
        closes=http1.connection_close("HTTP/1.1", headers),
    )


def stays_with_its_client(fields: Fields) -> bool:
    """Whether a request authenticates its connection; all that follow on the client's are to use the same."""
    return any(
        name.lower() == b"authorization" and value.lower().startswith(_OF_CONNECTIONS)
        for name, value in fields
    )


def _is_plain_name(destination: Destination) -> bool:
    """Whether the name that TLS asks for is one that needs no special care."""
    if not destination.is_tls:
        return True
    name = destination.name or destination.host
    try:
        ip_address(name)
    except ValueError:
        labels = name.split(".")
        return name.isascii() and all(0 < len(label) < 64 and label != "_" for label in labels)
    return True
