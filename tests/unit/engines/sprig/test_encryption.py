"""Texts encrypted with a password."""

from random import Random

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.table import functions


def table(seed=7):
    return functions(0.0, Random(seed))


@pytest.mark.parametrize("text", ["x", "exactly sixteen!", "ä" * 100, "\udcff"])
def test_what_is_encrypted_can_be_decrypted(text):
    encrypted = table()["encryptAES"]("secret", text)
    assert encrypted != text
    assert table()["decryptAES"]("secret", encrypted) == text


def test_encryption_follows_the_source_of_randomness():
    assert (
        table()["encryptAES"]("k", "x") == table()["encryptAES"]("k", "x") != table(8)["encryptAES"]("k", "x")
    )
    assert table()["encryptAES"]("k", "") == ""


def test_the_wrong_password_is_an_error_when_the_padding_shows_it():
    encrypted = table()["encryptAES"]("secret", "plain text")
    with pytest.raises(FunctionError, match="slice bounds"):
        table()["decryptAES"]("other", encrypted)
