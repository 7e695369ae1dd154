"""Carries questions over asyncio's streams: nothing blocks, and who is cancelled lets go at once.

Source of the framing: RFC 9112, 6.3 and 7.1, as far as a server may make use of it that is asked for one
answer on one connection.
"""

import asyncio
from collections.abc import AsyncGenerator
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BytesIO
from typing import NamedTuple

from smockproxy.testing.address import Address
from smockproxy.testing.ask import Sent
from smockproxy.testing.refusals import (
    NoAnswerError,
    refusal,
    secure_context,
    while_connecting,
    while_reading,
)

PIECE = 64 * 1024
"""Bytes of an answer that are read at a time, at most; no head is larger."""


class Head(NamedTuple):
    """What comes before the body."""

    status: int
    headers: HTTPMessage


async def carried(address: Address, sent: Sent, timeout: float) -> AsyncGenerator[bytes]:  # noqa: ASYNC109
    """The body of the answer, piece by piece as it comes; the connection ends with it.

    `timeout` is in seconds, for the connection, and for each part of the answer. Raises `ClientError`.
    """
    with while_connecting(address):
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(
                address.host, address.port, ssl=secure_context() if address.is_secure else None, limit=PIECE
            )
    try:
        with while_reading(address):
            writer.write(written(address, sent))
            answer = Incoming(reader, timeout)
            head = await answer.head()
            if not 200 <= head.status < 300:
                raise refusal(address, head.status, b"".join([piece async for piece in answer.body(head)]))
            async for piece in answer.body(head):
                yield piece
    finally:
        writer.close()


def written(address: Address, sent: Sent) -> bytes:
    """A request as bytes."""
    length = {} if sent.body is None else {"Content-Length": str(len(sent.body))}
    headers = {"Host": address.authority, "Connection": "close", **length, **sent.headers}
    lines = [f"{sent.method} {sent.target} HTTP/1.1", *(f"{name}: {headers[name]}" for name in headers)]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (sent.body or b"")


class Incoming:
    """An answer that is coming in."""

    def __init__(self, reader: asyncio.StreamReader, timeout: float) -> None:
        self._reader = reader
        self._timeout = timeout

    async def head(self) -> Head:
        """The status, and the headers. Raises `NoAnswerError` for what is no HTTP."""
        try:
            first, _, rest = (await self._until(b"\r\n\r\n")).partition(b"\r\n")
            version, status = first.split(b" ", 2)[:2]
            if not version.startswith(b"HTTP/1."):
                raise NoAnswerError
            return Head(int(status), parse_headers(BytesIO(rest)))
        except asyncio.IncompleteReadError as error:
            if not error.partial:
                raise
            raise NoAnswerError from None
        except (ValueError, HTTPException):
            raise NoAnswerError from None

    async def body(self, head: Head) -> AsyncGenerator[bytes]:
        """The body. Raises `EOFError` if it ends too early."""
        if "chunked" in head.headers.get("Transfer-Encoding", "").lower():
            while size := _size_of(await self._until(b"\r\n")):
                async for piece in self._exactly(size):
                    yield piece
                await self._until(b"\r\n")
        elif (length := head.headers.get("Content-Length")) is not None:
            async for piece in self._exactly(int(length)):
                yield piece
        else:
            while piece := await self._some(PIECE):
                yield piece

    async def _exactly(self, size: int) -> AsyncGenerator[bytes]:
        while size:
            piece = await self._some(min(size, PIECE))
            if not piece:
                raise EOFError(f"{size} bytes are missing")
            size -= len(piece)
            yield piece

    async def _some(self, most: int) -> bytes:
        async with asyncio.timeout(self._timeout):
            return await self._reader.read(most)

    async def _until(self, end: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._reader.readuntil(end)
        except asyncio.LimitOverrunError as error:
            raise HTTPException(str(error)) from None


def _size_of(line: bytes) -> int:
    """What a line says of the chunk that follows; 0 is the end."""
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        raise HTTPException(f"{line[:20]!r} is no size of a chunk") from None
