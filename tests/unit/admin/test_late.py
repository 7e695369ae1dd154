"""The admin API's port, before and after there is an application."""

import asyncio
import threading

import pytest

from smockproxy.admin.late import LateAdmin
from smockproxy.admin.listening import PortInUseError

REQUEST = b"GET / HTTP/1.1\r\nHost: admin.test\r\nConnection: close\r\n\r\n"


async def hello(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


class Maker:
    """Makes the application, once it may."""

    def __init__(self) -> None:
        self.may = threading.Event()
        self.threads: list[int] = []

    def __call__(self):
        self.threads.append(threading.get_ident())
        self.may.wait(10)
        return hello


@pytest.fixture
def maker():
    made = Maker()
    yield made
    made.may.set()


async def test_a_connection_waits_for_the_application(maker):
    admin = LateAdmin(maker, "127.0.0.1", 0, None)
    host, port = admin.listen()
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(REQUEST)
    opening = asyncio.ensure_future(admin.open())
    maker.may.set()
    await opening
    assert (await reader.read()).endswith(b"hello")
    assert threading.get_ident() not in maker.threads
    writer.close()
    await admin.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, port)


async def test_whoever_asks_first_has_it_made_and_it_is_made_once(maker):
    admin = LateAdmin(maker, "127.0.0.1", 0, None)
    told = []

    async def send(message):
        told.append(message)

    asked = [asyncio.ensure_future(admin({}, None, send)) for _ in range(3)]
    maker.may.set()
    await asyncio.gather(*asked)
    assert [each.get("body") for each in told].count(b"hello") == 3
    assert len(maker.threads) == 1


async def test_one_who_goes_away_spoils_nothing_for_others(maker):
    admin = LateAdmin(maker, "127.0.0.1", 0, None)
    gone = asyncio.ensure_future(admin({}, None, None))
    await asyncio.sleep(0)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    maker.may.set()
    admin.listen()
    await admin.open()
    await admin.stop()
    assert len(maker.threads) == 1


async def test_stopped_before_it_was_open_it_lets_go_of_the_port(maker):
    admin = LateAdmin(maker, "127.0.0.1", 0, None)
    host, port = admin.listen()
    await admin.stop()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(host, port)
    await LateAdmin(maker, "127.0.0.1", 0, None).stop()


async def test_what_can_t_be_made_is_raised():
    def broken():
        raise ImportError("no framework")

    admin = LateAdmin(broken, "127.0.0.1", 0, None)
    admin.listen()
    with pytest.raises(ImportError, match="no framework"):
        await admin.open()
    await admin.stop()


async def test_a_port_in_use_is_told_at_once(maker):
    first = LateAdmin(maker, "127.0.0.1", 0, None)
    _, port = first.listen()
    with pytest.raises(PortInUseError):
        LateAdmin(maker, "127.0.0.1", port, None).listen()
    await first.stop()
