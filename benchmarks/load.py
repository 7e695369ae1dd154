"""The load: keep-alive HTTP/1.1 clients on raw sockets, in a process of its own.

Reads an `Order` as JSON from standard input and writes a `Sample` as JSON. Each connection asks again as
soon as it has its answer; each answer's status and body are checked.
"""

import gc
import json
import os
import selectors
import socket
import ssl
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.figures import Sample, percentile

PATIENCE = 10.0
"""Seconds without any answer until the load gives up."""
HEAD_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask, how, and for how long."""

    proxy: tuple[str, int]
    scheme: str
    host: str
    port: int
    path: str
    body: str
    """What every answer must hold."""
    connections: int
    warm_up: float
    seconds: float
    ca: str = ""
    """The file of the proxy's authority, for https."""
    server_pid: int = 0
    core: int | None = None
    """Where to run; None is anywhere."""


class WrongAnswerError(Exception):
    """The server answered with something else, or closed."""


def is_complete(answer: bytes, body: bytes) -> bool:
    """Whether all of an answer is there. Raises `WrongAnswerError` if it is no 200 with this very body."""
    head, _, rest = answer.partition(HEAD_END)
    if len(rest) < len(body) and body.startswith(rest):
        return False
    if rest != body or not head.startswith(b"HTTP/1.1 200 "):
        raise WrongAnswerError(repr(answer[:1000]))
    return True


class Client:
    """One connection; at most one request is under way."""

    def __init__(self, order: Order) -> None:
        self._wanted = order.body.encode()
        self._buffer = b""
        self._asked_at = 0.0
        self.socket = socket.create_connection(order.proxy, PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        authority = f"{order.host}:{order.port}"
        if order.scheme == "https":
            self._open_tunnel(authority, order.host, order.ca)
        target = order.path if order.scheme == "https" else f"http://{authority}{order.path}"
        head = (f"GET {target} HTTP/1.1", f"Host: {authority}", "User-Agent: bench", "Accept: */*")
        self._request = "\r\n".join((*head, "", "")).encode()
        self.socket.settimeout(0)

    def _open_tunnel(self, authority: str, host: str, ca: str) -> None:
        self.socket.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
        answer = b""
        while HEAD_END not in answer:
            piece = self.socket.recv(4096)
            answer += piece
            if not piece or not answer.startswith(b"HTTP/1.1 200 "[: len(answer)]):
                raise WrongAnswerError(f"CONNECT {authority}: {answer!r}")
        context = ssl.create_default_context(cafile=ca)
        context.set_alpn_protocols(["http/1.1"])
        self.socket = context.wrap_socket(self.socket, server_hostname=host)

    def ask(self) -> None:
        """Send the request."""
        self._asked_at = time.perf_counter()
        self.socket.send(self._request)

    def read(self) -> float | None:
        """Read what there is; gives the seconds that the answer took once it is complete."""
        while True:
            try:
                piece = self.socket.recv(65536)
            except (ssl.SSLWantReadError, BlockingIOError):
                return None
            self._buffer += piece
            if is_complete(self._buffer, self._wanted):
                self._buffer = b""
                return time.perf_counter() - self._asked_at
            if not piece:
                raise WrongAnswerError(f"the server closed after {self._buffer!r}")


class Load:
    """All connections of one process."""

    def __init__(self, order: Order) -> None:
        self._selector = selectors.DefaultSelector()
        for _ in range(order.connections):
            client = Client(order)
            self._selector.register(client.socket, selectors.EVENT_READ, client)

    def start(self) -> None:
        """Send the first request on every connection."""
        for key in list(self._selector.get_map().values()):
            key.data.ask()

    def run(self, seconds: float) -> list[float]:
        """Keep asking; gives the seconds that each answer took."""
        answers: list[float] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            ready = self._selector.select(PATIENCE)
            if not ready:
                raise WrongAnswerError(f"no answer within {PATIENCE} s")
            for key, _ in ready:
                took = key.data.read()
                if took is not None:
                    answers.append(took)
                    key.data.ask()
        return answers


def cpu_seconds_of(pid: int) -> float | None:
    """User and system time of a process so far, by Linux' /proc/PID/stat (proc(5), fields 14 and 15)."""
    stat = Path(f"/proc/{pid}/stat")
    if not pid or not stat.exists():
        return None
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sample(order: Order) -> Sample:
    """Connect, warm up, measure."""
    load = Load(order)
    load.start()
    load.run(order.warm_up)
    gc.collect()
    gc.disable()
    cpu, own, began = cpu_seconds_of(order.server_pid), time.process_time(), time.perf_counter()
    answers = sorted(load.run(order.seconds))
    seconds, own_seconds = time.perf_counter() - began, time.process_time() - own
    cpu_after = cpu_seconds_of(order.server_pid)
    if not answers:
        raise WrongAnswerError(f"no answer within {order.seconds} s")
    return Sample(
        requests=len(answers),
        seconds=seconds,
        p50=percentile(answers, 0.5),
        p99=percentile(answers, 0.99),
        cpu_seconds=None if cpu is None or cpu_after is None else cpu_after - cpu,
        load_share=own_seconds / seconds,
    )


def main() -> None:
    """Read the order, write the sample."""
    facts = json.load(sys.stdin)
    order = Order(**{**facts, "proxy": tuple(facts["proxy"])})
    if order.core is not None:
        os.sched_setaffinity(0, {order.core})
    json.dump(asdict(sample(order)), sys.stdout)


if __name__ == "__main__":
    main()
