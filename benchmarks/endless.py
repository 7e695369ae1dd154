"""A static mock asked at a steady rate, alone and beside scripts that never end, in a process of its own.

Reads a `Strain` as JSON from standard input and writes a `Steadiness` as JSON. Every script must be a 601.
"""

import gc
import json
import socket
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.figures import percentile
from benchmarks.load.answers import HEAD_END, WrongAnswerError

PATIENCE = 30.0
"""Seconds without an answer until it gives up."""
STOPPED = b"HTTP/1.1 601 "
ANSWERED = b"HTTP/1.1 200 "


@dataclass(frozen=True, slots=True)
class Strain:
    """What to ask, and beside what."""

    proxy: tuple[str, int]
    static: str
    """The URL of the static mock."""
    endless: tuple[str, ...]
    """The URLs of scripts without end, each asked again as soon as it was stopped."""
    rate: float = 200.0
    """Requests a second."""
    seconds: float = 8.0


@dataclass(frozen=True, slots=True)
class Steadiness:
    """What was seen; seconds."""

    calm_p50: float
    calm_p99: float
    p50: float
    p99: float
    slowest: float
    stopped: int
    """How many scripts were stopped."""
    slowest_stop: float
    """From the request for a script to its 601."""

    @property
    def ratio(self) -> float:
        """The median beside the scripts, by the median without them."""
        return self.p50 / self.calm_p50


class Connection:
    """A keep-alive connection that asks for one URL."""

    def __init__(self, proxy: tuple[str, int], url: str) -> None:
        host = url.split("/")[2]
        self._socket = socket.create_connection(proxy, PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = f"GET {url} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()

    def ask(self, expected: bytes) -> float:
        """Ask, and read all of the answer; gives the seconds that took. Raises `WrongAnswerError`."""
        begun = time.perf_counter()
        self._socket.sendall(self._request)
        received = b""
        while not is_whole(received):
            piece = self._socket.recv(65536)
            if not piece:
                raise WrongAnswerError(f"the server closed after {received!r}")
            received += piece
        if not received.startswith(expected):
            raise WrongAnswerError(repr(received[:1000]))
        return time.perf_counter() - begun


def is_whole(received: bytes) -> bool:
    """Whether an answer that says its length is there."""
    head, end, body = received.partition(HEAD_END)
    if not end:
        return False
    lengths = [
        line.partition(b":")[2] for line in head.lower().splitlines() if line.startswith(b"content-length:")
    ]
    return bool(lengths) and len(body) >= int(lengths[0])


def steadily(connection: Connection, rate: float, seconds: float) -> list[float]:
    """Ask at a steady rate; an answer that is late does not put the next request off, but for itself."""
    begun, took = time.perf_counter(), []
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        took.append(connection.ask(ANSWERED))
    return sorted(took)


def strained(strain: Strain) -> Steadiness:
    """Measure without the scripts, then with them."""
    static = Connection(strain.proxy, strain.static)
    steadily(static, strain.rate, 1)
    gc.disable()
    calm = steadily(static, strain.rate, strain.seconds)
    has_ended = threading.Event()
    stops: list[float] = []

    def stopped_again_and_again(url: str) -> None:
        connection = Connection(strain.proxy, url)
        while not has_ended.is_set():
            stops.append(connection.ask(STOPPED))

    threads = [threading.Thread(target=stopped_again_and_again, args=(url,)) for url in strain.endless]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    busy = steadily(static, strain.rate, strain.seconds)
    has_ended.set()
    for thread in threads:
        thread.join()
    return steadiness(calm, busy, stops)


def steadiness(calm: Sequence[float], busy: Sequence[float], stops: Sequence[float]) -> Steadiness:
    """The figures of sorted times, and of the stops."""
    return Steadiness(
        calm_p50=percentile(calm, 0.5),
        calm_p99=percentile(calm, 0.99),
        p50=percentile(busy, 0.5),
        p99=percentile(busy, 0.99),
        slowest=busy[-1],
        stopped=len(stops),
        slowest_stop=max(stops, default=0.0),
    )


def main() -> None:
    """Read what to do, write what was seen."""
    facts = json.load(sys.stdin)
    strain = Strain(**{**facts, "proxy": tuple(facts["proxy"]), "endless": tuple(facts["endless"])})
    json.dump(asdict(strained(strain)), sys.stdout)


if __name__ == "__main__":
    main()
