"""The beginning of a tunnel: TLS that the lane can do ends here; everything else is mitmproxy's."""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

from mitmproxy.certs import CertStore
from mitmproxy.net.check import is_valid_host
from mitmproxy.utils import human

from smockproxy.proxy.lane.certificates import NoNameError
from smockproxy.proxy.lane.contexts import Contexts, Ready
from smockproxy.proxy.lane.hello import LARGEST, Hello, NoHelloError, may_be_tls, read_hello
from smockproxy.proxy.lane.secured import Secured, Tunnel
from smockproxy.proxy.lane.tls import CLOSED_EARLY, TlsPipe
from smockproxy.proxy.lane.wire import Speaker, Wire

logger = logging.getLogger("smockproxy")

HTTP_2 = b"h2"
HTTP_1 = (b"http/1.1", b"http/1.0", b"http/0.9")
_HTTP_3 = b"h3"
DNS_PORTS = frozenset({53, 5353})
_METHOD_START = 3
_NAMED = frozenset({"tlsv1 alert unknown ca", "ssl/tls alert bad certificate"})
"""The alerts that mitmproxy calls by their names."""
_MISTRUST = ("unknown ca", "bad certificate", "certificate unknown")


class Beyond(Protocol):
    """Who speaks in a tunnel."""

    @property
    def authority(self) -> CertStore:
        """mitmproxy's store of certificates, as the options have it now."""
        ...

    @property
    def may_shake_hands(self) -> bool:
        """Whether the lane's TLS is as the options want it."""
        ...

    @property
    def takes_http_2(self) -> bool:
        """Whether HTTP/2 is offered."""
        ...

    @property
    def clock(self) -> Callable[[], float]:
        """Seconds since the epoch."""
        ...

    def in_tunnel(self, wire: Wire, tunnel: Tunnel, secured: Secured) -> Speaker:
        """The lane's own, for HTTP/1."""
        ...

    def beside(self, wire: Wire, tunnel: Tunnel, secured: Secured | None) -> Speaker:
        """mitmproxy's: behind the lane's TLS, or from the CONNECT on."""
        ...

    def handshake_failed(self, wire: Wire, tunnel: Tunnel, reason: str) -> None:
        """Remember a client that gave up, or was given up."""
        ...


class Opening:
    """A speaker that gives way to another as soon as it knows to which."""

    def __init__(self) -> None:
        self._kept = b""
        self._has_ended = False
        self._is_slow = False
        self._chosen: Speaker | None = None

    @property
    def is_busy(self) -> bool:
        """Whether who was chosen has something open."""
        return self._chosen is not None and self._chosen.is_busy

    def feed(self, data: bytes) -> None:
        """Take bytes, until there are enough to choose."""
        self._kept += data
        chosen = self.choose(self._kept)
        if chosen is not None:
            self._give_way(chosen)

    def choose(self, data: bytes) -> Speaker | None:
        """Who is to speak, given all bytes so far; none if there must be more."""
        raise NotImplementedError

    def _give_way(self, chosen: Speaker) -> None:
        kept, self._kept = self._kept, b""
        self._chosen = chosen
        # whoever holds this one calls the chosen one from now on, without a detour
        for name in ("feed", "ended", "lost", "pause", "resume"):
            setattr(self, name, getattr(chosen, name))
        if self._is_slow:
            chosen.pause()
        if kept:
            chosen.feed(kept)
        if self._has_ended:
            chosen.ended()

    def last_choice(self) -> Speaker:
        """Who is to speak although there is no more to come."""
        raise NotImplementedError

    def ended(self) -> None:
        """There are no more bytes to choose by."""
        self._has_ended = True
        self._give_way(self.last_choice())

    def lost(self, error: Exception | None) -> None:
        """The connection is gone before anybody spoke."""

    def pause(self) -> None:
        """The peer takes too slowly."""
        self._is_slow = True

    def resume(self) -> None:
        """It has taken what there was."""
        self._is_slow = False


