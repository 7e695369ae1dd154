"""Delays that follow a distribution."""

from math import exp, log
from statistics import NormalDist, mean, median, stdev

import pytest

from smockproxy.core.chance import Chance
from smockproxy.core.delay import (
    PRESETS,
    BadDelayError,
    Distribution,
    Sampled,
    delay_of,
    delay_of_shape,
    delay_shape,
    longest_of,
)
from smockproxy.core.duration import LONGEST, NO_DELAY, AnyDelay, Delay

MS = 1_000_000
LOGNORMAL = {"median": 90 * MS, "sigma": 0.4}
NORMAL = {"mean": 90 * MS, "stddev": 20 * MS}
DRAWS = 4_000
LARGEST_GAP = 1.63 / DRAWS**0.5
"""Kolmogorov-Smirnov: a larger distance from the true distribution has a chance of 1 %, once and for all by
the seed."""


def sample(delay: AnyDelay, seed: int = 1) -> list[float]:
    """Delays of many uses, in seconds, shortest first."""
    return sorted(delay.seconds(Chance(seed, "m", use).draw("delay")) for use in range(DRAWS))


@pytest.mark.parametrize(
    ("name", "told", "share"),
    [
        ("uniform", {"min": 50 * MS, "max": 200 * MS}, lambda x: (x - 0.05) / 0.15),
        ("normal", NORMAL, NormalDist(0.09, 0.02).cdf),
        ("lognormal", LOGNORMAL, lambda x: NormalDist().cdf(log(x / 0.09) / 0.4)),
        ("exponential", {"mean": 90 * MS}, lambda x: 1 - exp(-x / 0.09)),
        (
            "exponential",
            {"mean": 90 * MS, "min": 45 * MS, "max": 90 * MS},
            lambda x: (exp(-0.5) - exp(-x / 0.09)) / (exp(-0.5) - exp(-1)),
        ),
    ],
)
def test_samples_follow_their_distribution(name, told, share):
    drawn = sample(delay_of(name, told))
    assert max(abs(share(x) - (place + 0.5) / DRAWS) for place, x in enumerate(drawn)) < LARGEST_GAP


def test_a_lognormal_delay_has_its_median_and_its_sigma():
    drawn = sample(delay_of("lognormal", LOGNORMAL))
    assert median(drawn) == pytest.approx(0.09, rel=0.03)
    assert stdev(map(log, drawn)) == pytest.approx(0.4, rel=0.03)


def test_a_normal_delay_has_its_mean_and_its_deviation():
    drawn = sample(delay_of("normal", NORMAL))
    assert (mean(drawn), stdev(drawn)) == (pytest.approx(0.09, rel=0.02), pytest.approx(0.02, rel=0.04))


@pytest.mark.parametrize(
    ("name", "told"),
    [("lognormal", LOGNORMAL), ("normal", NORMAL), ("exponential", {"mean": 90 * MS}), ("uniform", {})],
)
def test_bounds_hold_and_the_fixed_part_is_added(name, told):
    drawn = sample(delay_of(name, told | {"min": 80 * MS, "max": 120 * MS, "add": 150 * MS}))
    assert (drawn[0], drawn[-1]) == (pytest.approx(0.23, abs=0.005), pytest.approx(0.27, abs=0.005))
    assert drawn[0] >= 0.23
    assert drawn[-1] <= 0.27


@pytest.mark.parametrize("drawn", [0.0, 0.5, 1 - 2**-53])
@pytest.mark.parametrize(
    "delay",
    [
        Sampled(Distribution.LOGNORMAL, 90 * MS, 10.0),
        Sampled(Distribution.NORMAL, 0, 1e18),
        Sampled(Distribution.EXPONENTIAL, LONGEST),
    ],
)
def test_the_ends_of_a_distribution_are_delays_too(delay, drawn):
    assert 0 <= delay.seconds(drawn) <= LONGEST / 1e9


def test_bounds_where_a_distribution_has_nothing_are_the_delay():
    assert delay_of("normal", NORMAL | {"min": 9_000 * MS}).seconds(0.5) == 9
    assert delay_of("normal", NORMAL | {"mean": 900 * MS, "max": 1}).seconds(0.5) == 1e-9


