"""From samples to figures: medians of rounds and their spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

PATIENCE = 10.0
"""Seconds without any answer until the load gives up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one process of the load saw in one round. Seconds, but for the processor's microseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    cpu_seconds: float | None
    """Of the server, meanwhile; None where it can't be read."""
    load_share: float
    """How much of its own core the load took: near 1 it was the bottleneck."""

    failure: str = ""
    """What went wrong, if nothing was measured."""

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def cpu_microseconds(self) -> float | None:
        """Of the server, a request."""
        return None if self.cpu_seconds is None else self.cpu_seconds / max(1, self.requests) * 1e6


@dataclass(frozen=True, slots=True)
class Figures:
    """One subject in one case: medians over the rounds, but for the processor's time."""

    rate: float
    lowest_rate: float
    highest_rate: float
    p50: float
    p99: float
    cpu_microseconds: float | None
    """A request; the least of all rounds, since whatever else runs on the machine can only add to it."""
    load_share: float

    @property
    def spread(self) -> float:
        """How far apart the rounds are: highest less lowest, as a part of the median."""
        return (self.highest_rate - self.lowest_rate) / self.rate if self.rate else 0.0


def failed(why: str) -> Sample:
    """A round in which the load got a wrong answer, or none: it counts as a rate of 0."""
    return Sample(0, 1.0, PATIENCE, PATIENCE, None, 0.0, why)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    return ordered[max(0, ceil(len(ordered) * share) - 1)]


def summary(samples: Sequence[Sample]) -> Figures:
    """The figures of some rounds."""
    rates = [sample.rate for sample in samples]
    cpu = [sample.cpu_microseconds for sample in samples if sample.cpu_microseconds is not None]
    return Figures(
        rate=median(rates),
        lowest_rate=min(rates),
        highest_rate=max(rates),
        p50=median(sample.p50 for sample in samples),
        p99=median(sample.p99 for sample in samples),
        cpu_microseconds=min(cpu, default=None),
        load_share=max(sample.load_share for sample in samples),
    )


def rate_ratio(samples: Sequence[Sample], base: Sequence[Sample]) -> float | None:
    """How many times the base's rate."""
    return _ratio([one.rate for one in samples], [one.rate for one in base])


def cpu_ratio(samples: Sequence[Sample], base: Sequence[Sample]) -> float | None:
    """How many times the base's time of the processor; None where that can't be read."""
    return _ratio([one.cpu_microseconds for one in samples], [one.cpu_microseconds for one in base])


def _ratio(values: Sequence[float | None], base: Sequence[float | None]) -> float | None:
    """The median over rounds, whose samples were taken one after another.

    What the machine does meanwhile meets both samples of a round, so this holds better than the figures do.
    """
    ratios = [value / other for value, other in zip(values, base, strict=True) if value is not None and other]
    return median(ratios) if ratios else None