class TunnelOpening(Opening):
    """What comes first in a tunnel: a TLS client's greeting, or anything else."""

    def __init__(self, wire: Wire, tunnel: Tunnel, beyond: Beyond, contexts: Contexts) -> None:
        super().__init__()
        self._wire = wire
        self._tunnel = tunnel
        self._beyond = beyond
        self._contexts = contexts

    def choose(self, data: bytes) -> Speaker | None:
        """TLS of the lane's for a client that can do with it."""
        if not may_be_tls(data) or len(data) > LARGEST or not self._beyond.may_shake_hands:
            return self.last_choice()
        try:
            hello = read_hello(data)
            if hello is None:
                return None
            ready = self._ready(hello)
        except (NoHelloError, NoNameError):
            return self.last_choice()
        if ready is None:
            return self.last_choice()
        shaking = Shaking(self._tunnel, hello, self._beyond)
        return TlsPipe(self._wire, ready.context, shaking)

    def last_choice(self) -> Speaker:
        """mitmproxy's, from the CONNECT on."""
        return self._beyond.beside(self._wire, self._tunnel, None)

    def _ready(self, hello: Hello) -> Ready | None:
        """What a client is shown; none if mitmproxy is to do that."""
        protocol = chosen_of(hello.protocols, takes_http_2=self._beyond.takes_http_2)
        if not hello.takes_p256 or len(hello.names) > 1 or protocol == _HTTP_3:
            return None
        asked = name_of(hello)
        if asked is None:
            asked = self._wire.get_extra_info("sockname")[0]
        hosts = (asked, self._tunnel.host)
        return self._contexts.ready(self._beyond.authority, hosts, (protocol or b"").decode())


class Shaking:
    """Waits for the end of a handshake."""

    def __init__(self, tunnel: Tunnel, hello: Hello, beyond: Beyond) -> None:
        self._tunnel = tunnel
        self._hello = hello
        self._beyond = beyond

    def secured(self, pipe: TlsPipe) -> Speaker:
        """Let speak whom the protocol wants."""
        tls = pipe.tls
        cipher, version = tls.cipher(), tls.version()
        protocol = tls.selected_alpn_protocol()
        secured = Secured(
            name_of(self._hello),
            self._hello.protocols,
            protocol.encode() if protocol else None,
            cipher[0] if cipher else "",
            version or "",
            self._beyond.clock(),
        )
        if secured.protocol in HTTP_1:
            return self._beyond.in_tunnel(pipe, self._tunnel, secured)
        if secured.protocol is not None or self._tunnel.port in DNS_PORTS:
            return self._beyond.beside(pipe, self._tunnel, secured)
        return ProtocolOpening(pipe, self._tunnel, secured, self._beyond)

    def failed(self, pipe: TlsPipe, reason: str) -> None:
        """Put it into history."""
        where = name_of(self._hello) or human.format_address((self._tunnel.host, self._tunnel.port))
        told = told_of(reason, where)
        level = logging.INFO if reason == CLOSED_EARLY else logging.WARNING
        logger.log(level, "Client TLS handshake failed. %s", told)
        self._beyond.handshake_failed(pipe, self._tunnel, told)


class ProtocolOpening(Opening):
    """What comes first in TLS whose client did not say what it would speak."""

    def __init__(self, wire: Wire, tunnel: Tunnel, secured: Secured, beyond: Beyond) -> None:
        super().__init__()
        self._wire = wire
        self._tunnel = tunnel
        self._secured = secured
        self._beyond = beyond

    def choose(self, data: bytes) -> Speaker | None:
        """The lane for what is a request of HTTP/1; mitmproxy finds out what the rest is."""
        if starts_a_request(data):
            return self._beyond.in_tunnel(self._wire, self._tunnel, self._secured)
        return self.last_choice()

    def last_choice(self) -> Speaker:
        """mitmproxy's."""
        return self._beyond.beside(self._wire, self._tunnel, self._secured)


def starts_a_request(data: bytes) -> bool:
    """Whether mitmproxy would take bytes for HTTP; source: mitmproxy 12.2, `addons/next_layer.py`."""
    first_line = data.partition(b"\n")[0]
    is_named = len(data) >= _METHOD_START and data[:_METHOD_START].isalpha()
    return is_named and b" " in first_line and not data.startswith(b"SSH")


def chosen_of(offered: tuple[bytes, ...], *, takes_http_2: bool) -> bytes | None:
    """The protocol that mitmproxy would choose of those that a client offers: the first that it knows."""
    known = (_HTTP_3, HTTP_2, *HTTP_1) if takes_http_2 else HTTP_1
    return next((each for each in offered if each in known), None)


def name_of(hello: Hello) -> str | None:
    """The host that a client asks for, if it is a name."""
    return _valid(hello.names[0]) if hello.names else None


@lru_cache(maxsize=4_096)
def _valid(name: bytes) -> str | None:
    return name.decode("ascii") if is_valid_host(name) else None


def told_of(reason: str, where: str) -> str:
    """Why a handshake failed, as mitmproxy tells it."""
    if reason == CLOSED_EARLY:
        return (
            f"The client disconnected during the handshake. If this happens consistently for {where}, "
            f"this may indicate that the client does not trust the proxy's certificate."
        )
    text = reason if reason in _NAMED else f"OpenSSL Error([('SSL routines', '', {reason!r})])"
    if any(each in text for each in _MISTRUST):
        return f"The client does not trust the proxy's certificate for {where} ({text})"
    return f"The client may not trust the proxy's certificate for {where} ({text})"
