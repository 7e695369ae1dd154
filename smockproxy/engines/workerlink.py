"""The way to a worker and back: frames out, and the bodies of frames in, to whoever has a call under way.

It does without asyncio's streams and their tasks: a call is one write, and a callback or two.
"""

import asyncio
import sys
from collections.abc import Callable
from typing import Protocol, cast

from smockproxy.engines import wire

if sys.platform != "win32":
    import fcntl
    import termios

ROOM = 64 * 1024
"""Bytes that are read at once."""

type Listener = Callable[[bytes | None], None]
"""Hears the body of each frame, and None when there will be no more."""


class Link(Protocol):
    """A way to a worker."""

    def listen(self, listener: Listener | None) -> None:
        """Who hears what comes from now on."""
        ...

    def send(self, frame: bytes) -> None:
        """Send a frame; what can't be sent is noticed by the end of what comes."""
        ...

    def is_taken(self) -> bool:
        """Whether it is known that the worker has read all that was sent."""
        ...

    def close(self) -> None:
        """Close it, whatever is still on its way."""
        ...

    async def closed(self) -> None:
        """Wait until nothing comes any more."""
        ...


class Incoming:
    """Cuts what comes into frames."""

    def __init__(self) -> None:
        self._unread = bytearray()
        self._listener: Listener | None = None
        self.has_ended = asyncio.Event()

    def listen(self, listener: Listener | None) -> None:
        """Who hears what comes from now on."""
        self._listener = listener
        self.feed(b"")
        if self._listener is not None and self.has_ended.is_set():
            self._listener(None)

    def feed(self, received: bytes | memoryview) -> None:
        """Take what has come; what comes when nobody listens waits."""
        self._unread += received
        unread = self._unread
        while self._listener is not None and len(unread) >= wire.LENGTH_BYTES:
            end = wire.LENGTH_BYTES + wire.frame_length(unread[: wire.LENGTH_BYTES])
            if len(unread) < end:
                break
            body = bytes(unread[wire.LENGTH_BYTES : end])
            del unread[:end]
            self._listener(body)

    def end(self) -> None:
        """Nothing more will come."""
        self.has_ended.set()
        if self._listener is not None:
            self._listener(None)


class SocketLink(asyncio.BufferedProtocol):
    """A link over a socket."""

    def __init__(self) -> None:
        self._incoming = Incoming()
        self._room = memoryview(bytearray(ROOM))
        self._transport: asyncio.WriteTransport | None = None
        self.listen = self._incoming.listen

    def send(self, frame: bytes) -> None:
        """Send a frame."""
        if self._transport is not None:
            self._transport.write(frame)

    def is_taken(self) -> bool:
        """Whether the worker has read all that was sent.

        Source: unix(7), SIOCOUTQ; elsewhere than on Linux that can't be known.
        """
        transport = self._transport
        if sys.platform != "linux" or transport is None or transport.get_write_buffer_size():
            return False
        unread = fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, bytes(4))
        return not any(unread)

    def close(self) -> None:
        """Close it."""
        if self._transport is not None:
            self._transport.abort()

    async def closed(self) -> None:
        """Wait until nothing comes any more."""
        await self._incoming.has_ended.wait()

    # -- what asyncio calls -------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is watched from now on."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's are none by their type

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where to put what is read."""
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """So much was read."""
        self._incoming.feed(self._room[:nbytes])

    def connection_lost(self, _error: Exception | None) -> None:
        """Nothing more will come."""
        self._incoming.end()


class PipesLink:
    """A link over the pipes of a process."""

    def __init__(self, calls: asyncio.StreamWriter, answers: asyncio.StreamReader) -> None:
        self._incoming = Incoming()
        self._calls = calls
        self.listen = self._incoming.listen
        self._reading = asyncio.ensure_future(self._read(answers))

    def send(self, frame: bytes) -> None:
        """Send a frame."""
        self._calls.write(frame)

    def is_taken(self) -> bool:
        """That can't be known."""
        return False

    def close(self) -> None:
        """Close it."""
        self._calls.close()

    async def closed(self) -> None:
        """Wait until nothing comes any more."""
        await self._reading

    async def _read(self, answers: asyncio.StreamReader) -> None:
        while received := await answers.read(ROOM):
            self._incoming.feed(received)
        self._incoming.end()
