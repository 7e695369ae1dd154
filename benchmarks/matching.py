"""What a decision costs by the number of mocks; loading and reloading ten thousand of them.

The command line: `python -m benchmarks.matching --help`.
"""

import argparse
import gc
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.machine import this_machine
from benchmarks.mocksets import MIX, hits, misses, mocks_of, write_files
from benchmarks.reloading import EACH, FILES, Reload, measure_reload, quantile
from smockproxy.core.decision import Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS
from smockproxy.matching.patternset import PatternSets

NUMBERS_OF_MOCKS = (1, 10, 100, 1_000, 10_000, 100_000)
SETS = {"all literal": ("literal",), "mixed": MIX}
REQUESTS = 5_000
"""In one round; each is another object, as over the wire."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds a decision, and what the set of mocks took to index."""

    kinds: str
    mocks: int
    hit: float
    miss: float
    building: float
    memory: int
    """Bytes of Python's memory that mocks and index take; what RE2 takes is beside it."""


def _engine(mocks: int, kinds: Sequence[str]) -> tuple[Engine, float, int]:
    gc.collect()
    tracemalloc.start()
    engine = Engine(Session(SessionFacts("bench", "Session #1", 0.0)), Unmatched.REFUSE, PatternSets())
    engine.replace_files(mocks_of(mocks, kinds))
    memory = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    declared = engine.file_mocks
    began = time.process_time()
    engine.replace_files(declared)
    return engine, time.process_time() - began, memory


def _seconds(engine: Engine, draw: Callable[[], list[Request]], rounds: int) -> float:
    """Of the processor's time, the least of some rounds over requests that are drawn anew.

    One round before them does not count; what else the machine does would only add to the others.
    """
    found = []
    for _ in range(rounds + 1):
        requests = draw()
        began = time.process_time()
        for request in requests:
            engine.decide(request)
        found.append((time.process_time() - began) / len(requests))
    return min(found[1:])


def cost(name: str, mocks: int, rounds: int) -> Cost:
    """Measure one set of mocks."""
    kinds, chance = SETS[name], random.Random(1)
    engine, building, memory = _engine(mocks, kinds)
    hit = _seconds(engine, lambda: hits(REQUESTS, mocks, kinds, chance), rounds)
    miss = _seconds(engine, lambda: misses(REQUESTS, kinds, chance), rounds)
    return Cost(name, mocks, hit, miss, building, memory)


def seconds_to_load() -> tuple[float, float]:
    """How long ten thousand mocks take from YAML, and how much of the processor's time."""
    with TemporaryDirectory() as name:
        write_files(Path(name), FILES, EACH, "hello")
        store = FileStore([name], MATCHERS, clock=time.monotonic, pause=time.sleep)
        began, worked = time.perf_counter(), time.process_time()
        loaded = store.load_all()
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
    if len(loaded.mocks) != FILES * EACH:
        raise AssertionError(f"{loaded.problems[:3]}")
    return seconds, worked


def costs_table(costs: Sequence[Cost]) -> str:
    """Markdown: a line a set of mocks."""
    lines = [
        "| mocks | kinds | hit, µs | miss, µs | index, ms | memory, MiB |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    lines += (
        f"| {one.mocks:,} | {one.kinds} | {one.hit * 1e6:.1f} | {one.miss * 1e6:.1f} "
        f"| {one.building * 1e3:,.1f} | {one.memory / 2**20:,.1f} |"
        for one in costs
    )
    return "\n".join(lines)


def ratios(costs: Sequence[Cost]) -> list[str]:
    """How much a decision costs among the most mocks, in those among ten."""
    found = []
    for kinds in dict.fromkeys(one.kinds for one in costs):
        by_number = {one.mocks: one for one in costs if one.kinds == kinds}
        most, ten = by_number[max(by_number)], by_number.get(10)
        if ten is not None:
            found.append(
                f"{kinds}: {most.mocks:,} mocks cost {most.hit / ten.hit:.2f} times what 10 do (hit), "
                f"{most.miss / ten.miss:.2f} times (miss)"
            )
    return found


def reload_lines(found: Reload) -> list[str]:
    """What a client sees of reloads."""
    return [
        f"{name}: p50 {quantile(values, 0.5) * 1e3:.1f} ms, p99 {quantile(values, 0.99) * 1e3:.1f} ms, "
        f"longest {values[-1] * 1e3:.1f} ms, {len(values):,} requests"
        for name, values in (("at rest", found.at_rest), ("while reloading", found.while_reloading))
    ] + [f"the new mocks answer {found.seconds:.1f} s after the first file was written"]


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    add = parser.add_argument
    add("--most", type=int, default=NUMBERS_OF_MOCKS[-1], help="leave larger sets of mocks out")
    add("--rounds", type=int, default=5, help="how often each case is measured [default: 5]")
    add("--reloads", type=int, default=5, help="how often all files are rewritten; 0 leaves files out")
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    """Measure and print; gives the exit code."""
    chosen = _arguments(given)
    print(f"{this_machine()}\n", flush=True)
    numbers = [many for many in NUMBERS_OF_MOCKS if many <= chosen.most]
    costs = [cost(name, many, chosen.rounds) for name in SETS for many in numbers]
    print(costs_table(costs), "", *ratios(costs), "", sep="\n", flush=True)
    if chosen.reloads:
        seconds, worked = seconds_to_load()
        print(
            f"{FILES * EACH:,} mocks in {FILES} files of YAML: read in {seconds:.1f} s, "
            f"{worked:.1f} s of them the processor's",
            flush=True,
        )
        print(*reload_lines(measure_reload(chosen.reloads)), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
