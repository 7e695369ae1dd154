"""What is measured: kinds of work, each with several numbers of connections, and the target of each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.load.orders import Ask, Speech

HOST = "bench.test"
JSON_TYPE = "application/json"
NUMBER = "0000004711"
TEMPLATED = f"/templated/{NUMBER}?currency=EUR&status=completed"
DIFFERING = 5_000
"""So many that what is remembered of a request is worth little."""
OTHER_BODIES = 1_000
"""With conditions no two requests in so many are the same."""
CONDITIONED = 5
"""How many mocks with conditions on headers and body are asked in turn."""

BODY = json.dumps(
    {
        "id": f"pay_{NUMBER}",
        "amount": 1250,
        "currency": "EUR",
        "status": "completed",
        "customer": {"name": "Ada Lovelace", "mail": "ada@example.test"},
        "tags": ["benchmark", "static"],
        "created_at": "2026-01-01T12:00:00Z",
    }
)
"""About 200 bytes, from every mock, from the real server and from mitmdump alike."""


def conditioned(number: int, note: str = "none") -> Ask:
    """A request that the mock of that number with conditions answers."""
    order = json.dumps({"order": {"id": number, "currency": "EUR"}, "lines": ["a", "b"], "note": note})
    headers = (("Content-Type", JSON_TYPE), ("X-Tenant", f"tenant-{number}"))
    return Ask(f"/orders/{number}", "POST", headers, order)


@dataclass(frozen=True, slots=True)
class Work:
    """A row of the table."""

    name: str
    title: str
    targets: Mapping[int, float] = field(hash=False)
    """How many times a bare mitmdump's rate it is to reach, by the number of requests under way; 0 is any."""
    speech: Speech = "http"
    asks: tuple[Ask, ...] = (Ask("/payments/4711"),)
    is_fresh: bool = False
    """Whether each request has a new connection."""
    is_forwarded: bool = False
    """Whether a real server answers in the end, in place of a mock."""
    needs: int = 10
    """How many mocks are loaded."""


def _one(path: str) -> tuple[Ask, ...]:
    return (Ask(path),)


WORKS = (
    Work("http", "static mock, http proxy", {1: 12, 16: 45, 64: 50}),
    Work(
        "differing",
        f"the same, {DIFFERING:,} requests that differ in turn",
        {16: 0},
        asks=tuple(Ask(f"/payments/4711?page={number}") for number in range(DIFFERING)),
    ),
    Work(
        "conditions",
        "conditions on header and JSON body, 1,000 mocks",
        {1: 6, 16: 22.5, 64: 25},
        asks=tuple(conditioned(number % CONDITIONED, f"note {number}") for number in range(OTHER_BODIES)),
        needs=1_000,
    ),
    Work("https", "static mock, https proxy", {1: 9, 16: 45, 64: 50}, "https"),
    Work("h2", "static mock, https proxy, HTTP/2 streams", {1: 3, 16: 5, 64: 5}, "h2"),
    Work("new-http", "new http connection for each request", {1: 14, 16: 20}, is_fresh=True),
    Work("new-https", "new https connection for each request", {1: 5, 16: 6}, "https", is_fresh=True),
    Work("forwarded-http", "forwarded http", {1: 8, 16: 25, 64: 25}, is_forwarded=True),
    Work("forwarded-https", "forwarded https", {1: 6, 16: 22, 64: 25}, "https", is_forwarded=True),
    Work("jinja2", "straight-line Jinja2 mock", {16: 20}, asks=_one(TEMPLATED)),
    Work("lua", "Lua mock, in a worker", {16: 8}, asks=_one(f"/lua/{NUMBER}")),
    Work("javascript", "JavaScript mock, in a worker", {16: 8}, asks=_one(f"/javascript/{NUMBER}")),
    Work("python", "Python mock, in a worker", {16: 8}, asks=_one(f"/python/{NUMBER}")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A work with one number of requests under way."""

    work: Work
    many: int

    def __str__(self) -> str:
        return f"{self.work.name}/{self.many}"

    @property
    def target(self) -> float:
        """Times the rate of a bare mitmdump."""
        return self.work.targets[self.many]


class UnknownLineError(ValueError):
    """A name that no line has."""


def lines(chosen: Sequence[str] = ()) -> tuple[Line, ...]:
    """All lines, or those chosen by the name of their work or by their own, as `http` and `http/16`.

    Raises `UnknownLineError`.
    """
    every = tuple(Line(work, many) for work in WORKS for many in work.targets)
    if unknown := sorted(set(chosen) - {str(line) for line in every} - {work.name for work in WORKS}):
        names = ", ".join(work.name for work in WORKS)
        raise UnknownLineError(
            f"no line is called {', '.join(unknown)}; there are {names}, each also as NAME/16"
        )
    return tuple(line for line in every if not chosen or str(line) in chosen or line.work.name in chosen)


def interleaved[C, S](measured: Sequence[tuple[C, Sequence[S]]], rounds: int) -> Iterator[tuple[C, S]]:
    """Every line on each of its subjects, round by round; every other round turns the order of the subjects.

    So what the machine does meanwhile meets all of them alike.
    """
    for number in range(rounds):
        for line, subjects in measured:
            for subject in subjects if number % 2 == 0 else subjects[::-1]:
                yield line, subject
