"""A client of the lane without a network: its wire keeps what is written, its handler what came."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from smockproxy.core.duration import Delay
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.http1 import Http1
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.origin import Origin
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

PEER = "192.0.2.7"
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"
"""What it is when the clock stands still."""
SECOND = 1_000_000_000


@dataclass
class Terms:
    """Those of a lane whose tunnels are mitmproxy's."""

    may_shake_hands: bool = False
    takes_http_2: bool = True


class Socket:
    """A wire: keeps what is written, notes what is asked of it."""

    def __init__(self) -> None:
        self.written = b""
        self.is_closed = False
        self.asked: list[str] = []
        self.named: dict[str, Any] = {"peername": (PEER, 51234), "sockname": ("127.0.0.1", 8080)}

    def write(self, data: bytes) -> None:
        if not self.is_closed:
            self.written += data

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True
        self.asked.append("abort")

    def is_closing(self) -> bool:
        return self.is_closed

    def pause_reading(self) -> None:
        self.asked.append("pause")

    def resume_reading(self) -> None:
        self.asked.append("resume")

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self.named.get(name, default)

    def taken(self) -> bytes:
        """What was written since it was asked last."""
        taken, self.written = self.written, b""
        return taken


class Beside:
    """In place of mitmproxy's handler."""

    def __init__(self) -> None:
        self.got = b""
        self.told: list[str] = []
        self.is_idle = True

    def feed(self, data: bytes) -> None:
        self.got += data

    def ended(self) -> None:
        self.told.append("ended")

    def lost(self, error: Exception | None) -> None:
        self.told.append(f"lost {error}")

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")


@dataclass
class Talk:
    """One client's connection to the lane."""

    mocked: MockedEdge
    inside: Origin | None = None
    """A tunnel that it is in."""
    given: Lane | None = None
    beside: Beside = field(default_factory=Beside)

    def __post_init__(self) -> None:
        self.lane = self.given or Lane(self.mocked.edge)
        self.handlers = 0
        self.wires: list[Any] = []
        self.wire = Socket()
        greet = self.lane.greet(self._handler, Terms())  # type: ignore[arg-type]
        self.connection = LaneConnection(greet, self.lane.leave)
        self.connection.connection_made(self.wire)  # type: ignore[arg-type]
        if self.inside is not None:
            self.connection.speaker = Http1(self.lane, self.wire, self.inside, self._handler)

    def _handler(self, wire: Any, *_: object) -> Any:
        self.handlers += 1
        self.wires.append(wire)
        return self.beside

    @property
    def http1(self) -> Http1:
        assert isinstance(self.connection.speaker, Http1)
        return self.connection.speaker

    def says(self, data: bytes | str) -> bytes:
        """What it is answered by the lane."""
        self.connection.data_received(data.encode() if isinstance(data, str) else data)
        return self.wire.taken()

    @property
    def was_handed_over(self) -> bool:
        return self.lane.handed_over > 0

    @property
    def handed_over(self) -> bytes:
        """What mitmproxy was given."""
        return self.beside.got


def head(first_line: str = "GET http://a.test/hello HTTP/1.1", *lines: str) -> str:
    return "\r\n".join((first_line, *(lines or ("Host: a.test",)), "", ""))


HELLO = head()


def hello(*more: Mock, **facts: Any) -> MockedEdge:
    return MockedEdge((mock("/hello"), *more), **facts)


def slow(seconds: float, **facts: Any) -> MockedEdge:
    held = Delay(int(seconds * SECOND), int(seconds * SECOND))
    return MockedEdge((mock("/hello", Fixed(response(201, b"late"), held)), mock("/quick")), **facts)


class Timers:
    """A loop in which time passes when it is told to, and other work when it is asked to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.loop = asyncio.new_event_loop()
        self.loop.call_later = self._call_later  # type: ignore[method-assign]
        self._waiting: list[tuple[float, asyncio.TimerHandle]] = []

    def _call_later(self, delay: float, callback: Any, *arguments: Any, **_: Any) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(0.0, callback, arguments, self.loop)
        handle._scheduled = False  # it is in no heap
        self._waiting.append((self.now + delay, handle))
        return handle

    @property
    def delays(self) -> list[float]:
        return [when - self.now for when, handle in self._waiting if not handle.cancelled()]

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        due = [each for each in self._waiting if each[0] <= self.now]
        self._waiting = [each for each in self._waiting if each[0] > self.now]
        for _, handle in due:
            if not handle.cancelled():
                handle._run()

    def work(self) -> None:
        """Let run what was put off."""
        asyncio._set_running_loop(None)
        for _ in range(5):
            self.loop.call_soon(self.loop.stop)
            self.loop.run_forever()
        asyncio._set_running_loop(self.loop)


@contextmanager
def timers() -> Iterator[Timers]:
    made = Timers()
    asyncio._set_running_loop(made.loop)
    try:
        yield made
    finally:
        asyncio._set_running_loop(None)
        made.loop.close()


def answered(date: str = DATE) -> bytes:
    """The answer of the mock that says nothing else."""
    kind = "Content-Type: text/plain"
    return f"HTTP/1.1 201 Created\r\n{kind}\r\nDate: {date}\r\nContent-Length: 6\r\n\r\nmocked".encode()
