"""Tokens are signed anew so that a client that knows the key set takes them."""

import json

import jwt
import pytest

from smockproxy.app.replaying.signing import KINDS, Signing
from smockproxy.core.agedtokens import aged_token

RECORDED_KEYS = {
    "RS256": {"kty": "RSA", "n": "AQAB", "e": "AQAB", "x5c": ["old"]},
    "PS384": {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
    "ES256": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    "ES384": {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
    "ES512": {"kty": "EC", "crv": "P-521", "x": "AA", "y": "AA"},
    "EdDSA": {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
}
CLAIMS = {"sub": "ada", "exp": 4_000_000_000}


@pytest.fixture(scope="module")
def signing() -> Signing:
    return Signing()


def recorded_token(algorithm: str) -> str:
    """One whose signature is worth nothing."""
    unsigned = jwt.encode(CLAIMS, None, algorithm="none", headers={"kid": "k1"})
    _, claims, _ = unsigned.split(".")
    header = jwt.utils.base64url_encode(json.dumps({"alg": algorithm, "kid": "k1"}).encode()).decode()
    return f"{header}.{claims}.redacted"


@pytest.mark.parametrize("algorithm", RECORDED_KEYS)
def test_the_key_set_fits_the_tokens(signing, algorithm):
    keys = {"keys": [{"kid": "k1", "use": "sig", **RECORDED_KEYS[algorithm]}], "more": 1}
    shown = json.loads(signing.with_own_keys(json.dumps(keys).encode()))
    (key,) = shown["keys"]
    assert (key["kid"], key["use"], shown["more"], "x5c" in key, "d" in key) == ("k1", "sig", 1, False, False)
    token = aged_token(recorded_token(algorithm), 60, signing.sign)
    assert token == aged_token(recorded_token(algorithm), 60, signing.sign)
    public = jwt.PyJWK(key, algorithm=algorithm).key
    assert jwt.decode(token, public, algorithms=[algorithm]) == CLAIMS | {"exp": CLAIMS["exp"] + 60}


def test_a_shared_secret_stays_ours(signing):
    token = aged_token(recorded_token("HS256"), 60, signing.sign)
    assert token == aged_token(recorded_token("HS256"), 60, signing.sign)
    assert token != aged_token(recorded_token("HS256"), 60, Signing().sign)


@pytest.mark.parametrize("header", [{}, {"alg": "none"}, {"alg": "XS1"}, {"alg": ["RS256"]}])
def test_other_algorithms_are_not_ours(signing, header):
    assert signing.sign(header, b"x") is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"keys": 1}',
        b'{"keys": []}',
        b'{"keys": [{}]}',
        b'{"keys": [{"kty": 5}]}',
        b'{"keys": ["a"]}',
    ],
)
def test_what_is_no_key_set_stays(signing, body):
    assert signing.with_own_keys(body) is None


def test_a_key_of_another_kind_stays(signing):
    keys = {"keys": [{"kty": "oct", "k": "AA"}]}
    assert json.loads(signing.with_own_keys(json.dumps(keys).encode())) == keys


def test_each_algorithm_is_one_that_the_library_has():
    assert set(KINDS) <= set(jwt.algorithms.get_default_algorithms())


def test_signatures_that_are_remembered_are_bounded(monkeypatch):
    monkeypatch.setattr("smockproxy.app.replaying.signing.MOST_SIGNED", 2)
    signing = Signing()
    first = signing.sign({"alg": "ES256"}, b"0")
    for number in range(1, 3):
        signing.sign({"alg": "ES256"}, b"%d" % number)
    assert signing.sign({"alg": "ES256"}, b"0") != first
