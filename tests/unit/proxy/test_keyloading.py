from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from mitmproxy import certs

from smockproxy.proxy import keyloading

SMALL = 1024


@pytest.fixture
def reads(monkeypatch):
    """How often a key was really read."""
    thorough, counted = certs.load_pem_private_key, []

    def read(data, password):
        counted.append(data)
        return thorough(data, password)

    monkeypatch.setattr(certs, "load_pem_private_key", read)
    keyloading.read_once.cache_clear()
    keyloading.read_once()
    keyloading.read_once()
    yield counted
    keyloading.read_once.cache_clear()


def pem(password: bytes) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=SMALL)
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, BestAvailableEncryption(password)
    )


def test_a_key_is_read_once_for_each_text_and_passphrase(reads):
    text, other = pem(b"one"), pem(b"one")
    assert certs.load_pem_private_key(text, b"one") is certs.load_pem_private_key(text, b"one")
    assert len(reads) == 1
    assert certs.load_pem_private_key(other, b"one").key_size == SMALL
    with pytest.raises(ValueError, match=r"."):
        certs.load_pem_private_key(text, b"two")
    with pytest.raises(TypeError):
        certs.load_pem_private_key(text, None)
    assert len(reads) == 4


def test_a_folder_that_has_another_key_gives_that(reads, tmp_path: Path):
    stores = [certs.CertStore.from_store(tmp_path / name, "mitmproxy", SMALL) for name in ("a", "b", "a")]
    serials = [store.default_ca.serial for store in stores]
    assert serials[0] == serials[2] != serials[1]
    assert len(reads) == 2
