"""The closed loop: each client asks again as soon as it has its answer."""

import gc
import select
import socket
import ssl
import time

from benchmarks.figures import PATIENCE, Sample, percentile
from benchmarks.load.answers import WrongAnswerError
from benchmarks.load.http2 import streams
from benchmarks.load.orders import Order
from benchmarks.load.processes import cpu_seconds_of, kept_awake
from benchmarks.load.talking import Talk, Tally, always_new, clock, kept_alive, trusting


class Clients:
    """All clients of one order, on one poll."""

    def __init__(self, order: Order) -> None:
        self.tally = Tally(waiting=order.many)
        self._poll = select.epoll()
        self._talks: dict[int, Talk] = {}
        self._sockets: list[socket.socket] = []
        protocol = "h2" if order.speech == "h2" else "http/1.1"
        context = None if order.speech == "http" else trusting(order.ca, [protocol])
        self._is_polling = order.is_polling
        for _ in range(1 if order.speech == "h2" else order.many):
            self._begin(order, context)

    def _begin(self, order: Order, context: ssl.SSLContext | None) -> None:
        waiting: list[Talk] = []

        def watch(opened: socket.socket) -> None:
            self._poll.register(opened.fileno(), select.EPOLLIN)
            if waiting:
                self._talks[opened.fileno()] = waiting[0]

        if order.speech == "h2" and context is not None:
            talk = streams(order, context, watch, self.tally)
        elif order.is_fresh:
            talk = always_new(order, context, watch, self.tally)
        else:
            talk = kept_alive(order, context, watch, self.tally)
        waiting.append(talk)
        next(talk)

    def begin(self) -> None:
        """Run until every client has had an answer. Raises `WrongAnswerError`."""
        while self.tally.waiting:
            self.run(0.02)

    def run(self, seconds: float) -> None:
        """Keep asking. Raises `WrongAnswerError`."""
        talks = self._talks
        last = now = clock()
        end = now + seconds
        timeout = 0.0 if self._is_polling else PATIENCE
        while now < end:
            ready = self._poll.poll(timeout)
            now = clock()
            if ready:
                last = now
            elif now - last > PATIENCE:
                raise WrongAnswerError(f"no answer within {PATIENCE} s")
            for descriptor, _ in ready:
                next(talks[descriptor])


def sample(order: Order) -> Sample:
    """Connect, warm up, measure. Raises `WrongAnswerError`."""
    gc.collect()
    with kept_awake(order.awake):
        clients = Clients(order)
        clients.begin()
        clients.run(order.warm_up)
        gc.disable()
        clients.tally.took.clear()
        cpu, own, began = cpu_seconds_of(order.server_pid), time.process_time(), clock()
        clients.run(order.seconds)
        seconds, own_seconds = clock() - began, time.process_time() - own
        cpu_after = cpu_seconds_of(order.server_pid)
    gc.enable()
    answers = sorted(clients.tally.took)
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
