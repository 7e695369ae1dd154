"""A run: servers started, rounds interleaved, one process of the load that takes an order for each sample."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import subjects
from benchmarks.figures import Sample, failed
from benchmarks.load.orders import DEFAULT_PORTS, Order
from benchmarks.load.processes import bytes_held_by
from benchmarks.machine import cores_for, usable_cores
from benchmarks.subjects import Setup, Subject, Workshop
from benchmarks.works import BODY, HOST, Line, interleaved, lines

BARE = Setup("mitmdump", is_bare=True)
BARE_FORWARDING = Setup("mitmdump, forwarding", is_bare=True, forwards=True)
OURS = Setup("smockproxy")
THOUSAND = Setup("smockproxy, 1,000 mocks", mocks=1_000)
MANY = Setup("smockproxy, 10,000 mocks", mocks=10_000)
STORED = Setup("smockproxy --sessions-dir", flags="--sessions-dir sessions")
TUNED = Setup("smockproxy --no-lane", flags="--no-lane")
LOGGED = Setup("smockproxy --no-quiet", flags="--no-quiet")
TUNED_WORKS = ("http", "https")
LOGGED_LINES = ("http/16", "forwarded-http/16")

type Results = dict[Line, dict[str, list[Sample]]]
"""Samples by line, then by the server's name, in the order of the rounds."""


class LoadFailedError(Exception):
    """The load got a wrong answer, or none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and for how long."""

    lines: tuple[Line, ...]
    rounds: int
    seconds: float
    warm_up: float
    has_variants: bool = True
    """Whether 10,000 mocks, a folder for sessions and the log are measured, too."""
    flags: tuple[str, ...] = ()
    """Further servers: smockproxy with each of these flags."""

    @property
    def measured(self) -> list[tuple[Line, list[Setup]]]:
        """Every line with the servers that are asked."""
        return [(line, list(self._setups(line))) for line in self.lines]

    def _setups(self, line: Line) -> Iterator[Setup]:
        yield base_of(line)
        yield ours_of(line)
        if line.work.name in TUNED_WORKS:
            yield TUNED
        if self.has_variants:
            yield from (OURS,) if ours_of(line) is THOUSAND else ()
            yield from (MANY, STORED)
            yield from (LOGGED,) if str(line) in LOGGED_LINES else ()
        yield from (Setup(f"smockproxy {flags}", ours_of(line).mocks, flags) for flags in self.flags)

    @property
    def setups(self) -> list[Setup]:
        """Every server, once."""
        return list(dict.fromkeys(setup for _, setups in self.measured for setup in setups))

    @property
    def duration(self) -> float:
        """About how many seconds a run takes."""
        samples = sum(len(setups) for _, setups in self.measured) * self.rounds
        return sum(2 + setup.mocks / 1_000 for setup in self.setups) + samples * (
            self.seconds + self.warm_up + 0.1
        )


def base_of(line: Line) -> Setup:
    """What a line is compared with."""
    return BARE_FORWARDING if line.work.is_forwarded else BARE


def ours_of(line: Line) -> Setup:
    """What has to reach a line's target."""
    return THOUSAND if line.work.needs == THOUSAND.mocks else OURS


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run found."""

    results: Results
    memory: dict[str, int] = field(default_factory=dict)
    """Bytes that each server held at the end, by its name; empty where that can't be read."""
    starts: dict[str, float] = field(default_factory=dict)
    """Seconds from each server's start until it could be used; one after the other."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the samples of a run share."""

    workshop: Workshop
    load_core: int | None
    upstream_ports: Mapping[str, int]
    load: "Load"

    def order(self, line: Line, subject: Subject, plan: Plan) -> Order:
        """What the load is to do for one sample."""
        work = line.work
        return Order(
            proxy=subject.proxy,
            speech=work.speech,
            host="127.0.0.1" if work.is_forwarded else HOST,
            port=self.upstream_ports[work.speech] if work.is_forwarded else DEFAULT_PORTS[work.speech],
            asks=work.asks,
            body=BODY,
            many=line.many,
            seconds=plan.seconds,
            warm_up=plan.warm_up,
            is_fresh=work.is_fresh,
            ca=str(self.workshop.ca),
            server_pid=subject.pid,
            awake=self._awake(line),
            is_polling=line.many == 1 and not work.is_forwarded,
        )

    def _awake(self, line: Line) -> tuple[int, ...]:
        """With one request under way: the server's core; the load's too if the load does not poll."""
        cores = (self.workshop.core, self.load_core if line.work.is_forwarded else None)
        return tuple(core for core in cores if core is not None and line.many == 1)


class Load:
    """The process of the load."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def sample(self, order: Order) -> Sample:
        """One sample. Raises `LoadFailedError`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise LoadFailedError("the load has no pipes")
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "the load ended"}')
        if "error" in answer:
            raise LoadFailedError(answer["error"])
        return Sample(**answer)


@contextmanager
def load_on(core: int | None) -> Iterator[Load]:
    """A process of the load on a core, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.load", *([] if core is None else [str(core)])]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=subjects.ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        yield Load(process)


@contextmanager
def bench(*, forwards: bool) -> Iterator[Bench]:
    """A folder with everything that servers need, the load, and real servers if they are needed."""
    server_core, load_core = cores_for(usable_cores())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="smockproxy-bench-")))
        workshop = Workshop(folder, server_core)
        workshop.prepare()
        if forwards:
            subjects.make_upstream_certificate(workshop)
        ports = {
            scheme: stack.enter_context(subjects.upstream(workshop, scheme, load_core))
            for scheme in (("http", "https") if forwards else ())
        }
        yield Bench(workshop, load_core, ports, stack.enter_context(load_on(load_core)))


def measure(plan: Plan, tell: Callable[[str], None]) -> Measured:
    """All samples of a run; `tell` hears what is going on. Raises `NotStartedError`."""
    results: Results = {line: {} for line in plan.lines}
    with bench(forwards=any(line.work.is_forwarded for line in plan.lines)) as made, ExitStack() as stack:
        running: dict[Setup, Subject] = {}
        for setup in plan.setups:
            running[setup] = stack.enter_context(subjects.started(made.workshop, setup))
            tell(f"{setup.name}: ready in {running[setup].started_in:.1f} s")
        for line, setup in interleaved(plan.measured, plan.rounds):
            results[line].setdefault(setup.name, []).append(_sampled(made, line, running[setup], plan, tell))
        held = {subject.name: bytes_held_by(subject.pid) for subject in running.values()}
    starts = {subject.name: subject.started_in for subject in running.values()}
    return Measured(results, {name: many for name, many in held.items() if many is not None}, starts)


def ceilings(seconds: float) -> dict[Line, Sample]:
    """What the load does at most: static mocks' lines, asked of a small real server."""
    with ExitStack() as stack:
        made = stack.enter_context(bench(forwards=False))
        port = stack.enter_context(subjects.upstream(made.workshop, "http", made.workshop.core))
        alone = Subject("upstream", ("127.0.0.1", port), 0)
        plan = Plan(lines(["http"]), 1, seconds, 0.1)
        return {line: made.load.sample(made.order(line, alone, plan)) for line in plan.lines}


def _sampled(made: Bench, line: Line, subject: Subject, plan: Plan, tell: Callable[[str], None]) -> Sample:
    try:
        found = made.load.sample(made.order(line, subject, plan))
    except LoadFailedError as error:
        found = failed(str(error)[:400])
    tell(f"{line!s:>20}  {subject.name:<26}{found.rate:9,.0f} req/s  {found.failure}".rstrip())
    return found
