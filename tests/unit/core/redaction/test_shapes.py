import pytest

from smockproxy.core.redaction.shapes import DIGITS, PREFIXED, PRIVATE_KEY, is_card


@pytest.mark.parametrize(
    "token",
    [
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789",
        "glpat-abcdefghij0123456789",
        "AKIAIOSFODNN7EXAMPLE",
        "xoxb-123456789012-abcdefghijklmnop",
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "SG.abcdefghijklmnopqrst.abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
        "sk-ant-abcdefghijklmnopqrstuvwxyz",
        "npm_abcdefghijklmnopqrstuvwxyz0123456789",
        "hvs.CAESIJabcdefghijklmnop",
        "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
    ],
)
def test_tokens_with_a_prefix(token):
    assert PREFIXED.fullmatch(token)
    assert PREFIXED.search(f"x={token}")


@pytest.mark.parametrize("text", ["AKIAIOSFODNN7EXAMPLELONGER", "xAKIAIOSFODNN7EXAMPLE", "sk-short", "ghp_"])
def test_other_words(text):
    assert not PREFIXED.search(text)


@pytest.mark.parametrize(
    "digits",
    [
        *("4111111111111111", "5555555555554444", "2221000000000009", "378282246310005", "30569309025904"),
        *("6011111111111117", "3530111333300000", "6212345678900000003"),
    ],
)
def test_cards(digits):
    assert is_card(digits)


@pytest.mark.parametrize(
    "digits",
    ["4111111111111112", "1700000000000000", "9111111111111111", "41111111111", "69000000000000000003"],
)
def test_no_cards(digits):
    assert not is_card(digits)


def test_digits_may_have_spaces_or_dashes_between():
    assert DIGITS.search("card 4111 1111-1111 1111, thanks")[0] == "4111 1111-1111 1111"
    assert not DIGITS.search("x4111111111111111")
    assert not DIGITS.search("0.4111111111111111")


def test_private_keys():
    assert PRIVATE_KEY.search("-----BEGIN RSA PRIVATE KEY-----")
    assert PRIVATE_KEY.search("-----BEGIN PGP PRIVATE KEY BLOCK-----")
    assert not PRIVATE_KEY.search("-----BEGIN CERTIFICATE-----")
