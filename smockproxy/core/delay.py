"""Delays that follow a distribution, the presets, and how a delay is written in JSON.

What is drawn is one number from 0 to below 1; the distribution's inverse turns it into a delay, so that a
draw that repeats gives the same delay again. Bounds cut the distribution off: a delay beyond them is none
that it has, as if it were drawn again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import exp, inf, isfinite, log
from statistics import NormalDist
from typing import Any

from smockproxy.core.duration import LONGEST, NANOSECONDS, NO_DELAY, AnyDelay, Delay

MILLISECOND = 1_000_000
"""In nanoseconds."""
PRESETS: Mapping[str, Delay] = {
    "fast": Delay(50 * MILLISECOND, 200 * MILLISECOND),
    "slow": Delay(500 * MILLISECOND, 1_000 * MILLISECOND),
    "timeout": Delay(5 * NANOSECONDS, 10 * NANOSECONDS),
}
WIDEST = 10.0
"""The largest sigma of a log-normal delay."""
_LOWEST, _HIGHEST = 2.0**-60, 1 - 2.0**-53
"""What is drawn, and what it stands for, never is quite 0 or 1, where a distribution has no end."""
_STANDARD = NormalDist()


class Distribution(Enum):
    """What delays are drawn from."""

    UNIFORM = "uniform"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"


NEEDS: Mapping[Distribution, tuple[str, ...]] = {
    Distribution.UNIFORM: ("max",),
    Distribution.NORMAL: ("mean", "stddev"),
    Distribution.LOGNORMAL: ("median", "sigma"),
    Distribution.EXPONENTIAL: ("mean",),
}
"""What each has to be told, beside `min`, `max` and `add`, which all may have."""
SIGMA = "sigma"
"""The one of them that is a number; the others are durations."""
AMOUNTS = ("min", "max", "add", "mean", "stddev", "median")


@dataclass(frozen=True, slots=True)
class Sampled:
    """A delay that follows a distribution, beside a fixed part; all but sigma in nanoseconds."""

    distribution: Distribution
    centre: int
    """The median of a log-normal distribution, the mean of others."""
    spread: float = 0.0
    """The standard deviation, or the sigma of a log-normal distribution; an exponential one has none."""
    low: int = 0
    high: int = 0
    """Delays are no longer than that; 0 is without a bound."""
    add: int = 0
    """On top of what is drawn."""

    @property
    def longest(self) -> int:
        """The longest delay that can come of it; `LONGEST` where there is no bound."""
        return min(self.high + self.add, LONGEST) if self.high else LONGEST

    def seconds(self, drawn: float) -> float:
        """The delay that a random number, from 0 to below 1, stands for, in seconds."""
        from_, to = self._share(self.low), self._share(self.high or inf)
        amount = self._quantile(from_ + (to - from_) * drawn)
        bounded = min(max(amount, self.low), self.high or LONGEST)
        return (bounded + self.add) / NANOSECONDS

    def _share(self, amount: float) -> float:
        """How much of the distribution is shorter than that."""
        if amount == inf:
            return 1.0
        match self.distribution:
            case Distribution.NORMAL if self.spread:
                return NormalDist(self.centre, self.spread).cdf(amount)
            case Distribution.LOGNORMAL if self.spread and amount:
                return _STANDARD.cdf(log(amount / self.centre) / self.spread)
            case Distribution.EXPONENTIAL:
                return 1 - exp(-amount / self.centre)
            case _:
                return 0.0

    def _quantile(self, share: float) -> float:
        share = min(max(share, _LOWEST), _HIGHEST)
        match self.distribution:
            case Distribution.NORMAL:
                return self.centre + self.spread * _STANDARD.inv_cdf(share)
            case Distribution.LOGNORMAL:
                return self.centre * exp(self.spread * _STANDARD.inv_cdf(share))
            case _:
                return -self.centre * log(1 - share)


class BadDelayError(ValueError):
    """What is told of a delay makes none; `key` is what is wrong, empty if it is the whole."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def delay_of(distribution: str | None, told: Mapping[str, float]) -> AnyDelay:
    """The delay that is told: without a distribution, a range. Raises `BadDelayError`.

    `told` is by key: `sigma` a number, all else nanoseconds.
    """
    kind = Distribution.UNIFORM if distribution is None else _distribution(distribution)
    _check_keys(kind, told, is_named=distribution is not None)
    low, high, add = (int(told.get(key, 0)) for key in ("min", "max", "add"))
    if min(low, add) < 0:
        raise BadDelayError("a delay cannot be negative", "min" if low < 0 else "add")
    if low > high and (high or kind is Distribution.UNIFORM):
        raise BadDelayError("min is more than max", "min")
    if kind is Distribution.UNIFORM:
        return Delay(low + add, high + add)
    return Sampled(kind, _centre(kind, told), _spread(kind, told), low, high, add)


def _distribution(name: str) -> Distribution:
    try:
        return Distribution(name)
    except ValueError:
        raise BadDelayError(f'there is no distribution "{name[:60]}"', "distribution") from None


def _check_keys(kind: Distribution, told: Mapping[str, float], *, is_named: bool) -> None:
    needed = NEEDS[kind] if is_named else ()
    known = {"min", "max", "add", *needed}
    if unknown := [key for key in told if key not in known]:
        what = f"a {kind.value} delay" if is_named else "a range"
        raise BadDelayError(f"{what} has no {unknown[0]}", unknown[0])
    if missing := [key for key in needed if key not in told]:
        raise BadDelayError(f"{missing[0]} is missing")


def _centre(kind: Distribution, told: Mapping[str, float]) -> int:
    key = "median" if kind is Distribution.LOGNORMAL else "mean"
    centre = int(told[key])
    if centre < 0 or (centre == 0 and kind is not Distribution.NORMAL):
        raise BadDelayError(f"{key} must be more than 0", key)
    return centre


def _spread(kind: Distribution, told: Mapping[str, float]) -> float:
    if kind is Distribution.EXPONENTIAL:
        return 0.0
    key = SIGMA if kind is Distribution.LOGNORMAL else "stddev"
    spread = told[key]
    most = WIDEST if key == SIGMA else LONGEST
    if not isfinite(spread) or not 0 <= spread <= most:
        raise BadDelayError(f"{key} must be {f'from 0 to {WIDEST:g}' if key == SIGMA else '0 or more'}", key)
    return float(spread)


def longest_of(delay: AnyDelay) -> int:
    """The longest delay that can come of it, in nanoseconds."""
    return delay.high if isinstance(delay, Delay) else delay.longest


def delay_shape(delay: AnyDelay) -> dict[str, Any]:
    """A delay as JSON, in nanoseconds, without what is 0: a range is `{min, max}` (Smocker)."""
    if isinstance(delay, Delay):
        return {name: bound for name, bound in (("min", delay.low), ("max", delay.high)) if bound}
    centre, spread = (*NEEDS[delay.distribution], "")[:2]
    told: dict[str, float] = {centre: delay.centre} | ({spread: delay.spread} if spread else {})
    bounds = {"min": delay.low, "max": delay.high, "add": delay.add}
    rest = {name: amount for name, amount in bounds.items() if amount}
    whole = {name: value if name == SIGMA else round(value) for name, value in told.items()}
    return {"distribution": delay.distribution.value, **whole, **rest}


def delay_of_shape(shape: Mapping[str, Any]) -> AnyDelay:
    """The delay that `delay_shape` gave."""
    if not shape:
        return NO_DELAY
    told = {key: value for key, value in shape.items() if key != "distribution"}
    return delay_of(shape.get("distribution"), told)
