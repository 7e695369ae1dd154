"""Frames on their way from a worker."""

import asyncio
import socket
import sys

import pytest

from smockproxy.engines.wire import frame
from smockproxy.engines.workerlink import Incoming, PipesLink, SocketLink

FRAMES = [frame(["a"]), frame(["b" * 70_000]), frame([])]
BODIES = [each[4:] for each in FRAMES]


@pytest.mark.parametrize("step", [1000, 70_003, 10**6])
async def test_frames_are_cut_out_of_whatever_pieces_come(step):
    incoming, heard = Incoming(), []
    incoming.listen(heard.append)
    whole = b"".join(FRAMES)
    for start in range(0, len(whole), step):
        incoming.feed(whole[start : start + step])
    incoming.end()
    assert heard == [*BODIES, None]


async def test_what_comes_while_nobody_listens_waits():
    incoming, heard = Incoming(), []
    incoming.feed(FRAMES[0])
    incoming.listen(heard.append)
    assert heard == [BODIES[0]]
    incoming.listen(None)
    incoming.feed(FRAMES[2])
    incoming.end()
    assert heard == [BODIES[0]]
    incoming.listen(heard.append)
    assert heard[1:] == [BODIES[2], None]


async def test_who_stops_listening_hears_no_more():
    incoming, heard = Incoming(), []

    def once(body: bytes | None) -> None:
        heard.append(body)
        incoming.listen(None)

    incoming.listen(once)
    incoming.feed(b"".join(FRAMES))
    assert heard == [BODIES[0]]


async def test_a_socket_is_spoken_over():
    ours, theirs = socket.socketpair()
    _, link = await asyncio.get_running_loop().create_connection(SocketLink, sock=ours)
    heard: asyncio.Queue[bytes | None] = asyncio.Queue()
    link.listen(heard.put_nowait)
    with theirs:
        link.send(b"call")
        assert theirs.recv(10) == b"call"
        theirs.sendall(FRAMES[0])
        assert await heard.get() == BODIES[0]
    assert await heard.get() is None
    await link.closed()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells it")
async def test_a_socket_tells_whether_all_was_read():
    ours, theirs = socket.socketpair()
    _, link = await asyncio.get_running_loop().create_connection(SocketLink, sock=ours)
    with theirs:
        assert link.is_taken()
        link.send(b"call")
        assert not link.is_taken()
        theirs.recv(3)
        assert not link.is_taken()
        theirs.recv(1)
        assert link.is_taken()
        link.send(b"x" * 10_000_000)
        assert not link.is_taken()
        link.close()
        await link.closed()


async def test_a_socket_is_closed_from_here():
    ours, theirs = socket.socketpair()
    _, link = await asyncio.get_running_loop().create_connection(SocketLink, sock=ours)
    with theirs:
        link.close()
        await link.closed()
        assert theirs.recv(10) == b""


async def test_a_link_without_a_socket_yet_says_nothing():
    link = SocketLink()
    link.send(b"call")
    assert not link.is_taken()
    link.close()


class Writer:
    """Takes what is written."""

    def __init__(self) -> None:
        self.written, self.is_closed = b"", False

    def write(self, frame: bytes) -> None:
        self.written += frame

    def close(self) -> None:
        self.is_closed = True


async def test_pipes_are_spoken_over():
    calls, answers = Writer(), asyncio.StreamReader()
    link, heard = PipesLink(calls, answers), []
    link.listen(heard.append)
    link.send(b"call")
    answers.feed_data(FRAMES[0])
    answers.feed_eof()
    await link.closed()
    link.close()
    assert (calls.written, calls.is_closed, heard) == (b"call", True, [BODIES[0], None])


def test_a_socket_is_spoken_over_whatever_the_loop():
    """uvloop's transports are no `asyncio.WriteTransport` by their type."""
    uvloop = pytest.importorskip("uvloop")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(test_a_socket_is_spoken_over())
