import uuid
from random import Random

import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.dates import rfc3339
from smockproxy.engines.functions import functions, nested
from tests.unit.engines.surroundings import NOW

# RFC 7515, appendix A.1
JOES_KEY = bytes.fromhex(
    "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebf"
    "d3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3"
)
JOES_TOKEN = (
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)


def call(name, *arguments, **named):
    return functions(NOW, Random("seed"))[name](*arguments, **named)


@pytest.mark.parametrize(
    ("name", "arguments", "value"),
    [
        ("now", (), "2026-01-01T00:04:05.678Z"),
        ("timestamp", (), NOW),
        ("to_json", ({"b": [1, "é"], "a": None},), '{"b":[1,"é"],"a":null}'),
        ("to_json", ([1], 2), "[\n  1\n]"),
        ("to_json", ([1], 10**9), "[\n        1\n]"),
        ("from_json", ('{"a":[1.5]}',), {"a": [1.5]}),
        ("base64", ("é",), "w6k="),
        ("base64", (b"\xff",), "/w=="),
        ("base64_decode", ("w6k=",), "é"),
        ("base64_decode", ("w6k",), "é"),
        ("base64url", (b"\xfb\xff",), "-_8"),
        ("jwt.header", (JOES_TOKEN,), {"typ": "JWT", "alg": "HS256"}),
        ("base64_decode", ("_w",), "\N{REPLACEMENT CHARACTER}"),
        ("hash", ("abc", "md5"), "900150983cd24fb0d6963f7d28e17f72"),
        ("hash", ("abc", "sha1"), "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("hmac", ("what do ya want for nothing?", "Jefe", "md5"), "750c783e6ab0b503eaa86e310a5db738"),
    ],
)
def test_what_they_give(name, arguments, value):
    assert call(name, *arguments) == value


def test_sha_256_is_the_digest_unless_told_otherwise():
    assert call("hash", "").startswith("e3b0c44298fc1c14")
    assert call("hmac", "", "") == call("hmac", "", "", "sha256")


def test_draws_repeat_with_the_seed():
    one, other = (functions(NOW, Random("seed")) for _ in range(2))
    for name, arguments in (
        ("uuid", ()),
        ("random", ()),
        ("random_int", (1, 9)),
        ("random_choice", ("abc",)),
    ):
        assert one[name](*arguments) == other[name](*arguments)
    assert call("uuid") != functions(NOW, Random("other"))["uuid"]()


def test_uuids_are_random_ones():
    made = uuid.UUID(call("uuid"))
    assert (made.version, made.variant) == (4, uuid.RFC_4122)


def test_draws_stay_in_their_bounds():
    draw = functions(NOW, Random(1))["random_int"]
    assert {draw(1, 3.0) for _ in range(50)} == {1, 2, 3}
    assert call("random_choice", ["only"]) == "only"
    assert 0 <= call("random") < 1


def test_a_token_of_the_rfc_is_read():
    assert call("jwt.decode", JOES_TOKEN, JOES_KEY)["iss"] == "joe"
    assert call("jwt.decode", f"Bearer {JOES_TOKEN}")["exp"] == 1300819380


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_what_is_signed_is_read_back(algorithm):
    token = call("jwt.sign", {"sub": "é"}, "key", algorithm)
    assert call("jwt.decode", token, "key") == {"sub": "é"}


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("to_json", (print,), "to_json: a function is no JSON"),
        ("to_json", ({1},), "to_json: set is no JSON"),
        ("from_json", ("{",), "from_json: Expecting property name"),
        ("from_json", (1,), "from_json: the JSON object must be"),
        ("from_json", ("[" * 100_000,), "from_json: "),
        ("base64", (1,), "base64: expected text, found int"),
        ("base64_decode", ("a",), "base64_decode: no base 64: "),
        ("hash", ("x", "crc"), "no digest 'crc': expected md5, sha1, sha224, sha256, sha384, sha512"),
        ("hmac", ("x", None), "hmac: expected text, found NoneType"),
        ("random_int", (2, 1), "random_int(2, 1): expected two whole numbers, the smaller one first"),
        ("random_int", ("1", 2), "random_int('1', 2): expected two whole numbers"),
        ("random_int", (1, 1.5), "random_int(1, 1.5): expected two whole numbers"),
        ("random_choice", ([],), "random_choice: the list is empty"),
        ("jwt.sign", ({}, "k", "none"), "jwt.sign: no algorithm 'none': expected HS256, HS384, HS512"),
        ("jwt.decode", ("a.b",), "jwt.decode: no token: expected three parts with dots between"),
        ("jwt.decode", (JOES_TOKEN, "k"), "jwt.decode: the signature is not made with this secret"),
        ("jwt.decode", ("e30.e30.e30", "k"), "jwt.decode: no algorithm None: expected HS256, HS384, HS512"),
        ("jwt.decode", ("W10.e30.e30", "k"), "jwt.decode: no algorithm None: expected HS256, HS384, HS512"),
    ],
)
def test_what_they_refuse(name, arguments, message):
    with pytest.raises(ScriptError) as raised:
        call(name, *arguments)
    assert raised.value.message.startswith(message)


def test_a_dot_in_a_name_is_a_level():
    levels = nested({"a": print, "b.c": len, "b.d": abs})
    assert levels == {"a": print, "b": {"c": len, "d": abs}}


def test_times_are_in_utc_with_milliseconds():
    assert rfc3339(0) == "1970-01-01T00:00:00.000Z"
