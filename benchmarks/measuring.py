"""A run: servers started, rounds interleaved, one process of the load for each sample."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import subjects
from benchmarks.cases import BODY, MOCKED_HOST, PATH, Case, interleaved
from benchmarks.figures import Sample
from benchmarks.load import Order
from benchmarks.machine import cores_for, usable_cores
from benchmarks.subjects import Subject, Workshop

DEFAULT_PORTS = {"http": 80, "https": 443}

type Results = dict[Case, dict[str, list[Sample]]]
"""Samples by case, then by the subject's name, in the order of the rounds."""


class LoadFailedError(Exception):
    """The load got a wrong answer, or none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, and for how long."""

    cases: tuple[Case, ...]
    rounds: int
    seconds: float
    warm_up: float
    flags: tuple[str, ...] = ()
    """Further subjects: smockproxy with each of these flags."""

    @property
    def duration(self) -> float:
        """About how many seconds a run takes."""
        loads = len(self.cases) * self.rounds * (2 + len(self.flags))
        return 15 + loads * (self.seconds + self.warm_up + 0.4)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a run found."""

    results: Results
    memory: dict[str, int]
    """Bytes that each server held at the end, by its name; empty where that can't be read."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What the samples of a run share."""

    workshop: Workshop
    load_core: int | None
    upstream_ports: Mapping[str, int]

    def order(self, case: Case, subject: Subject, plan: Plan) -> Order:
        """What the load is to do for one sample."""
        return Order(
            proxy=subject.proxy,
            scheme=case.scheme,
            host="127.0.0.1" if case.is_forwarded else MOCKED_HOST,
            port=self.upstream_ports[case.scheme] if case.is_forwarded else DEFAULT_PORTS[case.scheme],
            path=PATH,
            body=BODY,
            connections=case.connections,
            warm_up=plan.warm_up,
            seconds=plan.seconds,
            ca=str(self.workshop.ca),
            server_pid=subject.pid,
            core=self.load_core,
        )


@contextmanager
def bench(schemes_of_upstream: Sequence[str]) -> Iterator[Bench]:
    """A folder with everything that servers need, and the real servers of these schemes."""
    server_core, load_core = cores_for(usable_cores())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="smockproxy-bench-")))
        workshop = Workshop(folder, server_core)
        workshop.prepare()
        if "https" in schemes_of_upstream:
            subjects.make_upstream_certificate(workshop)
        ports = {
            scheme: stack.enter_context(subjects.upstream(workshop, scheme, load_core))
            for scheme in schemes_of_upstream
        }
        yield Bench(workshop, load_core, ports)


def run_load(order: Order) -> Sample:
    """One sample, by a process of its own. Raises `LoadFailedError`."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=subjects.ROOT,
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        timeout=order.warm_up + order.seconds + 120,
        check=False,
    )
    if done.returncode:
        raise LoadFailedError(done.stderr.strip())
    return Sample(**json.loads(done.stdout))


def measure(plan: Plan, tell: Callable[[str], None]) -> Measured:
    """All samples of a run; `tell` hears what is going on. Raises `LoadFailedError`, `NotStartedError`."""
    results: Results = {}
    memory: dict[str, int] = {}
    for is_forwarded in (False, True):
        if cases := [case for case in plan.cases if case.is_forwarded is is_forwarded]:
            found = _measure_alike(cases, plan, tell)
            results |= found.results
            memory = memory or found.memory
    return Measured(results, memory)


def _measure_alike(cases: Sequence[Case], plan: Plan, tell: Callable[[str], None]) -> Measured:
    """Cases that the same servers can answer."""
    is_forwarded = cases[0].is_forwarded
    schemes = sorted({case.scheme for case in cases}) if is_forwarded else []
    results: Results = {case: {} for case in cases}
    with bench(schemes) as made, ExitStack() as stack:
        started = [
            stack.enter_context(subjects.smockproxy(made.workshop, forwards=is_forwarded, flags=flags))
            for flags in ("", *plan.flags)
        ]
        bare = stack.enter_context(subjects.bare_mitmdump(made.workshop, forwards=is_forwarded))
        for case, subject in interleaved(cases, [bare, *started], plan.rounds):
            found = run_load(made.order(case, subject, plan))
            results[case].setdefault(subject.name, []).append(found)
            what = f"{'forwarded ' if is_forwarded else ''}{case}"
            tell(f"{what:>22}  {subject.name:<12}{found.rate:8,.0f} req/s")
        held = {subject.name: bytes_held_by(subject.pid) for subject in [bare, *started]}
    return Measured(results, {name: many for name, many in held.items() if many is not None})


def bytes_held_by(pid: int) -> int | None:
    """The resident memory of a process, by Linux' /proc/PID/statm (proc(5)): its second field, in pages."""
    statm = Path(f"/proc/{pid}/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None
