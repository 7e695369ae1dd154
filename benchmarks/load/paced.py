"""The open loop: so many requests a second, whatever the server makes of it, of several kinds in turn.

A request that finds no free connection waits for one; its time runs from when it was due.
`python -m benchmarks.load.paced CORE` reads a `Pace` as JSON and writes a `Reading` as JSON, one a line.
"""

import gc
import json
import os
import select
import socket
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import cycle
from statistics import median
from typing import Any

from benchmarks.figures import PATIENCE, percentile
from benchmarks.load.answers import HEAD_END, WrongAnswerError
from benchmarks.load.orders import Order, order_of, shortened
from benchmarks.load.talking import NOT_YET, PIECE, Talk, Watch, answered, clock, connected, trusting

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: whom, how often among all, and what the answers begin with."""

    name: str
    order: Order
    share: int
    status: int = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """What is asked, how often, for how long."""

    kinds: tuple[Kind, ...]
    rate: float
    seconds: float
    interval: float
    """Seconds from one reading to the next."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen since the last one; seconds."""

    at: float
    """Since the beginning."""
    answers: int
    p50: float
    p99: float
    slowest: float
    late: int
    """How many requests still waited for an answer."""
    medians: dict[str, float]
    """By kind."""


def pace_of(facts: dict[str, Any]) -> Pace:
    """A pace that was JSON on its way."""
    kinds = tuple(Kind(**{**kind, "order": order_of(kind["order"])}) for kind in facts["kinds"])
    return Pace(**{**facts, "kinds": kinds})


def is_whole(answer: bytes, status: bytes, body: bytes) -> bool:
    """Whether an answer that says its length is there. Raises `WrongAnswerError` if it is another one."""
    head, end, rest = answer.partition(HEAD_END)
    if not end:
        return False
    lengths = [
        line.partition(b":")[2] for line in head.lower().splitlines() if line.startswith(b"content-length:")
    ]
    if not head.startswith(status) or len(lengths) != 1 or len(rest) > int(lengths[0]):
        raise WrongAnswerError(shortened(answer))
    if len(rest) == int(lengths[0]) and body and rest != body:
        raise WrongAnswerError(shortened(answer))
    return len(rest) == int(lengths[0])


def turns(shares: Sequence[int]) -> list[int]:
    """Which kind is asked when: each as often as its share, evenly among the others."""
    places = sorted(
        ((number + 0.5) / share, kind) for kind, share in enumerate(shares) for number in range(share)
    )
    return [kind for _, kind in places]


@dataclass(slots=True)
class Desk:
    """Where the requests of one kind wait for a connection, or connections for a request."""

    kind: Kind
    due: deque[float] = field(default_factory=deque)
    free: list[Talk] = field(default_factory=list)
    known: bytes | None = None
    """The last good answer that came in one piece."""
    took: list[float] = field(default_factory=list)
    """The seconds of every answer since the last reading."""

    def is_complete(self, answer: bytes) -> bool:
        """Whether all of it is there. Raises `WrongAnswerError`."""
        if answer == self.known:
            return True
        order = self.kind.order
        if not is_whole(answer, f"HTTP/1.1 {self.kind.status} ".encode(), order.body.encode()):
            return False
        self.known = answer
        return True


def on_call(desk: Desk, own: list[Talk], watch: Watch) -> Talk:
    """Answer what is due at a desk, one after the other, on one connection or each on a new one."""
    order = desk.kind.order
    context = None if order.speech == "http" else trusting(order.ca, ["http/1.1"])
    requests = cycle(order.requests)
    talker: socket.socket | None = None
    while True:
        if talker is None and not order.is_fresh:
            talker = yield from connected(order, context, watch)
        if not desk.due:
            desk.free.append(own[0])
        while not desk.due:
            yield
            drain(talker if not desk.due else None)
        begun = desk.due.popleft()
        if talker is None:
            talker = yield from connected(order, context, watch)
        talker.send(next(requests))
        yield from answered(talker, desk.is_complete)
        desk.took.append(clock() - begun)
        if order.is_fresh:
            talker.close()
            talker = None


