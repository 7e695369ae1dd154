"""The texts of an exchange that filter expressions search, as mitmproxy's own programs show them.

Rules of this file: the standard library, and no pattern of a user.
Source of host, URL and their fallbacks: mitmproxy 12.2's `Request.pretty_host` and `pretty_url`, which go by
the Host line, on a flow of ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from string import ascii_letters, digits

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import DEFAULT_PORTS, Request

_LABEL = frozenset((ascii_letters + digits + "-_").encode())
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_LONGEST_LABEL = 63
_LONGEST_HOST = 255
_LONGEST_LINE = 1_000
"""Characters; no longer one is a host, and no longer one is remembered."""
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Searched:
    """The texts of one exchange; each byte that is no UTF-8 is one U+FFFD in them."""

    method: str
    host: str
    shown_host: str
    """The host that the Host line names; mostly the same as `host`."""
    url: str
    """With the host that the Host line names."""
    comment: str
    marker: str


def searched(entry: HistoryEntry) -> Searched:
    """What of the entry is searched; all but comment and marker only of those that are HTTP."""
    request = entry.request
    return Searched(
        readable(request.method),
        readable(request.host),
        readable(shown_host(request)),
        readable(shown_url(request)),
        readable(comment_of(entry)),
        entry.outcome.value,
    )


def readable(text: str) -> str:
    """The text with U+FFFD for each byte that is no UTF-8, which the text has as half a surrogate pair."""
    return text if text.isascii() else text.translate(_HALVES)


def comment_of(entry: HistoryEntry) -> str:
    """Which mock answered, and what else there is to know at a glance."""
    return "; ".join(_remarks(entry))


def _remarks(entry: HistoryEntry) -> Iterator[str]:
    if entry.mock:
        yield f"mock: {entry.mock.label}"
    yield from entry.chaos
    if entry.outcome is Outcome.REFUSED and entry.error:
        yield entry.error
    if entry.request_is_cut:
        yield f"request body cut: {len(entry.request.body or b'')} of {entry.request_size} bytes are kept"
    if entry.response and entry.response_is_cut:
        yield f"response body cut: {len(entry.response.body)} of {entry.response_size} bytes are kept"


def shown_host(request: Request) -> str:
    """The host of the Host line; without one that of the request."""
    line = _host_line(request)
    return _authority(line)[0] if line else request.host


def shown_url(request: Request) -> str:
    """The URL, with the host of the Host line, if there is one; nothing for CONNECT."""
    if request.method.upper() == "CONNECT":
        return ""
    host, port = request.host, request.port
    usual = DEFAULT_PORTS.get(request.scheme)
    if line := _host_line(request):
        host, port = _authority(line)
        port = port or usual or DEFAULT_PORTS["https"]
    place = host if port == usual else f"{host}:{port}"
    return f"{request.scheme}://{place}{'' if request.target == '*' else request.target}"


def _host_line(request: Request) -> str:
    lines = (value for name, value in request.headers.fields if name.lower() == b"host")
    return b", ".join(lines).decode("utf-8", "surrogateescape")


def _authority(line: str) -> tuple[str, int]:
    """Host and port; the whole line and no port (0) where it is not what it should be."""
    return _known_authority(line) if len(line) <= _LONGEST_LINE else (line, 0)


@lru_cache(maxsize=1_024)  # the same few hosts come again and again
def _known_authority(line: str) -> tuple[str, int]:
    host, port = _divided(line)
    if port is None or int(port or 0) > _LAST_PORT:
        return line, 0
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    return (bare, int(port or 0)) if _is_host(bare) else (line, 0)


def _divided(line: str) -> tuple[str, str | None]:
    """Host and port, which may be empty; None for a port that is none."""
    host, colon, port = line.rpartition(":")
    if not colon or line.endswith("]"):
        host, port = line, ""
    elif not (port.isdecimal() and len(port) < 10):
        return line, None
    is_whole = len(host) > 2 if host.startswith("[") and host.endswith("]") else host and ":" not in host
    return host, port if is_whole else None


def _is_host(host: str) -> bool:
    try:
        encoded, named = _encoded(host)
    except UnicodeError:
        return False
    if len(encoded) > _LONGEST_HOST:
        return False
    labels = encoded.removesuffix(b".").split(b".")
    return all(map(_is_label, labels)) or _is_address(named)


def _encoded(host: str) -> tuple[bytes, str]:
    """The host as a server would be asked for it, and as text. Raises `UnicodeError`."""
    if host.isascii() and "xn--" not in host.lower():
        return host.encode(), host
    encoded = host.encode("idna")
    return encoded, encoded.decode("idna")


def _is_label(label: bytes) -> bool:
    return 0 < len(label) <= _LONGEST_LABEL and _LABEL.issuperset(label)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