@pytest.mark.parametrize(
    ("name", "told"), [("normal", {"mean": MS, "stddev": 0}), ("lognormal", {"median": MS, "sigma": 0})]
)
def test_without_any_spread_it_is_always_the_same(name, told):
    assert [delay_of(name, told).seconds(drawn) for drawn in (0.0, 0.9)] == [0.001, 0.001]


def test_the_same_draw_is_the_same_delay_and_another_seed_another():
    delay = delay_of("lognormal", LOGNORMAL)
    assert sample(delay) == sample(delay)
    assert sample(delay) != sample(delay, seed=2)


def test_presets():
    shown = {name: (preset.seconds(0), preset.seconds(1)) for name, preset in PRESETS.items()}
    assert shown == {"fast": (0.05, 0.2), "slow": (0.5, 1.0), "timeout": (5.0, 10.0)}


@pytest.mark.parametrize(
    ("name", "told", "delay"),
    [
        (None, {}, NO_DELAY),
        (None, {"min": 1, "max": 2}, Delay(1, 2)),
        (None, {"add": 5}, Delay(5, 5)),
        (None, {"min": 1, "max": 2, "add": 5}, Delay(6, 7)),
        ("uniform", {"max": 2}, Delay(0, 2)),
        ("normal", {"mean": 0, "stddev": 3}, Sampled(Distribution.NORMAL, 0, 3.0)),
        ("exponential", {"mean": 3, "min": 4}, Sampled(Distribution.EXPONENTIAL, 3, low=4)),
    ],
)
def test_what_is_told_is_a_delay(name, told, delay):
    assert delay_of(name, told) == delay


@pytest.mark.parametrize(
    ("name", "told", "message", "key"),
    [
        ("gamma", {}, 'there is no distribution "gamma"', "distribution"),
        ("normal", {"mean": 1}, "stddev is missing", ""),
        ("uniform", {"min": 1}, "max is missing", ""),
        ("normal", NORMAL | {"sigma": 1}, "a normal delay has no sigma", "sigma"),
        (None, {"mean": 1}, "a range has no mean", "mean"),
        (None, {"min": -1, "max": 1}, "a delay cannot be negative", "min"),
        (None, {"add": -1}, "a delay cannot be negative", "add"),
        (None, {"min": 2, "max": 1}, "min is more than max", "min"),
        ("exponential", {"mean": 1, "min": 2, "max": 1}, "min is more than max", "min"),
        ("exponential", {"mean": 0}, "mean must be more than 0", "mean"),
        ("normal", {"mean": -1, "stddev": 1}, "mean must be more than 0", "mean"),
        ("lognormal", {"median": 0, "sigma": 1}, "median must be more than 0", "median"),
        ("lognormal", {"median": 1, "sigma": 11}, "sigma must be from 0 to 10", "sigma"),
        ("lognormal", {"median": 1, "sigma": float("nan")}, "sigma must be from 0 to 10", "sigma"),
        ("normal", {"mean": 1, "stddev": -1}, "stddev must be 0 or more", "stddev"),
    ],
)
def test_what_makes_no_delay(name, told, message, key):
    with pytest.raises(BadDelayError) as raised:
        delay_of(name, told)
    assert (str(raised.value), raised.value.key) == (message, key)


SHAPES = [
    ({}, NO_DELAY),
    ({"min": 1, "max": 2}, Delay(1, 2)),
    ({"max": 2}, Delay(0, 2)),
    (
        {"distribution": "lognormal", "median": 9, "sigma": 0.5, "max": 70, "add": 1},
        Sampled(Distribution.LOGNORMAL, 9, 0.5, 0, 70, 1),
    ),
    ({"distribution": "normal", "mean": 9, "stddev": 0, "min": 2}, Sampled(Distribution.NORMAL, 9, low=2)),
    ({"distribution": "exponential", "mean": 9}, Sampled(Distribution.EXPONENTIAL, 9)),
]


@pytest.mark.parametrize(("shape", "delay"), SHAPES)
def test_a_delay_as_json_and_back(shape, delay):
    assert delay_shape(delay) == shape
    assert delay_of_shape(shape) == delay


@pytest.mark.parametrize(
    ("delay", "longest"),
    [
        (Delay(1, 7), 7),
        (Sampled(Distribution.EXPONENTIAL, 3, high=5, add=2), 7),
        (Sampled(Distribution.EXPONENTIAL, 3, add=2), LONGEST),
    ],
)
def test_the_longest_delay_that_can_come(delay, longest):
    assert longest_of(delay) == longest
