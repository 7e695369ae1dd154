"""Answers that follow each other."""

from collections import Counter

import pytest

from smockproxy.core.chance import Chance
from smockproxy.core.http import Response
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.sequence import InTurn, Mode, WhenUsedUp

THREE = tuple(Fixed(Response(status)) for status in (201, 202, 203))


@pytest.mark.parametrize(
    ("mode", "when_used_up", "places"),
    [
        (Mode.IN_ORDER, WhenUsedUp.REPEAT_LAST, [0, 1, 2, 2, 2]),
        (Mode.IN_ORDER, WhenUsedUp.MISS, [0, 1, 2, 2, 2]),
        (Mode.IN_ORDER, WhenUsedUp.CYCLE, [0, 1, 2, 0, 1]),
        (Mode.CYCLE, WhenUsedUp.REPEAT_LAST, [0, 1, 2, 0, 1]),
    ],
)
def test_in_order(mode, when_used_up, places):
    sequence = InTurn(THREE, mode, when_used_up)
    assert [sequence.place(Chance(use=use)) for use in range(5)] == places


@pytest.mark.parametrize(
    ("mode", "when_used_up", "limit"),
    [
        (Mode.IN_ORDER, WhenUsedUp.MISS, 3),
        (Mode.IN_ORDER, WhenUsedUp.REPEAT_LAST, 0),
        (Mode.CYCLE, WhenUsedUp.MISS, 0),
    ],
)
def test_only_one_in_order_that_misses_ends(mode, when_used_up, limit):
    assert InTurn(THREE, mode, when_used_up).limit == limit


def test_at_random_each_comes_as_often():
    sequence = InTurn(THREE, Mode.RANDOM)
    counts = Counter(sequence.place(Chance(1, "m", use)) for use in range(3_000))
    assert all(900 < counts[place] < 1_100 for place in range(3))


def test_by_weight():
    sequence = InTurn(THREE, Mode.WEIGHTED, weights=(8, 1, 1))
    counts = Counter(sequence.place(Chance(1, "m", use)) for use in range(3_000))
    assert counts[0] > 2_250
    assert counts[1] > 200
    assert sequence.answer(Chance(1, "m", 0)) in THREE


def test_it_needs_the_body_if_an_item_does():
    assert not InTurn(THREE).needs_body
    assert InTurn((*THREE, Scripted("lua", "return {}"))).needs_body
