"""URLs and addresses as a HAR can hold them.

One URL that mitmproxy's reader refuses makes it refuse the whole file: it wants ASCII, and a host of plain
labels.
"""

from ipaddress import ip_address
from string import ascii_letters, digits
from urllib.parse import quote

from smockproxy.core.http import DEFAULT_PORTS, Request

NO_HOST = "invalid"
"""Stands for a host that no reader would take; the top-level domain of that name never exists (RFC 2606)."""

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_LABEL = frozenset(ascii_letters + digits + "-_")


def readable_url(request: Request) -> str:
    """The URL, with what is not printable ASCII percent-encoded; `*` is left out."""
    host = _readable_host(request.host)
    port = "" if DEFAULT_PORTS.get(request.scheme) == request.port else f":{request.port}"
    return f"{request.scheme}://{host}{port}{_readable_target(request.target)}"


def _readable_target(target: str) -> str:
    if target == "*":
        return ""
    written = quote(target, safe=_PRINTABLE, errors="surrogateescape")
    return written if written.startswith("/") else f"/{written}"


def _readable_host(host: str) -> str:
    address = _address(host)
    if address:
        return f"[{address}]" if ":" in address else address
    try:
        named = host.encode("idna").decode()
    except UnicodeError:
        return NO_HOST
    labels = named.removesuffix(".").split(".")
    are_plain = all(label and len(label) < 64 and _LABEL.issuperset(label) for label in labels)
    return named if are_plain and len(named) < 256 else NO_HOST


def address_of(server: str) -> tuple[str, int] | None:
    """IP address and port of `address:port`, with or without brackets; None for a name, or without a port."""
    host, _, port = server.rpartition(":")
    address = _address(host.removeprefix("[").removesuffix("]"))
    return (address, int(port)) if address and port.isascii() and port.isdigit() else None


def _address(host: str) -> str:
    try:
        return str(ip_address(host))
    except ValueError:
        return ""
