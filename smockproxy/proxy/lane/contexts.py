"""TLS contexts for hosts in tunnels: one a host and protocol, so that sessions can be resumed."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from mitmproxy.addons import tlsconfig
from mitmproxy.certs import Cert, CertStore
from mitmproxy.net.tls import DEFAULT_MIN_VERSION

from smockproxy.proxy.lane.certificates import Certificates, load

MOST = 512
"""How many contexts are kept; who comes back after that makes a new one, and shakes hands in full."""
TICKETS = 1
"""Of a TLS 1.3 handshake. One is enough: a session that is resumed gets another."""
CIPHERS = ":".join(tlsconfig._default_ciphers(DEFAULT_MIN_VERSION))  # noqa: SLF001 - mitmproxy has no other name for it


@dataclass(frozen=True, slots=True)
class Ready:
    """A context, and the certificate that it shows."""

    context: ssl.SSLContext
    certificate: Cert


class Contexts:
    """Makes contexts, and keeps those that were used last."""

    def __init__(self) -> None:
        self._certificates: Certificates | None = None
        self._store: CertStore | None = None
        self._kept: dict[tuple[tuple[str, ...], str], Ready] = {}

    def ready(self, store: CertStore, hosts: Sequence[str], protocol: str) -> Ready:
        """A context that shows a certificate for hosts, and speaks a protocol if one is named.

        Raises `NoNameError`.
        """
        if store is not self._store or self._certificates is None:
            self._certificates, self._store = Certificates(store), store
            self._kept.clear()
        key = (tuple(hosts), protocol)
        found = self._kept.pop(key, None)
        if found is None:
            shown = self._certificates.shown_for(hosts)
            context = make_context(protocol)
            load(context, shown)
            found = Ready(context, shown.certificate)
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
        self._kept[key] = found
        return found


def make_context(protocol: str) -> ssl.SSLContext:
    """A server's context with mitmproxy's versions, ciphers and options, as they are by default."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_CIPHER_SERVER_PREFERENCE | ssl.OP_NO_RENEGOTIATION
    context.num_tickets = TICKETS
    if protocol:
        context.set_alpn_protocols([protocol])
    return context
