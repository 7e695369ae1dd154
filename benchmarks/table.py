"""The results as rows with their targets: as text, as Markdown, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.figures import Figures, Sample, cpu_ratio, rate_ratio, summary
from benchmarks.machine import Machine
from benchmarks.measuring import LOGGED, MANY, OURS, STORED, TUNED, base_of, ours_of
from benchmarks.works import Line

type Rows = Mapping[Line, Mapping[str, Sequence[Sample]]]

BUSY_LOAD = 0.9
"""From here on the load is as much measured as the server."""
TUNED_TARGET = 3.0
"""Of mitmproxy's path alone, times a bare mitmdump."""
MANY_TARGET = 0.8
"""With 10,000 mocks, as a part of the rate with 10."""
STORED_TARGET = 0.6
"""With a folder for sessions, as a part of the rate without."""
YES, NO = "✓", "✗"


@dataclass(frozen=True, slots=True)
class Aim:
    """A ratio and what it is to be."""

    ratio: float
    target: float

    @property
    def is_met(self) -> bool:
        """Whether it is at least the target."""
        return self.ratio >= self.target

    @property
    def mark(self) -> str:
        """✓ or ✗; nothing without a target."""
        if not self.target:
            return ""
        return YES if self.is_met else NO


@dataclass(frozen=True, slots=True)
class Row:
    """One line; what was not measured is None."""

    line: Line
    bare: Figures
    ours: Figures
    times: Aim
    """Our rate, times mitmdump's."""
    tuned: Aim | None
    """The same with mitmproxy's path alone."""
    many: Aim | None
    stored: Aim | None
    cpu_times: float | None
    """mitmdump's time of the processor a request, times ours: steadier than rates where others work too."""
    logged: float | None
    """Our rate with the log, as a part of that without."""

    @property
    def is_missed(self) -> bool:
        """Whether our rate is below the line's target."""
        return bool(self.times.target) and not self.times.is_met

    @property
    def aims(self) -> list[Aim]:
        """All that were measured."""
        every = (self.times, self.tuned, self.many, self.stored)
        return [aim for aim in every if aim is not None and aim.target]


def rows(results: Rows) -> list[Row]:
    """A row a line."""
    return [_row(line, by_name) for line, by_name in results.items()]


def _row(line: Line, by_name: Mapping[str, Sequence[Sample]]) -> Row:
    bare, ours = by_name[base_of(line).name], by_name[ours_of(line).name]

    def aim(name: str, base: Sequence[Sample] | None, target: float) -> Aim | None:
        ratio = rate_ratio(by_name[name], base) if name in by_name and base is not None else None
        return None if ratio is None else Aim(ratio, target)

    same = by_name.get(OURS.name)
    logged = aim(LOGGED.name, same, 0.0)
    return Row(
        line,
        summary(bare),
        summary(ours),
        aim(ours_of(line).name, bare, line.target) or Aim(0.0, line.target),
        aim(TUNED.name, bare, TUNED_TARGET),
        aim(MANY.name, same, MANY_TARGET),
        aim(STORED.name, same, STORED_TARGET),
        1 / share if (share := cpu_ratio(ours, bare)) else None,
        None if logged is None else logged.ratio,
    )


HEADINGS = (
    "work",
    "at once",
    "mitmdump req/s",
    "smockproxy req/s",
    "x bare",
    "target",
    "p50 ms",
    "p99 ms",
    "CPU µs",
    "bare p99 ms",
    "bare CPU µs",
    "CPU, x less",
    "--no-lane",
    "10,000 mocks",
    "--sessions-dir",
)


