import pytest

from smockproxy.core.redaction.pseudonyms import (
    card_for,
    is_number_of_ours,
    is_pseudonym,
    luhn,
    number_for,
    pseudonym,
    signature_for,
)

KEY = b"a key of the run"
CARD = "4111111111111111"


def test_a_pseudonym_is_that_of_a_secret_and_a_key():
    made = pseudonym(b"s3cret", KEY)
    assert made.startswith("redacted-")
    assert len(made) == len("redacted-0123456789")
    assert made == pseudonym(b"s3cret", KEY) != pseudonym(b"s3cret2", KEY)
    assert made != pseudonym(b"s3cret", b"another key")
    assert is_pseudonym(made)
    assert not is_pseudonym(f"{made}0")


def test_the_number_of_a_card_stays_one_of_its_brand():
    made = card_for(CARD, KEY)
    assert made != CARD
    assert (made[:4], len(made), luhn(made) % 10) == (CARD[:4], 16, 0)


@pytest.mark.parametrize("secret", [CARD, "371449635398431", "30569309025904"])
def test_what_stands_for_a_card_stays(secret):
    made = card_for(secret, KEY)
    assert card_for(made, KEY) == made
    assert card_for(made, b"another key") != made


def test_a_number_becomes_one_that_a_float_can_hold():
    made = number_for("123456", KEY)
    assert len(made) == 15
    assert int(float(made)) == int(made)
    assert number_for(made, KEY) == made
    assert is_number_of_ours(made, KEY)
    assert not is_number_of_ours("900000000000001", KEY)


@pytest.mark.parametrize("length", [0, 4, 8, 32, 64, 256])
def test_a_signature_becomes_one_of_the_same_length(length):
    secret = bytes(range(length % 256)) or bytes(length)
    made = signature_for(secret, KEY)
    assert len(made) == len(secret)
    assert signature_for(made, KEY) == made or len(made) < 16
    assert made != secret or not secret
