import ssl

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from smockproxy.app.keypair import KeyPairError, load_pair
from smockproxy.app.settings.table import Settings

EC = trustme.KeyType.ECDSA


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Files with a certificate, its key, another key, its key under a passphrase, and neither."""
    folder = tmp_path_factory.mktemp("pair")
    authority = trustme.CA(key_type=EC)
    leaf, other = (authority.issue_cert(name, key_type=EC) for name in ("a.test", "b.test"))
    leaf.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))
    leaf.private_key_pem.write_to_path(str(folder / "key.pem"))
    other.private_key_pem.write_to_path(str(folder / "other.pem"))
    key = serialization.load_pem_private_key(leaf.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x"),
    )
    (folder / "locked.pem").write_bytes(locked)
    (folder / "text.pem").write_text("hello\n")
    return folder


def load(folder, certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    settings = Settings(tls_cert_file=str(folder / certificate), tls_private_key_file=str(folder / key))
    load_pair(context, settings)
    return context


def test_a_pair(files):
    assert load(files, "cert.pem", "key.pem").cert_store_stats()["x509"] == 0


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        ("none.pem", "key.pem", "--tls-cert-file {}/none.pem: No such file or directory"),
        ("cert.pem", "none.pem", "--tls-private-key-file {}/none.pem: No such file or directory"),
        ("", "key.pem", "--tls-cert-file {}: Is a directory"),
        (
            "cert.pem",
            "other.pem",
            "--tls-private-key-file {0}/other.pem: is not the key of --tls-cert-file {0}/cert.pem",
        ),
        (
            "cert.pem",
            "locked.pem",
            "--tls-private-key-file {}/locked.pem: has a passphrase; expected a key without one",
        ),
    ],
)
def test_a_pair_that_cannot_be_used(files, certificate, key, message):
    with pytest.raises(KeyPairError) as refusal:
        load(files, certificate, key)
    assert str(refusal.value) == message.format(files)


@pytest.mark.parametrize(
    ("certificate", "key"), [("text.pem", "key.pem"), ("cert.pem", "text.pem"), ("key.pem", "cert.pem")]
)
def test_files_that_hold_something_else(files, certificate, key):
    with pytest.raises(
        KeyPairError, match=r"expected it and --tls-cert-file \S+ to be a key and its certificate, in PEM"
    ):
        load(files, certificate, key)