def cells(row: Row) -> tuple[str, ...]:
    """The cells of a row, in the order of the headings."""
    return (
        row.line.work.title,
        str(row.line.many),
        f"{row.bare.rate:,.0f}",
        f"{row.ours.rate:,.0f}",
        f"{row.times.ratio:.1f} {row.times.mark}".strip(),
        f"{row.times.target:g}" if row.times.target else "",
        _milliseconds(row.ours.p50),
        _milliseconds(row.ours.p99),
        _microseconds(row.ours.cpu_microseconds),
        _milliseconds(row.bare.p99),
        _microseconds(row.bare.cpu_microseconds),
        "-" if row.cpu_times is None else f"{row.cpu_times:.1f}",
        "" if row.tuned is None else f"{row.tuned.ratio:.1f} {row.tuned.mark}",
        _share(row.many),
        _share(row.stored),
    )


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.2f}" if seconds < 0.01 else f"{seconds * 1e3:.0f}"


def _microseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _share(aim: Aim | None) -> str:
    return "" if aim is None else f"{aim.ratio:.0%} {aim.mark}"


def text(found: Sequence[Row]) -> str:
    """For a terminal."""
    table = [HEADINGS, *(cells(row) for row in found)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEADINGS))]
    return "\n".join(
        f"{line[0]:<{widths[0]}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        for line in table
    )


def markdown(found: Sequence[Row]) -> str:
    """For a page."""
    heading = "| " + " | ".join(HEADINGS) + " |"
    rule = "| --- " + "| ---: " * (len(HEADINGS) - 1) + "|"
    return "\n".join((heading, rule, *("| " + " | ".join(cells(row)) + " |" for row in found)))


def tally(found: Sequence[Row]) -> str:
    """How many targets are met, and which are not."""
    aims = [aim for row in found for aim in row.aims]
    missed = [str(row.line) for row in found if not all(aim.is_met for aim in row.aims)]
    told = f"{sum(aim.is_met for aim in aims)} of {len(aims)} targets are met"
    return f"{told}; missed in {', '.join(missed)}." if missed else f"{told}."


def remarks(results: Rows, *, shares_cores: bool) -> Iterator[str]:
    """What a reader of the table must know."""
    if shares_cores:
        yield "Server and load share the cores here: the rates hold only beside each other."
    for line, by_name in results.items():
        for name, samples in by_name.items():
            yield from (f"{line}, {name}: {told}" for told in _remarks(line, samples))
    for line, by_name in results.items():
        if (logged := _row(line, by_name).logged) is not None:
            yield f"{line}: with a line of log for each exchange (no --quiet) {logged:.0%} of the rate."


def _remarks(line: Line, samples: Sequence[Sample]) -> Iterator[str]:
    figures, polls = summary(samples), line.many == 1 and not line.work.is_forwarded
    if figures.load_share > BUSY_LOAD and not polls:
        needed = figures.load_share / figures.rate * 1e6
        share = f"{figures.load_share:.0%} of its core ({needed:.0f} µs a request)"
        yield f"the load took {share}, so the server could do more."
    if failures := [sample.failure for sample in samples if sample.failure]:
        yield f"{len(failures)} of {len(samples)} rounds failed: {failures[0]}"


def starts_line(starts: Mapping[str, float]) -> str:
    """How long each server took to be ready."""
    return ", ".join(f"{name} {seconds:.1f} s" for name, seconds in starts.items())


def ceiling_line(found: Mapping[Line, Sample]) -> str:
    """What the load does at most."""
    told = (
        f"{line.many} {sample.rate:,.0f} ({sample.load_share / sample.rate * 1e6:.1f} µs)"
        for line, sample in found.items()
    )
    return f"The load alone, on a server of prepared bytes, req/s (µs a request): {', '.join(told)}."


def memory_line(memory: Mapping[str, int]) -> str:
    """How much each server held in the end."""
    return ", ".join(f"{name} {held / 2**20:.0f} MiB" for name, held in memory.items())


def document(machine: Machine, results: Rows, memory: Mapping[str, int]) -> dict[str, Any]:
    """Everything, for a program to read."""
    return {
        "machine": asdict(machine),
        "lines": [
            {
                "line": str(line),
                "server": name,
                "target": line.target,
                "samples": [asdict(sample) for sample in samples],
            }
            for line, by_name in results.items()
            for name, samples in by_name.items()
        ],
        "memory": dict(memory),
    }
