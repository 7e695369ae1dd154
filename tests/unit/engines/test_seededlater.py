"""Draws whose seed is taken when the first is made."""

from collections.abc import Callable
from random import Random

import pytest

from smockproxy.engines.seededlater import SeededLater

DRAWS: dict[str, Callable[[Random], object]] = {
    "random": lambda random: random.random(),
    "bits": lambda random: random.getrandbits(128),
    "randint": lambda random: random.randint(1, 1_000_000),
    "choices": lambda random: random.choices("abcdef", k=20),
    "sample": lambda random: random.sample(range(1_000), 10),
    "gauss": lambda random: (random.gauss(), random.gauss()),
    "bytes": lambda random: random.randbytes(9),
    "state": lambda random: random.getstate(),
}


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_it_draws_as_if_it_had_been_seeded(draw: Callable[[Random], object]) -> None:
    later, at_once = SeededLater("7/m/0"), Random("7/m/0")
    assert [draw(later) for _ in range(3)] == [draw(at_once) for _ in range(3)]


def test_another_seed_goes_before_the_first() -> None:
    later = SeededLater("7/m/0")
    later.seed("mine")
    assert later.random() == Random("mine").random()


def test_nothing_is_seeded_before_a_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    seeded: list[object] = []

    def seed(_: SeededLater, told: object) -> None:
        seeded.append(told)

    monkeypatch.setattr(SeededLater, "seed", seed)
    SeededLater("a")
    assert seeded == []
    SeededLater("b").random()
    assert seeded == ["b"]
