"""A long run at a steady rate, with memory and latency flat or not: `python -m benchmarks.soak --help`."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import fmean, linear_regression

from benchmarks import page, subjects
from benchmarks.load.orders import Ask, Order
from benchmarks.load.paced import Kind, Pace, Reading
from benchmarks.load.processes import bytes_held_by, cpu_seconds_of, end_in_order
from benchmarks.machine import this_machine
from benchmarks.measuring import Bench, LoadFailedError, bench
from benchmarks.subjects import NotStartedError, Setup, Subject
from benchmarks.works import BODY, HOST, TEMPLATED, conditioned

RATE = 2_000.0
MINUTE = 60.0
LEAST_READINGS = 10
SETTLING = 0.2
"""The first part of the readings, in which history and caches fill, is left out of the slopes."""
MIB = 2**20
LEAST_KEPT = 0.99
"""Which part of the requests must be answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run is to be."""

    minutes: float
    rate: float = RATE
    """Requests a second."""
    flags: str = ""
    """Further flags of serve."""
    kinds: tuple[str, ...] = ()
    """Only these kinds of requests, by their names; none are all."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How much a figure may grow from the end of the settling to the end of the run, by its line."""

    name: str
    share: float
    """As a part of the mean."""
    least: float
    """In the figure's own unit: less than this is always flat."""
    unit: str


MEMORY = Bound("memory", 0.05, 3.0, "MiB")
MEDIAN = Bound("median latency", 0.25, 0.3, "ms")
TAIL = Bound("p99 latency", 0.5, 5.0, "ms")


@dataclass(frozen=True, slots=True)
class Minute:
    """A reading, with what the server held then and what it took of the processor since the last one."""

    seen: Reading
    held: float
    """MiB."""
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Slope:
    """A straight line through a figure, by least squares."""

    bound: Bound
    per_hour: float
    growth: float
    """Over the readings that it was laid through."""
    mean: float

    @property
    def allowed(self) -> float:
        """How much growth is still flat."""
        return max(self.bound.least, self.bound.share * self.mean)

    @property
    def is_flat(self) -> bool:
        """Whether it does not grow beyond its bound."""
        return self.growth <= self.allowed

    def __str__(self) -> str:
        unit = self.bound.unit
        return (
            f"{'✓' if self.is_flat else '✗'} {self.bound.name}: {self.per_hour:+.2f} {unit} an hour; "
            f"{self.growth:+.2f} {unit} over the run with a mean of {self.mean:.2f}, "
            f"{self.allowed:.2f} allowed"
        )


def slope(bound: Bound, points: Sequence[tuple[float, float]]) -> Slope:
    """Through (seconds, figure)."""
    times, figures = [time for time, _ in points], [figure for _, figure in points]
    steep = linear_regression(times, figures).slope
    return Slope(bound, steep * 3600, steep * (times[-1] - times[0]), fmean(figures))


def slopes(minutes: Sequence[Minute]) -> list[Slope]:
    """Memory, median and p99, once it has settled."""
    settled = minutes[int(len(minutes) * SETTLING) :]
    return [
        slope(MEMORY, [(minute.seen.at, minute.held) for minute in settled]),
        slope(MEDIAN, [(minute.seen.at, minute.seen.p50 * 1e3) for minute in settled]),
        slope(TAIL, [(minute.seen.at, minute.seen.p99 * 1e3) for minute in settled]),
    ]


def pace(made: Bench, subject: Subject, asked: Asked) -> Pace:
    """Several kinds of requests, by their shares of forty."""
    ca = str(made.workshop.ca)

    def order(
        ask: Ask,
        *,
        speech: str = "http",
        host: str = HOST,
        port: int = 0,
        body: str = BODY,
        fresh: bool = False,
    ) -> Order:
        port = port or (80 if speech == "http" else 443)
        return Order(
            subject.proxy, speech, host, port, (ask,), body, many=8, seconds=0, is_fresh=fresh, ca=ca
        )

    static, upstream = Ask("/payments/4711"), "127.0.0.1"
    ports = made.upstream_ports
    unknown = Order(
        subject.proxy, "http", "nobody.test", 80, (Ask("/nothing"),), "", many=8, seconds=0, is_direct=True
    )
    kinds = (
        Kind("static", order(static), 14),
        Kind("conditions", order(conditioned(1)), 6),
        Kind("body of 8 KiB", order(conditioned(2, note="x" * 8192)), 1),
        Kind("template", order(Ask(TEMPLATED)), 4),
        Kind("https", order(static, speech="https"), 6),
        Kind("forwarded http", order(static, host=upstream, port=ports["http"]), 4),
        Kind("forwarded https", order(static, speech="https", host=upstream, port=ports["https"]), 2),
        Kind("miss", unknown, 1, status=666),
        Kind("new connection", order(static, fresh=True), 2),
    )
    chosen = tuple(kind for kind in kinds if not asked.kinds or kind.name in asked.kinds)
    seconds = asked.minutes * MINUTE
    return Pace(chosen, asked.rate, seconds, min(MINUTE, seconds / LEAST_READINGS))


