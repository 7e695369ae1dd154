"""Keys and certificates; the keys in here are of elliptic curves, which take no time."""

from base64 import b64encode
from ipaddress import ip_address
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig import certificates
from smockproxy.engines.sprig.gotypes import Certificate
from smockproxy.engines.sprig.table import functions

NOW = 1_769_860_800.0
TABLE = functions(NOW, Random(7))
BEGIN, KEY = "-----BEGIN", "PRIVATE KEY-----"
"""In two parts, for a check looks for keys that were committed."""


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch):
    monkeypatch.setattr(certificates, "_new_key", certificates._KEYS["ecdsa"])


def call(name, *arguments):
    return TABLE[name](*arguments)


def read(certificate):
    return x509.load_pem_x509_certificate(certificate.Cert.encode())


def extension(certificate, kind):
    return read(certificate).extensions.get_extension_for_class(kind).value


def test_keys_are_in_the_forms_that_go_writes():
    assert call("genPrivateKey", "ecdsa").startswith(f"{BEGIN} EC {KEY}")
    assert call("genPrivateKey", "ed25519").startswith(f"{BEGIN} {KEY}")
    assert call("genPrivateKey", "x") == "Unknown type x"


def test_rsa_keys_are_in_the_first_form():
    key = rsa.generate_private_key(65_537, 1_024)
    assert certificates._pem(key).startswith(f"{BEGIN} RSA {KEY}")


@pytest.mark.parametrize(("name", "key"), [("genCA", []), ("genCAWithKey", ["ed25519"])])
def test_an_authority(name, key):
    made = call(name, "mock ca", 365, *(call("genPrivateKey", kind) for kind in key))
    found = read(made)
    assert found.subject.rfc4514_string() == found.issuer.rfc4514_string() == "CN=mock ca"
    assert (found.not_valid_after_utc - found.not_valid_before_utc).days == 365
    assert found.not_valid_before_utc.timestamp() == NOW
    assert extension(made, x509.BasicConstraints).ca
    assert extension(made, x509.KeyUsage).key_cert_sign


@pytest.mark.parametrize(
    ("name", "key"), [("genSelfSignedCert", []), ("genSelfSignedCertWithKey", ["ecdsa"])]
)
def test_a_certificate_that_signs_itself(name, key):
    keys = [call("genPrivateKey", kind) for kind in key]
    made = call(name, "a.test", ["10.0.0.1", "::1"], ["b.test"], 30, *keys)
    names = extension(made, x509.SubjectAlternativeName)
    assert names.get_values_for_type(x509.DNSName) == ["b.test"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("10.0.0.1"), ip_address("::1")]
    assert not extension(made, x509.BasicConstraints).ca
    assert not keys or made.Key == keys[0]


@pytest.mark.parametrize(("name", "key"), [("genSignedCert", []), ("genSignedCertWithKey", ["ecdsa"])])
def test_a_certificate_signed_by_an_authority(name, key):
    authority = call("genCA", "mock ca", 365)
    made = call(name, "a.test", None, None, 30, authority, *(call("genPrivateKey", kind) for kind in key))
    read(made).verify_directly_issued_by(read(authority))
    certificate_key = serialization.load_pem_private_key(made.Key.encode(), None)
    assert certificate_key.public_key() == read(made).public_key()


def test_a_certificate_from_outside():
    made = call("genCA", "mock ca", 1)
    encoded = [b64encode(text.encode()).decode() for text in (made.Cert, made.Key)]
    assert call("buildCustomCert", *encoded) == made
    with pytest.raises(FunctionError, match="unable to decode base64 certificate"):
        call("buildCustomCert", "$", encoded[1])
    with pytest.raises(FunctionError, match="unable to decode certificate"):
        call("buildCustomCert", b64encode(b"x").decode(), encoded[1])
    with pytest.raises(FunctionError, match="error parsing private key"):
        call("buildCustomCert", encoded[0], b64encode(b"x").decode())


@pytest.mark.parametrize(
    ("arguments", "failure"),
    [
        (("a.test", ["nope"], [], 1), "error parsing ip: nope"),
        (("a.test", [1], [], 1), "error parsing ip: 1 is not a string"),
        (("a.test", [], [1], 1), "error processing alternate dns name: 1 is not a string"),
        (("a.test", [], [], 10**9), "at most 36500 days"),
        (("a.test", [], [], -1), "error creating certificate"),
        (("a.test", "x", [], 1), r"expected \[\]interface {}; got string"),
    ],
)
def test_what_cannot_be_certified(arguments, failure):
    with pytest.raises(FunctionError, match=failure):
        call("genSelfSignedCert", *arguments)


def test_a_certificate_without_a_name_has_an_empty_subject():
    found = read(call("genSelfSignedCert", "", [], ["a.test"], 1))
    assert found.subject.rfc4514_string() == found.issuer.rfc4514_string() == ""


def test_a_key_of_ones_own_signs():
    key = call("genPrivateKey", "ed25519")
    authority = call("genCAWithKey", "ca", 10, key)
    made = call("genSignedCertWithKey", "a.test", [], ["a.test"], 10, authority, key)
    assert authority.Key == made.Key == key
    assert call("genSelfSignedCertWithKey", "a.test", [], [], 10, key).Key == key
    assert call("genSignedCert", "a.test", [], [], 10, authority).Key != key


def test_a_bad_key_is_an_error():
    with pytest.raises(FunctionError, match="parsing private key"):
        call("genCAWithKey", "ca", 1, "no key")
    with pytest.raises(FunctionError, match=r"expected sprig.certificate; got map\[string\]interface {}"):
        call("genSignedCert", "a.test", [], [], 1, {})
    with pytest.raises(FunctionError, match="unable to decode certificate"):
        call("genSignedCert", "a.test", [], [], 1, Certificate("", ""))
