"""Certificates for hosts in tunnels: as mitmproxy's, by the same authority, but on P-256, which signs faster.

Source: mitmproxy 12.2, `certs.dummy_cert` and `addons.tlsconfig`. A certificate that the user has given is
used as mitmproxy would use it.
"""

import os
import ssl
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from mitmproxy.certs import CERT_EXPIRY, CERT_VALIDITY_OFFSET, Cert, CertStore, CertStoreEntry

LONGEST_COMMON_NAME = 63


class NoNameError(ValueError):
    """A host has no name that a certificate can show."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client is shown: a certificate with its key, and what leads from it to its authority."""

    certificate: Cert
    pem: bytes
    """The certificate and its key."""
    chain: str = ""
    """A file of the certificates that go with it."""


def name_of(host: str) -> x509.GeneralName:
    """A host as certificates name it. Raises `NoNameError`."""
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host.encode("idna").decode())
    except ValueError as error:
        raise NoNameError(f"{host!r} is no name of a host") from error


class Certificates:
    """Shows certificates by mitmproxy's authority; their key is made anew by each process."""

    def __init__(self, store: CertStore) -> None:
        self._store = store
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._key_pem = self._key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        self._issuer = store.default_ca.to_cryptography()
        self._authority = _authority_of(self._issuer)

    def shown_for(self, hosts: Sequence[str]) -> Shown:
        """What a client sees that asks for the first of these hosts. Raises `NoNameError`."""
        names = list(dict.fromkeys(map(name_of, hosts)))
        given = self._given(names)
        if given is not None:
            return _shown(given)
        leaf = self._leaf(names)
        chain = self._store.default_chain_file
        pem = leaf.public_bytes(Encoding.PEM) + self._key_pem
        return Shown(Cert(leaf), pem, str(chain) if chain else "")

    def _given(self, names: Sequence[x509.GeneralName]) -> CertStoreEntry | None:
        """The user's own certificate for one of these names."""
        own = self._store.certs
        forms = [form for name in names for form in self._store.asterisk_forms(_text(name))]
        key = next((form for form in (*forms, "*") if form in own), None)
        return None if key is None else own[key]

    def _leaf(self, names: Sequence[x509.GeneralName]) -> x509.Certificate:
        common = _text(names[0])
        is_short = len(common) <= LONGEST_COMMON_NAME
        subject = [x509.NameAttribute(NameOID.COMMON_NAME, common)] if is_short else []
        begin = datetime.now(UTC) + CERT_VALIDITY_OFFSET
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = (
            x509.CertificateBuilder()
            .issuer_name(self._issuer.subject)
            .subject_name(x509.Name(subject))
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + CERT_EXPIRY)
            .add_extension(server, critical=False)
            # RFC 5280, 4.2.1.6: critical if the subject is empty
            .add_extension(x509.SubjectAlternativeName(names), critical=not is_short)
            .add_extension(self._authority, critical=False)
        )
        return builder.sign(self._store.default_privatekey, hashes.SHA256())


def _text(name: x509.GeneralName) -> str:
    return str(name.value)


def _authority_of(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    """The identifier of the authority's key, as its own certificate has it."""
    try:
        own = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())  # type: ignore[arg-type]
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _shown(entry: CertStoreEntry) -> Shown:
    key = entry.privatekey.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return Shown(entry.cert, entry.cert.to_pem() + key, str(entry.chain_file) if entry.chain_file else "")


def load(context: ssl.SSLContext, shown: Shown) -> None:
    """Let a context show a certificate."""
    with _as_file(shown.pem) as path:
        context.load_cert_chain(path)
    if shown.chain:
        context.load_verify_locations(shown.chain)


@contextmanager
def _as_file(secret: bytes) -> Iterator[str]:
    """Bytes under a path, which `ssl` wants: in memory where that can be, else for the owner alone."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with os.fdopen(os.memfd_create("smockproxy"), "wb") as file:
            file.write(secret)
            file.flush()
            yield f"/proc/self/fd/{file.fileno()}"
        return
    with tempfile.TemporaryDirectory() as private:
        path = Path(private, "pair.pem")
        path.touch(0o600)
        path.write_bytes(secret)
        yield str(path)
