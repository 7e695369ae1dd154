"""docs/redaction.md is true: what it calls a secret becomes what it says; what it calls harmless stays."""

import json
from base64 import b64decode, b64encode

import pytest

from smockproxy.core.redaction.pseudonyms import is_pseudonym
from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import NO_RULES, Seeking
from tests.acceptance.harness.paths import ROOT

PAGE = (ROOT / "docs" / "redaction.md").read_text(encoding="utf-8")
KEY = b"a key of the run"


def shown(value: object, name: str = "note", rules: Rules = NO_RULES) -> str:
    told = json.loads(Seeking(KEY, rules).value(json.dumps({name: value}), ""))
    return str(told[name])


@pytest.mark.parametrize("name", ["X-Api-Key", "access_token", "password", "client_secret"])
def test_names(name: str) -> None:
    assert name in PAGE
    assert is_pseudonym(shown("hunter22", name))
    assert len(shown(12345678, name)) == 15


def test_basic() -> None:
    assert "Basic YW5uOmh1bnRlcjI=" in PAGE
    made = Seeking(KEY).header("Basic YW5uOmh1bnRlcjI=", "Authorization")
    user, _, password = b64decode(made.removeprefix("Basic ")).decode().partition(":")
    assert user == "ann"
    assert is_pseudonym(password)


def test_a_user_without_a_password() -> None:
    made = Seeking(KEY).header(f"Basic {b64encode(b'hunter22:').decode()}", "Authorization")
    assert is_pseudonym(b64decode(made.removeprefix("Basic ")).decode().removesuffix(":"))


def test_cards() -> None:
    assert "4111 1111 1111 1111" in PAGE
    made = shown("4111 1111 1111 1111")
    assert made != "4111 1111 1111 1111"
    assert [len(part) for part in made.split()] == [4, 4, 4, 4]


def test_looks() -> None:
    assert "q83vEjRWeJASNFZ4kBI0Vn" in PAGE
    assert is_pseudonym(shown("q83vEjRWeJASNFZ4kBI0Vn"))
    assert not is_pseudonym(shown("q83vEjRWeJASNF"))
    assert is_pseudonym(shown("q83vEjRWeJASNF", "session"))
    assert not is_pseudonym(shown("q83vEjRWeJASNFZ4kBI0Vn", "id"))


@pytest.mark.parametrize(
    "value",
    [
        "123e4567-e89b-12d3-a456-426614174000",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "507f1f77bcf86cd799439011",
        "0x11c708df24eafd942415fa5e9e6d93b90c99948a",
        "checkout-service-5291822d06-x0k2p",
        'W/"67e2a4ecee5079599cab78031718ea13"',
        "2026-11-22T10:00:01Z",
        "978-3-1614-8410-0",
        "+49 30 12345678",
        "1.12.3-rc.1+build.20261122",
        "/static/js/main.8f3a2b1c.chunk.js",
    ],
)
def test_what_is_left_alone(value: str) -> None:
    assert shown(value) == value


def test_rules_of_your_own() -> None:
    rules = Rules.of(["x-tenant-pass", "customer_ref"], ["csrf_token"])
    assert is_pseudonym(shown("abc", "customerRef", rules))
    assert shown("abc", "csrf_token", rules) == "abc"


def test_limits() -> None:
    assert Seeking(KEY).text("your password is hunter22") == "your password is hunter22"
    told = json.loads(Seeking(KEY).value('{"password": {"new": "hunter22"}}', ""))
    assert told["password"]["new"] == "hunter22"
