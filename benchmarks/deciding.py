"""The engine alone: how long a decision takes, by the number of mocks. No sockets, no mitmproxy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from timeit import Timer

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.decision import Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts

NUMBERS_OF_MOCKS = (1, 10, 100, 1_000)
HEADERS = Headers.of([("Host", "bench.test"), ("User-Agent", "bench"), ("Accept", "*/*")])


@dataclass(frozen=True, slots=True)
class Deciding:
    """Seconds a decision, among this many mocks, when the first one asked answers, the last one, or none."""

    mocks: int
    first: float
    last: float
    none: float


def path_of(number: int) -> str:
    """The path of the mock that was declared as number so-and-so."""
    return f"/payments/{number}"


def engine_with(mocks: int) -> Engine:
    """An engine whose mocks differ only in their paths."""
    engine = Engine(Session(SessionFacts("bench", "Session #1", 0.0)), Unmatched.REFUSE)
    engine.replace_files(
        Mock(
            id=str(number),
            responder=Fixed(Response(200)),
            conditions=Conditions(
                (
                    OnField("method", equal("GET")),
                    OnField("host", equal("bench.test")),
                    OnField("path", equal(path_of(number))),
                )
            ),
        )
        for number in range(mocks)
    )
    return engine


def deciding(mocks: int, rounds: int, seconds: float) -> Deciding:
    """Measure one number of mocks. The last declared is asked first."""
    engine = engine_with(mocks)

    def seconds_for(path: str) -> float:
        return _seconds_a_call(
            lambda: engine.decide(Request("GET", "http", "bench.test", 80, path, HEADERS)), rounds, seconds
        )

    return Deciding(
        mocks,
        first=seconds_for(path_of(mocks - 1)),
        last=seconds_for(path_of(0)),
        none=seconds_for("/elsewhere"),
    )


def _seconds_a_call(call: Callable[[], object], rounds: int, seconds: float) -> float:
    """The median of some rounds that take about so many seconds together."""
    timer = Timer(call)
    once = timer.timeit(10) / 10
    number = max(1, int(seconds / rounds / once))
    return median(timer.repeat(rounds, number)) / number


def all_deciding(rounds: int, seconds: float) -> Sequence[Deciding]:
    """Every number of mocks; each measurement takes about so many seconds."""
    return tuple(deciding(mocks, rounds, seconds) for mocks in NUMBERS_OF_MOCKS)
