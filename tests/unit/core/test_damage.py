"""Damage to bodies."""

import json

import pytest

from smockproxy.core.chance import Chance
from smockproxy.core.damage import MOST_DROPPED, MOST_FLIPPED, Damage

CHANCE = Chance(7, "rule", 3)
DOCUMENT = {"id": 1, "lines": [{"id": 2, "price": 1.5}, "text"], "note": "ü"}
BODY = json.dumps(DOCUMENT).encode()


def differing(one: bytes, other: bytes) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("share", "length"), [(0.5, 5), (0.0, 0), (0.99, 9), (1.0, 10)])
def test_it_cuts(share, length):
    assert Damage(truncate=share).of(b"0123456789", CHANCE) == b"0123456789"[:length]


@pytest.mark.parametrize(("share", "count"), [(0.0001, 1), (0.1, 100), (1.0, MOST_FLIPPED)])
def test_it_flips_bits_of_so_many_bytes(share, count):
    body = bytes(1_000)
    damaged = Damage(corrupt=share).of(body, CHANCE)
    assert differing(damaged, body) == count
    assert {byte.bit_count() for byte in damaged} <= {0, 1}
    assert Damage(corrupt=share).of(body, CHANCE) == damaged


def test_what_is_flipped_is_left_to_chance():
    damage = Damage(corrupt=0.01)
    assert damage.of(bytes(1_000), CHANCE) != damage.of(bytes(1_000), Chance(8, "rule", 3))


def test_an_empty_body_stays():
    assert Damage(corrupt=1.0, truncate=0.5).of(b"", CHANCE) == b""


def test_it_leaves_out_fields_by_name_wherever_they_stand():
    left = json.loads(Damage(drop_names=frozenset({"id"})).of(BODY, CHANCE))
    assert left == {"lines": [{"price": 1.5}, "text"], "note": "ü"}


def test_it_leaves_out_a_share_of_the_fields():
    left = Damage(drop_share=0.01).of(BODY, CHANCE)
    assert json.loads(left) != DOCUMENT
    assert Damage(drop_share=0.01).of(BODY, CHANCE) == left
    assert Damage(drop_share=1.0).of(BODY, CHANCE) == b"{}"


def test_every_field_is_as_likely_to_go():
    body = json.dumps(dict.fromkeys("abcd")).encode()
    gone = [
        ({*"abcd"} - json.loads(Damage(drop_share=0.25).of(body, Chance(1, "rule", use))).keys()).pop()
        for use in range(400)
    ]
    assert all(70 < gone.count(name) < 130 for name in "abcd")


@pytest.mark.parametrize("body", [b"no json", b"[1, 2]", b'{"a": 1}'])
def test_what_has_no_such_fields_stays_as_it_is(body):
    assert Damage(drop_names=frozenset({"id"})).of(body, CHANCE) == body


def test_it_says_what_it_does():
    whole = Damage(truncate=0.5, corrupt=0.01, drop_share=0.2, drop_names=frozenset({"b", "a"}))
    assert whole.remark == "without a, b, with fields left out, with bytes flipped, cut to 50%"
    assert Damage(truncate=0.25).remark == "cut to 25%"


def test_chance_leaves_out_only_so_many_fields():
    body = json.dumps({str(number): number for number in range(2 * MOST_DROPPED)}).encode()
    assert len(json.loads(Damage(drop_share=1.0).of(body, CHANCE))) == MOST_DROPPED
