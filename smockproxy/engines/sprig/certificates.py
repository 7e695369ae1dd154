"""Private keys, and certificates that they sign; keys are truly random, whatever source of randomness is
given.

Source of what is in a certificate: sprig's behaviour: RSA keys of 2,048 bits, server and client
authentication.
"""

from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes
from smockproxy.engines.sprig.gotypes import Certificate
from smockproxy.engines.sprig.printing import text_of

_KEYS: Mapping[str, Callable[[], Any]] = {
    "": lambda: rsa.generate_private_key(65_537, 4_096),
    "rsa": lambda: rsa.generate_private_key(65_537, 4_096),
    "dsa": lambda: dsa.generate_private_key(2_048),
    "ecdsa": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}
_USES = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
_PARSING = "parsing private key"
MOST_DAYS = 36_500
"""Days that a certificate may be valid, at most."""


def gen_private_key(kind: str) -> str:
    """A new key in PEM: rsa, dsa, ecdsa or ed25519."""
    make = _KEYS.get(kind)
    return _pem(make()) if make else f"Unknown type {kind}"


def _pem(key: Any) -> str:
    modern = isinstance(key, ed25519.Ed25519PrivateKey)
    form = serialization.PrivateFormat.PKCS8 if modern else serialization.PrivateFormat.TraditionalOpenSSL
    return str(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode())


def _new_key() -> Any:
    return rsa.generate_private_key(65_537, 2_048)


def _key(pem: str, failure: str) -> Any:
    try:
        return serialization.load_pem_private_key(to_bytes(pem), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FunctionError(f"{failure}: {error}") from None


def _certificate(pem: str) -> x509.Certificate:
    if "-----BEGIN" not in pem:
        raise FunctionError("unable to decode certificate")
    try:
        return x509.load_pem_x509_certificate(to_bytes(pem))
    except ValueError as error:
        raise FunctionError(f"error parsing certificate: {error}") from None


def build_custom_cert(certificate: str, key: str) -> Certificate:
    """A certificate and its key from base64 of their PEM texts."""
    pem = _decoded(certificate, "certificate")
    key_pem = _decoded(key, "private key")
    _certificate(pem)
    _key(key_pem, "error parsing private key")
    return Certificate(pem, key_pem)


def _decoded(text: str, called: str) -> str:
    try:
        return b64decode("".join(text.split()), validate=True).decode()
    except (BadBase64Error, ValueError):
        raise FunctionError(f"unable to decode base64 {called}") from None


def _names(addresses: list[Any], hosts: list[Any]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for address in addresses:
        if not isinstance(address, str):
            raise FunctionError(f"error parsing ip: {text_of(address)} is not a string")
        try:
            names.append(x509.IPAddress(ip_address(address)))
        except ValueError:
            raise FunctionError(f"error parsing ip: {address}") from None
    for host in hosts:
        if not isinstance(host, str):
            raise FunctionError(f"error processing alternate dns name: {text_of(host)} is not a string")
        names.append(x509.DNSName(host))
    return names


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        key_cert_sign=authority,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be certified, for how many days."""

    name: str
    days: int
    key: Any
    alternatives: list[x509.GeneralName] = field(default_factory=list)
    authority: bool = False


@dataclass(frozen=True, slots=True)
class _Signer:
    name: x509.Name
    key: Any


def _issued(order: _Order, begin: datetime, serial: int, signer: _Signer | None) -> Certificate:
    if abs(order.days) > MOST_DAYS:
        raise FunctionError(f"a certificate is valid for at most {MOST_DAYS} days")
    try:
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, order.name)] if order.name else [])
        by = signer or _Signer(own, order.key)
        made = (
            _extended(x509.CertificateBuilder(), order)
            .subject_name(own)
            .issuer_name(by.name)
            .public_key(order.key.public_key())
            .serial_number(serial)
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=order.days))
            .sign(by.key, None if isinstance(by.key, ed25519.Ed25519PrivateKey) else hashes.SHA256())
        )
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise FunctionError(f"error creating certificate: {error}") from None
    return Certificate(made.public_bytes(serialization.Encoding.PEM).decode(), _pem(order.key))


def _extended(builder: x509.CertificateBuilder, order: _Order) -> x509.CertificateBuilder:
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (_key_usage(authority=order.authority), True),
        (x509.ExtendedKeyUsage(_USES), False),
        (x509.BasicConstraints(ca=order.authority, path_length=None), True),
    ]
    if order.alternatives:
        extensions.append((x509.SubjectAlternativeName(order.alternatives), False))
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder


def _signer(authority: Certificate) -> _Signer:
    return _Signer(_certificate(authority.Cert).subject, _key(authority.Key, "error parsing private key"))


def functions(now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions at a moment (seconds since the epoch), on a source of randomness for serial numbers."""

    def issue(order: _Order, signer: _Signer | None = None) -> Certificate:
        return _issued(order, datetime.fromtimestamp(now, UTC), random.getrandbits(127) + 1, signer)

    def gen_ca_with_key(name: str, days: int, pem: str) -> Certificate:
        return issue(_Order(name, days, _key(pem, _PARSING), authority=True))

    def gen_ca(name: str, days: int) -> Certificate:
        return issue(_Order(name, days, _new_key(), authority=True))

    def gen_self_signed_with_key(
        name: str, ips: list[Any], hosts: list[Any], days: int, pem: str
    ) -> Certificate:
        return issue(_Order(name, days, _key(pem, _PARSING), _names(ips, hosts)))

    def gen_self_signed(name: str, ips: list[Any], hosts: list[Any], days: int) -> Certificate:
        return issue(_Order(name, days, _new_key(), _names(ips, hosts)))

    def gen_signed_with_key(
        name: str, ips: list[Any], hosts: list[Any], days: int, ca: Certificate, pem: str
    ) -> Certificate:
        return issue(_Order(name, days, _key(pem, _PARSING), _names(ips, hosts)), _signer(ca))

    def gen_signed(name: str, ips: list[Any], hosts: list[Any], days: int, ca: Certificate) -> Certificate:
        return issue(_Order(name, days, _new_key(), _names(ips, hosts)), _signer(ca))

    return {
        "genPrivateKey": gen_private_key,
        "buildCustomCert": build_custom_cert,
        "genCA": gen_ca,
        "genCAWithKey": gen_ca_with_key,
        "genSelfSignedCert": gen_self_signed,
        "genSelfSignedCertWithKey": gen_self_signed_with_key,
        "genSignedCert": gen_signed,
        "genSignedCertWithKey": gen_signed_with_key,
    }
