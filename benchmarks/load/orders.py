"""What the load is told, and the bytes that it sends for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

type Speech = Literal["http", "https", "h2"]
"""HTTP/1.1 to an http proxy; HTTP/1.1, or HTTP/2, inside TLS behind CONNECT."""

DEFAULT_PORTS = {"http": 80, "https": 443, "h2": 443}


@dataclass(frozen=True, slots=True)
class Ask:
    """One request."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    content: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask, how, and for how long."""

    proxy: tuple[str, int]
    speech: Speech
    host: str
    port: int
    asks: tuple[Ask, ...]
    """Asked in turn, by each connection."""
    body: str
    """What every answer must hold."""
    many: int
    """How many requests are under way at a time: connections, or streams of one connection."""
    seconds: float
    warm_up: float = 0.3
    is_fresh: bool = False
    """Whether each request has a new connection."""
    is_direct: bool = False
    """Whether requests go to the port as to a server (origin form), not as to a proxy."""
    ca: str = ""
    """The file of the proxy's authority, for TLS."""
    server_pid: int = 0
    awake: tuple[int, ...] = ()
    """The cores that are to be kept awake meanwhile."""
    is_polling: bool = False
    """Whether the load asks again and again what is there, rather than to sleep until it comes."""

    @property
    def authority(self) -> str:
        """As the Host header and CONNECT say it."""
        return f"{self.host}:{self.port}"

    @property
    def requests(self) -> tuple[bytes, ...]:
        """The asks as HTTP/1.1."""
        return tuple(_http1(self, ask) for ask in self.asks)

    @property
    def connect(self) -> bytes:
        """What opens a tunnel."""
        return f"CONNECT {self.authority} HTTP/1.1\r\nHost: {self.authority}\r\n\r\n".encode()


def order_of(facts: dict[str, Any]) -> Order:
    """An order that was JSON on its way."""
    asks = tuple(Ask(**{**ask, "headers": tuple(map(tuple, ask["headers"]))}) for ask in facts["asks"])
    return Order(**{**facts, "proxy": tuple(facts["proxy"]), "awake": tuple(facts["awake"]), "asks": asks})


def fields_of(ask: Ask) -> Iterator[tuple[str, str]]:
    """The headers that a client sends, but for the Host."""
    yield "User-Agent", "bench"
    yield "Accept", "*/*"
    yield from ask.headers
    if ask.content:
        yield "Content-Length", str(len(ask.content.encode()))


def _http1(order: Order, ask: Ask) -> bytes:
    target = (
        f"http://{order.authority}{ask.path}" if order.speech == "http" and not order.is_direct else ask.path
    )
    lines = [f"{ask.method} {target} HTTP/1.1", f"Host: {order.authority}"]
    lines += [f"{name}: {value}" for name, value in fields_of(ask)]
    return "\r\n".join((*lines, "", ask.content)).encode()


def sources(number: int, each: int = 20_000) -> str:
    """The address from which the connection of a number is made.

    A closed connection keeps its port for a minute (TIME-WAIT, RFC 9293 3.6.1); all of 127.0.0.0/8 is
    loopback, so thousands of new connections a second take another address before they run out of ports.
    """
    return f"127.0.{number // each // 250 % 250}.{number // each % 250 + 1}"


def shortened(text: bytes | Sequence[object], length: int = 1_000) -> str:
    """What a message shows of something long."""
    return repr(text[:length])
