"""Connections to servers: who gets them, and when they end."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from smockproxy.core.decision import Forward, Reason, Refuse
from smockproxy.proxy.lane import upstreams as pools
from smockproxy.proxy.lane.outbound import Destination
from smockproxy.proxy.lane.upstreams import LoopError, NotOpenedError, Upstream, Upstreams
from smockproxy.proxy.ownaddress import OwnAddresses
from smockproxy.proxy.sending import ForwardingNotDecidedError

PLACE = Destination("127.0.0.1", 80)


class Loop:
    """An event loop of which only the clock and the timers are asked, and which connects to nobody."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Any]] = []
        self.refuses = False

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Any) -> Any:
        self.timers.append((self.now + seconds, call))
        return self

    def cancel(self) -> None:
        self.timers.clear()

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        due, self.timers = self.timers, []
        for _, call in due:
            call()

    async def create_connection(self, make: Any, host: str, port: int) -> None:
        if self.refuses:
            raise ConnectionRefusedError(111, "Connect call failed")
        make().connection_made(Transport((host, port)))


class Transport:
    """A connection that goes nowhere."""

    def __init__(self, peer: tuple[str, int]) -> None:
        self.peer = peer
        self.written: list[bytes] = []
        self.calls: list[str] = []

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return self.peer

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def __getattr__(self, name: str) -> Any:
        return lambda: self.calls.append(name)


class Reader:
    def __init__(self) -> None:
        self.told: list[Any] = []

    def from_server(self, data: bytes) -> None:
        self.told.append(data)

    def __getattr__(self, name: str) -> Any:
        return lambda: self.told.append(name)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    fake = Loop()
    with monkeypatch.context() as patched:
        patched.setattr(pools.asyncio, "get_running_loop", lambda: fake)
        yield fake


@pytest.fixture
def pool() -> Upstreams:
    trust: Any = None
    return Upstreams(OwnAddresses(lambda: [("127.0.0.1", 8080)]), trust)


def run(work: Any) -> Any:
    """The result of a coroutine that waits for nothing."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    raise AssertionError("it waits")


def opened(pool: Upstreams, place: Destination = PLACE) -> Upstream:
    upstream: Upstream = run(pool.open(place, Forward()))
    return upstream


def test_only_a_forward_decision_opens_a_connection(loop: Loop, pool: Upstreams) -> None:
    for decision in (None, Refuse(Reason.NO_MOCK)):
        with pytest.raises(ForwardingNotDecidedError):
            run(pool.open(PLACE, decision))
    assert opened(pool).address == "127.0.0.1:80"


def test_our_own_ports_are_not_connected_to(loop: Loop, pool: Upstreams) -> None:
    with pytest.raises(LoopError):
        run(pool.open(Destination("localhost", 8080), Forward()))


def test_a_failure_is_told_in_the_words_of_the_loop(loop: Loop, pool: Upstreams) -> None:
    loop.refuses = True
    with pytest.raises(NotOpenedError, match="Connect call failed"):
        opened(pool)


def test_what_is_given_back_is_given_to_the_next(loop: Loop, pool: Upstreams) -> None:
    first, second = opened(pool), opened(pool)
    assert pool.take(PLACE, is_repeatable=True) is None
    pool.give_back(first)
    pool.give_back(second)
    assert pool.take(Destination("127.0.0.1", 81), is_repeatable=True) is None
    assert pool.take(PLACE._replace(alpn=b"http/1.1"), is_repeatable=True) is None
    assert pool.take(PLACE, is_repeatable=True) is second
    assert pool.take(PLACE, is_repeatable=True) is first
    assert pool.take(PLACE, is_repeatable=True) is None


def test_what_cannot_be_repeated_gets_a_fresh_one_only(loop: Loop, pool: Upstreams) -> None:
    pool.give_back(opened(pool))
    loop.now += pools.FRESH_SECONDS + 0.1
    assert pool.take(PLACE, is_repeatable=False) is None
    assert pool.take(PLACE, is_repeatable=True) is not None


def test_idle_ones_are_closed_after_a_while(loop: Loop, pool: Upstreams) -> None:
    upstream = opened(pool)
    pool.give_back(upstream)
    loop.pass_time(pools.IDLE_SECONDS - 1)
    assert not upstream.is_over
    loop.pass_time(2)
    assert upstream.is_over
    assert not loop.timers
    assert pool.take(PLACE, is_repeatable=True) is None


def test_one_that_ends_or_talks_while_it_is_idle_is_given_to_nobody(loop: Loop, pool: Upstreams) -> None:
    for end in (
        Upstream.eof_received,
        lambda each: each.connection_lost(None),
        lambda each: each.data_received(b"x"),
    ):
        upstream = opened(pool)
        pool.give_back(upstream)
        end(upstream)
        assert pool.take(PLACE, is_repeatable=True) is None


def test_after_a_change_of_the_options_nobody_gets_those_of_before(loop: Loop, pool: Upstreams) -> None:
    idle, busy = opened(pool), opened(pool)
    pool.give_back(idle)
    pool.renew()
    pool.give_back(busy)
    assert pool.take(PLACE, is_repeatable=True) is None
    assert (idle.is_over, busy.is_over) == (True, True)


def test_there_is_an_end_to_what_is_kept(
    loop: Loop, pool: Upstreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "MOST_IDLE", 1)
    kept, another = opened(pool), opened(pool)
    pool.give_back(kept)
    pool.give_back(another)
    assert (kept.is_over, another.is_over) == (False, True)


def test_the_reader_is_told_everything_and_the_end_once(loop: Loop, pool: Upstreams) -> None:
    upstream, reader = opened(pool), Reader()
    upstream.reader = reader
    upstream.data_received(b"abc")
    upstream.pause_writing()
    upstream.resume_writing()
    upstream.eof_received()
    upstream.connection_lost(None)
    assert reader.told == [b"abc", "server_is_slow", "server_took", "server_ended"]
    upstream.write(b"late")
    upstream.pause_reading()
    upstream.resume_reading()
    assert upstream.transport is not None
    assert not upstream.transport.written  # type: ignore[attr-defined]


def test_all_end_with_the_run(loop: Loop, pool: Upstreams) -> None:
    idle, busy = opened(pool), opened(pool)
    pool.give_back(idle)
    pool.close()
    assert (idle.is_over, busy.is_over) == (True, True)
    assert not loop.timers


def test_tls_needs_a_transport(pool: Upstreams) -> None:
    async def never_open() -> None:
        await pool._start_tls(Upstream(pool, PLACE))

    with pytest.raises(NotOpenedError):
        asyncio.run(never_open())
