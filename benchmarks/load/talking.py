"""How a client talks HTTP/1.1: a generator that yields whenever it waits for its socket to be readable."""

import socket
import ssl
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle

from benchmarks.figures import PATIENCE
from benchmarks.load.answers import Checked, WrongAnswerError, is_tunnel
from benchmarks.load.orders import Order, sources

PIECE = 4096
NOT_YET = (BlockingIOError, ssl.SSLWantReadError)

type Talk = Generator[None]
type Opening = Generator[None, None, socket.socket]


@dataclass(slots=True)
class Tally:
    """What all clients of an order have seen."""

    took: list[float] = field(default_factory=list)
    """The seconds of every answer so far."""
    waiting: int = 0
    """How many clients have had no answer yet."""


type Watch = Callable[[socket.socket], None]
"""Says on which socket this talk waits from now on."""

clock = time.perf_counter
_numbers = count()


def opened(proxy: tuple[str, int], *, by_turns: bool = False) -> socket.socket:
    """A connection to the proxy that waits for nothing; many new ones come from addresses by turns."""
    connection = socket.socket()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if by_turns:
        connection.setsockopt(socket.IPPROTO_IP, getattr(socket, "IP_BIND_ADDRESS_NO_PORT", 24), 1)
        connection.bind((sources(next(_numbers)), 0))
    connection.settimeout(PATIENCE)
    connection.connect(proxy)
    connection.setblocking(False)  # noqa: FBT003 - it takes no keyword
    return connection


def trusting(ca: str, protocols: Sequence[str]) -> ssl.SSLContext:
    """What a client believes that trusts the proxy's authority."""
    context = ssl.create_default_context(cafile=ca)
    context.set_alpn_protocols(list(protocols))
    return context


def tunnelled(plain: socket.socket, order: Order, context: ssl.SSLContext) -> Opening:
    """Open the tunnel, and shake hands in it."""
    plain.send(order.connect)
    answer = b""
    while not answer or not is_tunnel(answer):
        yield
        piece = plain.recv(PIECE)
        if not piece:
            raise WrongAnswerError(f"CONNECT {order.authority}: closed after {answer!r}")
        answer += piece
    secure = context.wrap_socket(plain, server_hostname=order.host, do_handshake_on_connect=False)
    while True:
        try:
            secure.do_handshake()
        except ssl.SSLWantReadError:
            yield
        else:
            return secure


def connected(order: Order, context: ssl.SSLContext | None, watch: Watch) -> Opening:
    """A connection on which requests can be sent."""
    plain = opened(order.proxy, by_turns=order.is_fresh)
    watch(plain)
    return plain if context is None else (yield from tunnelled(plain, order, context))


def answered(talker: socket.socket, is_complete: Callable[[bytes], bool]) -> Talk:
    """Wait for an answer, and read all of it. Raises `WrongAnswerError`."""
    answer = b""
    while True:
        yield
        while True:
            try:
                piece = talker.recv(PIECE)
            except NOT_YET:
                break
            if not piece:
                raise WrongAnswerError(f"the server closed after {answer!r}")
            answer += piece
            if is_complete(answer):
                return


def kept_alive(order: Order, context: ssl.SSLContext | None, watch: Watch, tally: Tally) -> Talk:
    """Ask again and again on one connection; each answer is added to the tally."""
    talker = yield from connected(order, context, watch)
    checked, took = Checked(order.body), tally.took
    for number, request in enumerate(cycle(order.requests)):
        begun = clock()
        talker.send(request)
        yield from answered(talker, checked.is_complete)
        took.append(clock() - begun)
        if not number:
            tally.waiting -= 1


def always_new(order: Order, context: ssl.SSLContext | None, watch: Watch, tally: Tally) -> Talk:
    """Ask again and again, each time on a new connection; opening it is part of the time."""
    checked = Checked(order.body)
    for number, request in enumerate(cycle(order.requests)):
        begun = clock()
        talker = yield from connected(order, context, watch)
        talker.send(request)
        yield from answered(talker, checked.is_complete)
        talker.close()
        tally.took.append(clock() - begun)
        if not number:
            tally.waiting -= 1
