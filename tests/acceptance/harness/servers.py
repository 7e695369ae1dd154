"""A server on loopback with an event loop of its own, in a thread; what it saw can be read from the tests."""

import asyncio
import contextlib
import gc
import ssl
import threading
import warnings
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

ROUNDS = 50
"""Of ending what is still there, when a server stops."""


@dataclass
class Seen:
    """What an upstream server saw since it was last asked to forget."""

    connections: int = 0
    requests: list[dict] = field(default_factory=list)
    raw: bytes = b""
    """Every byte that arrived (raw servers only)."""


class LoopbackServer:
    """Accepts connections on a free port of `host`; a subclass says what happens on one."""

    scheme = "tcp"

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.seen = Seen()
        self.host = host
        self.port = 0
        self._context = context
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name=type(self).__name__)
        self._listening = threading.Event()
        self._conversations: set[asyncio.Task] = set()

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def open_connections(self) -> int:
        return len(self._conversations)

    def forget(self) -> None:
        self.seen = Seen()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._listening.wait(10):
            raise AssertionError("the upstream server did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one connection to its end."""
        raise NotImplementedError

    async def _accepted(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.seen.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._conversations.add(task)
        try:
            await self.converse(reader, writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            self._conversations.discard(task)
            if task.cancelling():
                writer.transport.abort()
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda _loop, _context: None)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accepted, self.host, 0, ssl=self._context, limit=1 << 20)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._end_all())
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        forget_broken_connections()

    async def _end_all(self) -> None:
        """End every conversation, also those that have only just begun, and let their sockets close."""
        for _ in range(ROUNDS):
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            # also connections whose TLS is still being agreed on, which no conversation knows of
            transports = tuple(getattr(self._loop, "_transports", {}).values())
            for transport in transports:
                transport.abort()
            if not tasks and not transports:
                return
            await asyncio.sleep(0.02)


def forget_broken_connections() -> None:
    """Collect transports that asyncio gave up in the middle of TLS, lest a later test is blamed for them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


class RawEcho(LoopbackServer):
    """Sends back every byte; keeps what it got."""

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        while chunk := await reader.read(65536):
            self.seen.raw += chunk
            writer.write(chunk)
            await writer.drain()


class Silent(LoopbackServer):
    """Takes every byte and never says anything."""

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:  # noqa: ARG002 - never answers
        while chunk := await reader.read(65536):
            self.seen.raw += chunk
