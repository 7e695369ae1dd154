"""What the decision trace costs: `python -m benchmarks.tracing`.

The statements that make a trace are timed alone, and held against whole decisions of the same number of
candidates; both in the processor's time, the least of many rounds, in turn.
"""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.machine import this_machine
from benchmarks.mocksets import HEADERS, HOST
from smockproxy.core.conditions import Conditions, OnField, OnQuery
from smockproxy.core.decision import Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import PassedOver, traced

CANDIDATES = (1, 10, 50)
ROUNDS = 40
CALLS = 300
"""Decisions in a round."""


@dataclass(frozen=True, slots=True)
class Share:
    """Seconds of a decision in which the last of these candidates answers, and of the trace in it."""

    candidates: int
    decision: float
    trace: float

    @property
    def added(self) -> float:
        """How much longer a decision takes for it, as a part of what it would take without."""
        return self.trace / (self.decision - self.trace)


def candidates_of(many: int) -> tuple[Mock, ...]:
    """So many mocks that differ in a parameter of their query; the first declared is asked last."""
    answer = Fixed(Response(200))
    return tuple(
        Mock(
            str(number),
            answer,
            Conditions((OnField("host", equal(HOST)), OnQuery({"page": (equal(str(number)),)}))),
        )
        for number in range(many)
    )


def seconds_each(call: Callable[[], object], calls: int) -> float:
    """Of the processor's time, a call."""
    began = time.process_time()
    for _ in range(calls):
        call()
    return (time.process_time() - began) / calls


def share(many: int, rounds: int = ROUNDS, calls: int = CALLS) -> Share:
    """Measure one number of candidates."""
    mocks = candidates_of(many)
    engine = Engine(Session(SessionFacts("bench", "Session #1", 0.0)), Unmatched.REFUSE)
    engine.replace_files(mocks)

    def decide() -> object:
        return engine.decide(Request("GET", "http", HOST, 80, "/?page=0", HEADERS))

    def trace() -> object:
        passed_over: list[PassedOver] = []
        for mock in mocks[1:]:
            passed_over.append((mock, 1))  # noqa: PERF401 - as the engine does it
        return traced(1, passed_over, mocks[0], 0, 1)

    found = [(seconds_each(decide, calls), seconds_each(trace, calls)) for _ in range(rounds)]
    return Share(many, min(decision for decision, _ in found), min(seconds for _, seconds in found))


def lines_of(shares: Sequence[Share]) -> list[str]:
    """A line a number of candidates."""
    return [
        f"{one.candidates} candidates: {one.decision * 1e6:.1f} µs a decision, "
        f"{one.trace * 1e6:.2f} µs of them for the trace, {one.added:.1%} more than without"
        for one in shares
    ]


def main() -> int:
    """Measure and print; gives the exit code."""
    print(this_machine())
    print(*lines_of([share(many) for many in CANDIDATES]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
