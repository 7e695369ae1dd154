import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from mitmproxy.certs import dummy_cert

from smockproxy.proxy.lane import certificates
from smockproxy.proxy.lane.certificates import Certificates, NoNameError, load, name_of
from tests.unit.proxy.lane.authority import new_store, store

HOSTS = [
    ["a.test"],
    ["a.test", "b.test"],
    ["a.test", "a.test"],
    ["127.0.0.1", "a.test"],
    ["::1"],
    ["bücher.test"],
    [".".join(["long"] * 20)],
]


@pytest.mark.parametrize("hosts", HOSTS, ids=str)
def test_a_certificate_says_what_mitmproxys_says(hosts):
    shown = Certificates(store()).shown_for(hosts)

    names = list(dict.fromkeys(map(name_of, hosts)))
    authority = store().default_ca.to_cryptography()
    theirs = dummy_cert(store().default_privatekey, authority, str(names[0].value), names).to_cryptography()
    ours = shown.certificate.to_cryptography()
    assert ours.subject == theirs.subject
    assert ours.issuer == theirs.issuer
    assert list(map(str, ours.extensions)) == list(map(str, theirs.extensions))
    assert ours.not_valid_after_utc - ours.not_valid_before_utc == timedelta(days=199)
    assert abs(ours.not_valid_before_utc - (datetime.now(UTC) - timedelta(days=2))) < timedelta(minutes=1)
    ours.verify_directly_issued_by(authority)
    assert isinstance(ours.public_key(), ec.EllipticCurvePublicKey)


def test_an_authority_without_an_identifier_gets_one_made_of_its_key():
    authority = x509.load_pem_x509_certificate(
        dummy_cert(store().default_privatekey, store().default_ca.to_cryptography(), "ca", []).to_pem()
    )

    found = certificates._authority_of(authority)

    assert found == x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key())


@pytest.mark.parametrize("host", ["a..test", "x" * 64 + ".test"])
def test_what_is_no_name_is_refused(host):
    with pytest.raises(NoNameError):
        Certificates(store()).shown_for([host])


def pair(path: Path, *hosts: str) -> Path:
    made = Certificates(store()).shown_for(hosts)
    path.write_bytes(made.pem)
    return path


@pytest.mark.parametrize(
    ("spec", "host", "is_used"),
    [
        ("a.test", "a.test", True),
        ("*.test", "a.test", True),
        ("*", "other.host.test", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("b.test", "a.test", False),
        ("*.a.test", "a.test", False),
    ],
)
def test_a_certificate_of_the_user_is_used_as_mitmproxy_would(tmp_path, spec, host, is_used):
    own = new_store()
    own.add_cert_file(spec, pair(tmp_path / "own.pem", "given.host"))

    shown = Certificates(own).shown_for([host])
    theirs = own.get_cert(host, [name_of(host)])

    assert (shown.certificate.cn == "given.host") is is_used
    assert (theirs.cert.cn == "given.host") is is_used
    assert bool(shown.chain) is is_used
    load(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), shown)


def test_without_memory_files_the_key_is_the_owners_alone(monkeypatch):
    monkeypatch.delattr(certificates.os, "memfd_create")

    with certificates._as_file(b"secret") as path:
        assert Path(path).read_bytes() == b"secret"
        assert Path(path).stat().st_mode & 0o777 == 0o600

    assert not Path(path).exists()


def test_a_key_is_loaded_from_memory():
    with certificates._as_file(b"secret") as path:
        assert path.startswith("/proc/self/fd/")
        assert Path(path).read_bytes() == b"secret"


def test_a_chain_of_the_authority_goes_along(tmp_path):
    own = new_store()
    own.default_chain_file = tmp_path / "chain.pem"

    assert Certificates(own).shown_for(["a.test"]).chain == str(tmp_path / "chain.pem")


def test_the_key_is_in_the_pair():
    made = Certificates(store())

    text = made._key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    assert text in made.shown_for(["a.test"]).pem
