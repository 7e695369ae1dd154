"""TLS of the admin API's listener: HTTP/1.1 only, and a plain answer to whoever speaks plain HTTP.

Source of that answer: Go's server. asyncio would just close the connection, which leaves the client to guess.
"""

import ssl
from typing import Any, cast

PLAIN_REQUEST = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
_SAID_BY_PLAIN_CLIENTS = frozenset({"HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "WRONG_VERSION_NUMBER"})
"""What OpenSSL calls the beginning of a request; it knows by name GET, HEAD, POST, PUT and CONNECT."""


class ListenerTls(ssl.SSLObject):
    """One connection. A plain one seems to succeed and to have ended, so that its answer goes out first."""

    outgoing: ssl.MemoryBIO
    is_plain = False

    def do_handshake(self) -> None:
        """Shake hands, or answer a plain request."""
        try:
            super().do_handshake()
        except ssl.SSLError as error:
            if error.reason not in _SAID_BY_PLAIN_CLIENTS:
                raise
            self.is_plain = True
            self.outgoing.write(PLAIN_REQUEST)

    def getpeercert(self, binary_form: bool = False) -> Any:  # noqa: FBT001, FBT002 - its signature
        """The client's certificate, which nobody asks for."""
        return None if self.is_plain else super().getpeercert(binary_form)

    def read(self, *arguments: Any) -> Any:
        """What the client says; a plain one has said all."""
        if self.is_plain:
            return 0 if len(arguments) > 1 else b""
        return super().read(*arguments)

    def unwrap(self) -> None:
        """End TLS; a plain connection has none."""
        if not self.is_plain:
            super().unwrap()


class ListenerContext(ssl.SSLContext):
    """The context of a listener; `app.keypair` puts the certificate in."""

    sslobject_class = ListenerTls

    def wrap_bio(
        self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *arguments: Any, **named: Any
    ) -> ssl.SSLObject:
        """TLS on a connection whose bytes somebody else carries."""
        wrapped = cast("ListenerTls", super().wrap_bio(incoming, outgoing, *arguments, **named))
        wrapped.outgoing = outgoing
        return wrapped


def listener_context() -> ssl.SSLContext:
    """A context for TLS 1.2 and newer that speaks HTTP/1.1."""
    context = ListenerContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context
