"""Tokens in texts get later times and other signatures."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from json import dumps, loads
from typing import Any

import pytest

from smockproxy.core.agedtokens import aged_token, with_aged_tokens


def part(document: Any) -> str:
    return urlsafe_b64encode(dumps(document).encode()).rstrip(b"=").decode()


def token(header: Any, claims: Any, signature: str = "c2ln") -> str:
    return f"{part(header)}.{part(claims)}.{signature}"


def claims_in(text: str) -> Any:
    payload = text.split(".")[1]
    return loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def sign(header: Mapping[str, Any], content: bytes) -> bytes | None:
    return b"signed " + content[-3:] if header.get("alg") == "HS256" else None


GIVEN = {"sub": "ada", "exp": 2000, "iat": 1000.5, "nbf": True, "amr": ["pwd"]}


def test_times_move_and_the_rest_stays() -> None:
    text = f'{{"token": "{token({"alg": "HS256", "kid": "k"}, GIVEN)}", "n": 1}}'
    made = with_aged_tokens(text, 86_400, sign)
    moved = loads(made)["token"]
    assert claims_in(moved) == GIVEN | {"exp": 88_400, "iat": 87_400.5}
    first, content, signature = moved.split(".")
    assert first == part({"alg": "HS256", "kid": "k"})
    assert urlsafe_b64decode(signature + "==") == b"signed " + content[-3:].encode()


def test_one_without_a_signature_stays_without() -> None:
    made = with_aged_tokens(f"a {token({'alg': 'none'}, GIVEN, '')} b", 1, sign)
    assert made.startswith("a eyJ")
    assert made.endswith(". b")
    assert claims_in(made.split()[1])["exp"] == 2001


@pytest.mark.parametrize(
    "text",
    [
        "nothing here",
        token({"alg": "XY1"}, GIVEN),
        "eyJhbGciOiJIUzI1NiJ9.eyJub25l.c2ln",
        f"eyJhb.{part(GIVEN)}.c2ln",
        token({"alg": "HS256"}, ["exp"]),
        "eyJ.eyJ",
    ],
)
def test_what_is_no_token_of_ours_stays(text: str) -> None:
    assert with_aged_tokens(text, 5, sign) == text


def test_a_list_is_no_header() -> None:
    assert aged_token(f"{part(['alg'])}.{part(GIVEN)}.x", 5, sign) is None
