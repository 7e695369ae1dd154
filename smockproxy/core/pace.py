"""How long answers of a replay take: nothing, as recorded, a multiple of it, or drawn from what was seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, log, sqrt

from smockproxy.core.addressed import endpoint_of
from smockproxy.core.delay import WIDEST, Distribution, Sampled
from smockproxy.core.duration import LONGEST, NANOSECONDS, NO_DELAY, AnyDelay, Delay
from smockproxy.core.mock import Mock
from smockproxy.core.timing import Timing

SHARE = 0.9
"""Of the shortest time that was seen: what is always waited, where there are times enough to say so."""
ENOUGH = 3
"""Times from which on a shift is told from the rest."""
SHORTEST = 1e-6
"""Seconds: less than that can't be told apart, and has no logarithm worth having."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A shifted log-normal distribution: a shift in seconds; mu and sigma of the logarithm of the rest."""

    shift: float
    mu: float
    sigma: float

    @property
    def delay(self) -> Sampled:
        """The delays that it gives."""
        median = max(1, min(LONGEST, round(exp(self.mu) * NANOSECONDS)))
        return Sampled(Distribution.LOGNORMAL, median, self.sigma, add=round(self.shift * NANOSECONDS))


def fit_of(took: Sequence[float]) -> Fit:
    """The distribution that fits times, in seconds, by their moments; one time alone is its own."""
    shift = SHARE * min(took) if len(took) >= ENOUGH else 0.0
    logs = [log(max(each - shift, SHORTEST)) for each in took]
    mu = fsum(logs) / len(logs)
    spread = sqrt(fsum((each - mu) ** 2 for each in logs) / (len(logs) - 1)) if len(logs) > 1 else 0.0
    return Fit(shift, mu, min(spread, WIDEST))


def paces_of(mocks: Iterable[Mock], timing: Timing) -> Mapping[str, AnyDelay]:
    """How long each recorded mock's answers take, by the mock's id; none where mocks say it themselves."""
    recorded = [(mock, mock.recorded.took) for mock in mocks if mock.recorded is not None]
    match timing.word:
        case "instant":
            return {mock.id: NO_DELAY for mock, _ in recorded}
        case "recorded":
            return {mock.id: fixed(took * timing.factor) for mock, took in recorded}
        case "fitted":
            fits = {endpoint: fit_of(took).delay for endpoint, took in _by_endpoint(recorded).items()}
            return {mock.id: fits[endpoint_of(mock)] for mock, _ in recorded}
        case _:
            return {}


def _by_endpoint(recorded: Iterable[tuple[Mock, float]]) -> Mapping[tuple[str, str, str], list[float]]:
    by_endpoint: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for mock, took in recorded:
        by_endpoint[endpoint_of(mock)].append(took)
    return by_endpoint


def fixed(seconds: float) -> Delay:
    """A delay that is always the same."""
    amount = min(LONGEST, max(0, round(seconds * NANOSECONDS)))
    return Delay(amount, amount)
