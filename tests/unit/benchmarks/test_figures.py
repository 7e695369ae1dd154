"""Medians, percentiles, ratios."""

import pytest

from benchmarks.figures import Sample, cpu_ratio, failed, percentile, rate_ratio, summary


def sample(requests: int, cpu_seconds: float | None = 1.0, load_share: float = 0.1) -> Sample:
    return Sample(requests, 2.0, 0.001, 0.002, cpu_seconds, load_share)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 2), (0.51, 3), (0.99, 4), (1.0, 4)])
def test_percentiles(share: float, value: int) -> None:
    assert percentile([1, 2, 3, 4], share) == value


def test_a_sample_in_rates() -> None:
    one = sample(1000, cpu_seconds=0.5)
    assert one.rate == 500
    assert one.cpu_microseconds == 500
    assert sample(1000, cpu_seconds=None).cpu_microseconds is None


def test_the_median_of_rounds_and_their_spread() -> None:
    figures = summary([sample(1000), sample(3000, load_share=0.3), sample(2000, cpu_seconds=None)])
    assert (figures.rate, figures.lowest_rate, figures.highest_rate) == (1000, 500, 1500)
    assert figures.spread == 1.0
    assert figures.load_share == 0.3
    assert figures.cpu_microseconds == pytest.approx(1000 / 3), "the least"


def test_without_proc_there_is_no_processor_time() -> None:
    assert summary([sample(1000, cpu_seconds=None)]).cpu_microseconds is None


def test_a_ratio_is_the_median_of_the_rounds_ratios() -> None:
    ours, base = [sample(many) for many in (1000, 3000, 8000)], [sample(many) for many in (1000, 1000, 2000)]
    assert rate_ratio(ours, base) == 3
    assert cpu_ratio(ours, base) == pytest.approx(1 / 3)
    assert cpu_ratio([sample(1000, cpu_seconds=None)], [sample(1000)]) is None


def test_a_round_that_failed_counts_as_nothing() -> None:
    assert rate_ratio([failed("closed")], [sample(1000)]) == 0
    assert rate_ratio([sample(1000)], [failed("closed")]) is None
    assert (summary([failed("closed")]).rate, summary([failed("closed")]).spread) == (0, 0)
