"""URLs of foreign files, as requests have them: host, port, path and query."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote

from smockproxy.core.http import DEFAULT_PORTS
from smockproxy.interop.foreign import raw_of

NO_HTTP = "this is no request over HTTP"
SCHEMES = {"http": "http", "https": "https", "ws": "http", "wss": "https"}
"""As URLs write them → as requests have them; a WebSocket begins as a request."""
HIGHEST_PORT = 65535
LONGEST_SHOWN = 60
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


class NoRequestError(ValueError):
    """A URL that no request over HTTP has; its text says why."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a URL."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query; what is not printable ASCII is percent-encoded."""
    is_websocket: bool = False

    @property
    def authority(self) -> str:
        """Host and port, as a Host line has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if DEFAULT_PORTS.get(self.scheme) == self.port else f"{host}:{self.port}"


def address_in(url: str, *, is_exact: bool = False) -> Address:
    """The address of a URL; a user's name and password are left out, and so is the fragment.

    What we wrote ourselves is read exactly: the host in its case, `#` as a part of the path, any port.
    Raises `NoRequestError`.
    """
    scheme, colon, rest = url.strip().partition(":")
    written = scheme.lower()
    if not colon or written not in SCHEMES or not rest.startswith("//"):
        raise NoRequestError(f"{NO_HTTP}: {shown_url(url)}")
    end = min((place for mark in "/?#" if (place := rest.find(mark, 2)) >= 0), default=len(rest))
    host, port = _host_and_port(rest[2:end].rpartition("@")[2], DEFAULT_PORTS[SCHEMES[written]], url)
    if not port and not is_exact:
        raise _no_port(url)
    sent = rest[end:] if is_exact else rest[end:].partition("#")[0]
    target = quote(raw_of(sent), safe=_PRINTABLE)
    slashed = target if target.startswith("/") else f"/{target}"
    named = host if is_exact else host.lower()
    return Address(SCHEMES[written], named, port, slashed, is_websocket=written.startswith("ws"))


def shown_url(url: str) -> str:
    """A URL as a message shows it: the beginning of its text, nothing of a query."""
    plain = url.partition("?")[0].partition(",")[0]
    return ascii(plain if len(plain) <= LONGEST_SHOWN else f"{plain[:LONGEST_SHOWN]}…")[1:-1]


def _host_and_port(authority: str, usual_port: int, url: str) -> tuple[str, int]:
    bracketed, bracket, behind = authority.rpartition("]")
    host, colon, digits = (
        (bracketed + bracket, *behind.partition(":")[1:]) if bracket else authority.partition(":")
    )
    if digits and not (digits.isascii() and digits.isdigit() and int(digits[:9]) <= HIGHEST_PORT):
        raise _no_port(url)
    return _host(host, url), int(digits) if colon and digits else usual_port


def _no_port(url: str) -> NoRequestError:
    return NoRequestError(f"its port is no number from 1 to {HIGHEST_PORT}: {shown_url(url)}")


def _host(written: str, url: str) -> str:
    plain = written.strip("[]")
    try:
        return str(ip_address(plain))
    except ValueError:
        pass
    try:
        named = plain.encode("idna").decode()
    except UnicodeError:
        named = ""
    if not named or any(char in named for char in " \t\r\n/\\?#@%<>[]:"):
        raise NoRequestError(f"its host is no name: {shown_url(url)}")
    return named
