"""Damage to a real server's answer."""

import gzip

import pytest
from mitmproxy import http

from smockproxy.core.chance import NO_CHANCE
from smockproxy.core.chaos import Disturbance, Fault, Injected
from smockproxy.core.damage import Damage
from smockproxy.proxy.damaging import damage

HALF = (Injected("half", "half", Fault(Disturbance.DAMAGE, damage=Damage(truncate=0.5)), NO_CHANCE),)


def answer(body: bytes, **headers: str) -> http.Response:
    return http.Response.make(200, body, {name.replace("_", "-"): value for name, value in headers.items()})


def test_the_body_is_damaged_and_its_length_is_right():
    message = answer(b"0123456789")
    damage(message, HALF)
    assert (message.raw_content, message.headers["content-length"]) == (b"01234", "5")


def test_a_packed_body_is_damaged_inside():
    message = answer(b"")
    message.headers["content-encoding"] = "gzip"
    message.raw_content = gzip.compress(b"0123456789")
    damage(message, HALF)
    assert gzip.decompress(message.raw_content or b"") == b"01234"
    assert message.headers["content-length"] == str(len(message.raw_content or b""))


@pytest.mark.parametrize("length", [{"content_length": "10"}, {}])
def test_a_coding_that_nobody_knows_is_left_alone(length):
    message = answer(b"0123456789", **length)
    message.headers["content-encoding"] = "rot13"
    damage(message, HALF)
    assert message.raw_content == b"01234"
    assert message.headers.get("content-length", "5") == "5"
    assert message.headers["content-encoding"] == "rot13"


def test_there_may_be_no_body():
    message = answer(b"", content_length="10")
    message.headers["content-length"] = "10"
    damage(message, HALF)
    assert message.headers["content-length"] == "10"
