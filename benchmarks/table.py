"""The results as text, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.cases import Case
from benchmarks.deciding import Deciding
from benchmarks.figures import Sample, cpu_ratio, rate_ratio, summary
from benchmarks.machine import Machine

type Rows = Mapping[Case, Mapping[str, Sequence[Sample]]]

BASE = "mitmdump"
"""The subject that the others are compared with."""
BUSY_LOAD = 0.9
"""From here on the load is as much measured as the server."""
HEADINGS = ("req/s", "spread", "x bare", "p50 ms", "p99 ms", "CPU µs", "x bare")


def table(results: Rows) -> str:
    """One line for each case and subject."""
    width = max((len(name) for samples in results.values() for name in samples), default=0) + 2
    heading = f"{'':12}{'':{width}}" + "".join(f"{name:>12}" for name in HEADINGS)
    lines = [heading]
    for case, by_name in results.items():
        lines.append("")
        for place, (name, samples) in enumerate(by_name.items()):
            label = str(case) if place == 0 else ""
            lines.append(f"{label:<12}{name:<{width}}{_cells(samples, by_name[BASE])}")
    return "\n".join(lines)


def _cells(samples: Sequence[Sample], base: Sequence[Sample]) -> str:
    figures = summary(samples)
    cells = (
        f"{figures.rate:,.0f}",
        f"{figures.spread:.0%}",
        "" if samples is base else _decimal(rate_ratio(samples, base)),
        f"{figures.p50 * 1e3:.2f}",
        f"{figures.p99 * 1e3:.2f}",
        "-" if figures.cpu_microseconds is None else f"{figures.cpu_microseconds:,.0f}",
        "" if samples is base else _decimal(cpu_ratio(samples, base)),
    )
    return "".join(f"{cell:>12}" for cell in cells)


def _decimal(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def remarks(results: Rows, *, shares_cores: bool) -> Iterator[str]:
    """What a reader of the table must know."""
    if shares_cores:
        yield "Server and load share the cores here: the rates hold only beside each other."
    for case, by_name in results.items():
        for name, samples in by_name.items():
            if (share := summary(samples).load_share) > BUSY_LOAD:
                yield f"{case}, {name}: the load took {share:.0%} of its core, so the server could do more."


def memory_line(memory: Mapping[str, int]) -> str:
    """How much each server held in the end."""
    return ", ".join(f"{name} {held / 2**20:.0f} MiB" for name, held in memory.items())


def decisions_table(found: Sequence[Deciding]) -> str:
    """The engine alone, one line a number of mocks."""
    lines = [f"{'mocks':>8}{'first, µs':>12}{'last, µs':>12}{'none, µs':>12}{'decisions/s (last)':>22}"]
    for one in found:
        times = (one.first, one.last, one.none)
        cells = "".join(f"{seconds * 1e6:>12,.1f}" for seconds in times)
        lines.append(f"{one.mocks:>8,}{cells}{1 / one.last:>22,.0f}")
    return "\n".join(lines)


def document(
    machine: Machine, results: Rows, memory: Mapping[str, int], decisions: Sequence[Deciding]
) -> dict[str, Any]:
    """Everything, for a program to read."""
    return {
        "machine": asdict(machine),
        "cases": [
            {**asdict(case), "subject": name, "samples": [asdict(sample) for sample in samples]}
            for case, by_name in results.items()
            for name, samples in by_name.items()
        ],
        "memory": dict(memory),
        "decisions": [asdict(one) for one in decisions],
    }
