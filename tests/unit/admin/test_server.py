"""The server of the admin API, on loopback and a free port."""

import asyncio
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from smockproxy.admin.listening import PortInUseError, bound
from smockproxy.admin.server import GRACE, AdminServer

REQUEST = b"GET / HTTP/1.1\r\nHost: admin.test\r\n\r\n"
Send = Callable[[dict[str, object]], Awaitable[None]]


class Application:
    """Answers `hello`, or a stream without an end at `/stream`."""

    def __init__(self) -> None:
        self.streaming = asyncio.Event()
        self.was_left = asyncio.Event()

    async def __call__(self, scope, receive, send: Send) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"5")][: scope["path"] != "/stream"],
            }
        )
        if scope["path"] != "/stream":
            await send({"type": "http.response.body", "body": b"hello"})
            return
        await send({"type": "http.response.body", "body": b"piece", "more_body": True})
        self.streaming.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        self.was_left.set()


@pytest.fixture
async def running() -> AsyncIterator[tuple[AdminServer, Application, int]]:
    application = Application()
    server = AdminServer(application, "127.0.0.1", 0)
    _, port = await server.start()
    yield server, application, port
    await server.stop()


async def test_answers_at_once(running):
    _, _, port = running
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST)
    answer = await reader.readuntil(b"hello")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"server:" not in answer.lower()
    writer.close()


async def test_stops_soon_with_an_idle_connection(running):
    server, _, port = running
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST)
    await reader.readuntil(b"hello")
    async with asyncio.timeout(GRACE):
        await server.stop()
    assert await reader.read() == b""
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_stops_soon_with_a_running_stream(running, caplog):
    server, application, port = running
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST.replace(b"/ ", b"/stream ", 1))
    await application.streaming.wait()
    async with asyncio.timeout(2 * GRACE + 0.5):
        await server.stop()
    assert application.was_left.is_set()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    writer.close()


async def test_signals_stay_ours():
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    server = AdminServer(Application(), "127.0.0.1", 0)
    await server.start()
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
    await server.stop()


async def test_logs_nothing_of_its_own(running, caplog):
    server, _, _ = running
    with caplog.at_level(logging.INFO):
        await server.stop()
    assert caplog.records == []


async def test_a_port_in_use_is_told(running):
    _, _, port = running
    with pytest.raises(PortInUseError) as refusal:
        await AdminServer(Application(), "127.0.0.1", port).start()
    assert (refusal.value.host, refusal.value.port) == ("127.0.0.1", port)
    assert str(refusal.value) == f"Port {port} of 127.0.0.1 is in use."


async def test_a_port_can_be_taken_again_at_once(running):
    server, _, port = running
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST)
    await reader.readuntil(b"hello")
    await server.stop()
    again = AdminServer(Application(), "127.0.0.1", port)
    assert await again.start() == ("127.0.0.1", port)
    await again.stop()
    writer.close()


async def test_stopping_twice_or_before_the_start_is_fine():
    server = AdminServer(Application(), "127.0.0.1", 0)
    await server.stop()
    await server.start()
    await server.stop()
    await server.stop()


def test_an_address_that_is_not_ours():
    with pytest.raises(OSError, match="assign"):
        bound("192.0.2.1", 0)


def test_ipv6():
    try:
        listener = bound("::1", 0)
    except OSError:
        pytest.skip("no IPv6 here")
    assert listener.family is socket.AF_INET6
    listener.close()