def drain(talker: socket.socket | None) -> None:
    """Read what no request asked for: TLS sends tickets after the handshake (RFC 8446 4.6.1)."""
    if talker is None:
        return
    with suppress(*NOT_YET):
        raise WrongAnswerError(f"without being asked: {shortened(talker.recv(PIECE))}")


class Office:
    """All desks, and the connections that serve them."""

    def __init__(self, pace: Pace) -> None:
        self.desks = [Desk(kind) for kind in pace.kinds]
        self._turns = cycle([self.desks[kind] for kind in turns([kind.share for kind in pace.kinds])])
        self._gap = 1 / pace.rate
        self._poll = select.epoll()
        self._talks: dict[int, Talk] = {}
        for desk in self.desks:
            for _ in range(desk.kind.order.many):
                self._begin(desk)

    def _begin(self, desk: Desk) -> None:
        own: list[Talk] = []

        def watch(opened: socket.socket) -> None:
            self._poll.register(opened.fileno(), select.EPOLLIN)
            self._talks[opened.fileno()] = own[0]

        own.append(on_call(desk, own, watch))
        next(own[0])

    @property
    def late(self) -> int:
        """How many requests wait for a connection or an answer."""
        return sum(len(desk.due) + desk.kind.order.many - len(desk.free) for desk in self.desks)

    def open(self) -> None:
        """Wait until every connection is there. Raises `WrongAnswerError`."""
        end = clock() + READY_SECONDS
        while self.late:
            if clock() > end:
                raise WrongAnswerError(f"no connection within {READY_SECONDS:g} s")
            self._turn(0.1)

    def run(self, begun: float, end: float) -> float:
        """Ask what is due from `begun` on until the end; gives when the next one is due."""
        due, last = begun, clock()
        while (now := clock()) < end:
            while due <= now:
                self._ask(due)
                due += self._gap
            if self._turn(min(due, end) - now):
                last = now
            elif now - last > PATIENCE:
                raise WrongAnswerError(f"no answer within {PATIENCE} s")
        return due

    def _ask(self, due: float) -> None:
        desk = next(self._turns)
        desk.due.append(due)
        if desk.free:
            next(desk.free.pop())

    def _turn(self, timeout: float) -> int:
        """Wait for so long, and read what has come: epoll's own timeout is in whole milliseconds."""
        select.select([self._poll], (), (), max(0.0, timeout))
        ready = self._poll.poll(0)
        for descriptor, _ in ready:
            next(self._talks[descriptor])
        return len(ready)


def readings(pace: Pace) -> Iterator[Reading]:
    """Ask, and tell what was seen after each interval. Raises `WrongAnswerError`."""
    office = Office(pace)
    office.open()
    begun = due = clock()
    for number in range(1, round(pace.seconds / pace.interval) + 1):
        due = office.run(due, begun + number * pace.interval)
        took = sorted(seconds for desk in office.desks for seconds in desk.took)
        if not took:
            raise WrongAnswerError(f"no answer within {pace.interval:g} s")
        medians = {desk.kind.name: median(desk.took) for desk in office.desks if desk.took}
        for desk in office.desks:
            desk.took.clear()
        yield Reading(
            at=clock() - begun,
            answers=len(took),
            p50=percentile(took, 0.5),
            p99=percentile(took, 0.99),
            slowest=took[-1],
            late=office.late,
            medians=medians,
        )


def main(core: str = "") -> None:
    """Keep the pace on that core."""
    if core:
        os.sched_setaffinity(0, {int(core)})
    pace = pace_of(json.loads(sys.stdin.readline()))
    gc.disable()
    try:
        for reading in readings(pace):
            print(json.dumps(asdict(reading)), flush=True)
    except (WrongAnswerError, OSError) as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
