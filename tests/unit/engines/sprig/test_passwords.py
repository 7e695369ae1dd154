"""Passwords that are hashed and derived."""

from random import Random

import bcrypt
import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.table import functions


def table(seed=7):
    return functions(0.0, Random(seed))


def test_a_password_is_hashed_with_a_drawn_salt():
    hashed = table()["bcrypt"]("myPassword")
    assert hashed.startswith("$2a$10$")
    assert bcrypt.checkpw(b"myPassword", hashed.encode())
    assert hashed == table()["bcrypt"]("myPassword")


def test_a_password_is_too_long_as_in_go():
    assert table()["bcrypt"]("x" * 73) == (
        "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    )


def test_a_line_for_htpasswd():
    user, _, hashed = table()["htpasswd"]("user", "secret").partition(":")
    assert user == "user"
    assert bcrypt.checkpw(b"secret", hashed.encode())
    assert table()["htpasswd"]("a:b", "secret") == "invalid username: a:b"


@pytest.mark.parametrize(
    ("kind", "derived"),
    [("long", "ZedaFaxcZaso9*"), ("pin", "6685"), ("none", "cannot find password template none")],
)
def test_passwords_are_derived(kind, derived):
    assert table()["derivePassword"](1, kind, "password", "user", "example.com") == derived


def test_a_counter_has_32_bits():
    with pytest.raises(FunctionError, match="from 0 to 4294967295"):
        table()["derivePassword"](-1, "pin", "password", "user", "example.com")
