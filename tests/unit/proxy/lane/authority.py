"""An authority for tests, and a client that shakes hands with a server in memory."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from mitmproxy.certs import Cert, CertStore, DHParams


@cache
def store() -> CertStore:
    """mitmproxy's store, on an elliptic curve: making RSA keys takes long."""
    return new_store()


def new_store() -> CertStore:
    """An authority that nobody has seen before."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an authority")])
    now = datetime.now(UTC)
    public = key.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(1)
        .not_valid_before(now - timedelta(days=3))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    authority = Cert(builder.sign(key, hashes.SHA256()))
    return CertStore(key, authority, None, b"", DHParams(b""))  # type: ignore[arg-type]


def trusting(authority: CertStore) -> ssl.SSLContext:
    """A client's context that trusts an authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=authority.default_ca.to_pem().decode())
    return context


class Talker:
    """A TLS client whose bytes are carried by hand."""

    def __init__(
        self, context: ssl.SSLContext, name: str | None, session: ssl.SSLSession | None = None
    ) -> None:
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=name, session=session)

    def says(self) -> bytes:
        """What it says next in the handshake."""
        with suppress(ssl.SSLWantReadError):
            self.tls.do_handshake()
        return self.outgoing.read()

    def hears(self, data: bytes) -> bytes:
        """Give it bytes; what it says then."""
        if data:
            self.incoming.write(data)
        return self.says()

    def sends(self, data: bytes) -> bytes:
        """The records of some data."""
        self.tls.write(data)
        return self.outgoing.read()

    def reads(self, data: bytes = b"") -> bytes:
        """What records hold."""
        if data:
            self.incoming.write(data)
        found = b""
        while True:
            try:
                piece = self.tls.read(65536)
            except ssl.SSLWantReadError:
                return found
            if not piece:
                return found
            found += piece


def greeting(name: str | None = "a.test", protocols: tuple[str, ...] = ()) -> bytes:
    """What Python's client says first."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = name is not None
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return Talker(context, name).says()
