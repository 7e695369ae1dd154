"""TLS of the admin API, on loopback and a free port."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from smockproxy.admin.server import GRACE, AdminServer
from smockproxy.admin.tls import PLAIN_REQUEST, listener_context

REQUEST = b"GET / HTTP/1.1\r\nHost: admin.test\r\n\r\n"
PATIENCE = 5.0
TURNS = 20
"""Of the event loop, in which the server's side of a handshake that failed comes to its end."""


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(key_type=trustme.KeyType.ECDSA)


async def hello(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": scope["scheme"].encode()})


@pytest.fixture
async def port(authority) -> AsyncIterator[int]:
    context = listener_context()
    authority.issue_cert("127.0.0.1", key_type=trustme.KeyType.ECDSA).configure_cert(context)
    server = AdminServer(hello, "127.0.0.1", 0, context)
    _, port = await server.start()
    yield port
    await server.stop()
    for _ in range(TURNS):
        await asyncio.sleep(0)


def client(authority, *protocols: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


@pytest.mark.parametrize("offered", [(), ("h2", "http/1.1")])
async def test_answers_over_http_1_1(port, authority, offered):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client(authority, *offered))
    writer.write(REQUEST)
    assert (await reader.readuntil(b"https")).startswith(b"HTTP/1.1 200 OK\r\n")
    chosen = writer.get_extra_info("ssl_object").selected_alpn_protocol()
    assert chosen == ("http/1.1" if offered else None)
    writer.close()


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "CONNECT", "OPTIONS"])
async def test_a_plain_request_is_told_so_and_the_connection_ends(port, caplog, method):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST.replace(b"GET", method.encode()))
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == PLAIN_REQUEST
    writer.close()
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_plain_request_that_comes_slowly(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for byte in REQUEST[:5]:
        writer.write(bytes([byte]))
        await writer.drain()
    async with asyncio.timeout(PATIENCE):
        assert await reader.read() == PLAIN_REQUEST
    writer.close()


async def test_what_is_neither_tls_nor_http_gets_no_answer_that_looks_right(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"\x16\x03\x01\x00\x05\xff\xff\xff\xff\xff")
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read()
    assert b"HTTP" not in answer
    writer.close()


async def test_a_client_that_does_not_trust_us(port, caplog):
    with pytest.raises(ssl.SSLCertVerificationError):
        await asyncio.open_connection("127.0.0.1", port, ssl=ssl.create_default_context())
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_stops_soon_with_an_idle_connection(authority):
    context = listener_context()
    authority.issue_cert("127.0.0.1", key_type=trustme.KeyType.ECDSA).configure_cert(context)
    server = AdminServer(hello, "127.0.0.1", 0, context)
    _, port = await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client(authority))
    writer.write(REQUEST)
    await reader.readuntil(b"https")
    async with asyncio.timeout(2 * GRACE + 0.5):
        await server.stop()
    assert await reader.read() == b""
    writer.close()


def test_old_versions_of_tls_are_not_spoken():
    assert listener_context().minimum_version is ssl.TLSVersion.TLSv1_2