@contextmanager
def paced(core: int | None, told: Pace) -> Iterator[Iterator[Reading]]:
    """The readings of a load on a core. They raise `LoadFailedError`."""
    command = [sys.executable, "-m", "benchmarks.load.paced", *([] if core is None else [str(core)])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=subjects.ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise LoadFailedError("the load has no pipes")
        process.stdin.write(json.dumps(asdict(told)) + "\n")
        process.stdin.close()
        yield map(_reading, process.stdout)
        process.terminate()


def _reading(line: str) -> Reading:
    found = json.loads(line)
    if "error" in found:
        raise LoadFailedError(found["error"])
    return Reading(**found)


def measure(asked: Asked, tell: Callable[[str], None]) -> list[Minute]:
    """Start a server, and keep the pace. Raises `LoadFailedError`, `NotStartedError`."""
    found: list[Minute] = []
    setup = Setup("smockproxy", flags=asked.flags)
    with bench(forwards=True) as made, subjects.started(made.workshop, setup) as subject:
        told = pace(made, subject, asked)
        cpu = cpu_seconds_of(subject.pid) or 0.0
        with paced(made.load_core, told) as readings:
            for reading in readings:
                held, now = bytes_held_by(subject.pid), cpu_seconds_of(subject.pid) or 0.0
                found.append(Minute(reading, (held or 0) / MIB, now - cpu))
                tell(line_of(found[-1]))
                cpu = now
    return found


def line_of(minute: Minute) -> str:
    """A minute as a line."""
    seen = minute.seen
    return (
        f"{seen.at / MINUTE:6.1f} min  {seen.answers:8,} answers  {minute.held:7.1f} MiB  "
        f"p50 {seen.p50 * 1e3:6.2f}  p99 {seen.p99 * 1e3:7.2f}  slowest {seen.slowest * 1e3:7.1f} ms  "
        f"{minute.cpu_seconds / seen.answers * 1e6:5.0f} µs CPU a request  {seen.late:4} under way"
    )


def run(asked: Asked, tell: Callable[[str], None], *, writes: bool = False) -> int:
    """Measure and print; 1 if something grows. Raises `LoadFailedError`, `NotStartedError`."""
    print(f"\nSoak: {asked.rate:,.0f} requests a second for {asked.minutes:g} minutes", flush=True)
    found = measure(asked, tell)
    grown = slopes(found)
    kept = sum(minute.seen.answers for minute in found) / (asked.minutes * MINUTE * asked.rate)
    told = [*summed(found, kept, asked.rate), *map(str, grown)]
    print(*told, sep="\n", flush=True)
    if writes:
        lines = "\n".join((*map(line_of, _some(found)), "", *told))
        page.write("soak", f"{this_machine()}.\n\n```text\n{lines}\n```")
    return 0 if all(one.is_flat for one in grown) and kept > LEAST_KEPT else 1


def summed(found: Sequence[Minute], kept: float, rate: float) -> Iterator[str]:
    """What the minutes come to."""
    medians = found[-1].seen.medians.items()
    yield "Medians of the last reading, ms: " + ", ".join(
        f"{name} {each * 1e3:.2f}" for name, each in medians
    )
    yield f"{kept:.1%} of {rate:,.0f} requests a second were answered in time."


def _some(found: Sequence[Minute]) -> Sequence[Minute]:
    """About ten of them, the last among them."""
    every = max(1, len(found) // LEAST_READINGS)
    return found[every - 1 :: every]


def main(given: Sequence[str]) -> int:
    """Measure and print; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.partition(":")[0])
    add = parser.add_argument
    add("--minutes", type=float, default=60.0, help="how long [default: 60]")
    add("--rate", type=float, default=RATE, help="requests a second [default: 2000]")
    add("--flags", default="", help="further flags of serve")
    add("--kinds", default="", help="only these kinds of requests, with commas")
    add("--write", action="store_true", help="write the results into docs/performance.md")
    chosen = parser.parse_args(given)
    kinds = tuple(name for name in chosen.kinds.split(",") if name)
    end_in_order()
    print(this_machine())
    try:
        asked = Asked(chosen.minutes, chosen.rate, chosen.flags, kinds)
        return run(asked, lambda line: print(line, flush=True), writes=chosen.write)
    except (LoadFailedError, NotStartedError) as error:
        print(f"benchmarks.soak: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
