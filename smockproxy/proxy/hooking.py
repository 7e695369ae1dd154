"""mitmproxy's handler of one client, which runs hooks at once unless one of their handlers waits.

mitmproxy makes a task for each hook, and takes a lock for each event. Here events stand in a queue: one that
comes while another is handed on, such as the end of a hook, has its turn after it, as with the lock. A client
that has sent much at once gives way to others now and then.
Source: mitmproxy 12.2, proxy/server.py.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable
from time import monotonic
from typing import TYPE_CHECKING, Any

from mitmproxy.connection import Connection
from mitmproxy.flow import Flow
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.mode_servers import ProxyConnectionHandler
from mitmproxy.proxy.server import ConnectionIO
from mitmproxy.utils import asyncio_utils

from smockproxy.proxy import atonce

if TYPE_CHECKING:
    from smockproxy.proxy.chain import Chain

SPELL = 0.01
"""Seconds after which a client lets others have their turn."""
logger = logging.getLogger("mitmproxy.proxy.server")
"""mitmproxy's own, so that its lines can be told apart as before."""


class HookingHandler(ProxyConnectionHandler):
    """The connection of a client, with those to servers that are made for it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._events: deque[events.Event] = deque()
        self._is_busy = False
        """Whether events that come have to wait: others are handed on, or have to wait themselves."""
        self._has_caught_up: asyncio.Future[None] | None = None
        """Done once no event waits any more; there is one while others have their turn."""
        self._chain: Chain = self.master.addons  # type: ignore[assignment]
        atonce.allow(self.client, self._chain)

    # -- hooks --------------------------------------------------------------------------

    def _begin(self, hook: commands.StartHook) -> Awaitable[None] | None:
        """Run a hook; what is left of it if one has to wait: for a handler, or for a flow that is held."""
        rest = atonce.begun(hook, self._chain)
        (subject,) = hook.args()
        is_held = isinstance(subject, Flow) and subject.intercepted
        return None if rest is None and not is_held else self._end(rest, subject)

    async def _end(self, rest: Awaitable[None] | None, subject: object) -> None:
        with self.timeout_watchdog.disarm():
            if rest is not None:
                await rest
            if isinstance(subject, Flow):
                await subject.wait_for_resume()

    async def handle_hook(self, hook: commands.StartHook) -> None:
        """Run a hook to its end."""
        if (rest := self._begin(hook)) is not None:
            await rest

    def _start_hook(self, hook: commands.StartHook) -> None:
        rest = self._begin(hook)
        if rest is not None:
            self._task(self._complete(hook, rest), f"handle_hook({hook.name})", keep_ref=True)
        elif hook.blocking:
            self.feed(events.HookCompleted(hook))

    async def _complete(self, hook: commands.StartHook, rest: Awaitable[None]) -> None:
        await rest
        if hook.blocking:
            self.feed(events.HookCompleted(hook))

    # -- events -------------------------------------------------------------------------

    async def server_event(self, event: events.Event) -> None:
        """Let the layers have an event."""
        self.feed(event)

    def feed(self, event: events.Event) -> None:
        """Let the layers have an event: now, or when they are done with those that they have."""
        self._events.append(event)
        if not self._is_busy:
            self._hand_on_all()

    def _hand_on_all(self) -> None:
        """Hand on what waits; the rest after others had their turn, if it takes long."""
        self._is_busy = True
        until = monotonic() + SPELL
        try:
            self.timeout_watchdog.register_activity()
            while self._events:
                self._hand_on(self._events.popleft())
                if self._events and monotonic() > until:
                    self._give_way()
                    return
        finally:
            self._is_busy = bool(self._events)
        if self._has_caught_up is not None:
            caught_up, self._has_caught_up = self._has_caught_up, None
            caught_up.set_result(None)

    def _give_way(self) -> None:
        loop = asyncio.get_running_loop()
        if self._has_caught_up is None:
            self._has_caught_up = loop.create_future()
        loop.call_soon(self._hand_on_all)

    @property
    def is_behind(self) -> bool:
        """Whether events wait."""
        return bool(self._events)

    async def _catch_up(self) -> None:
        """Wait until no event waits."""
        while self._has_caught_up is not None:
            await asyncio.shield(self._has_caught_up)

    def _hand_on(self, event: events.Event) -> None:
        atonce.turn(self.client)
        held: list[commands.SendData] = []
        try:
            for command in self.layer.handle_event(event):
                if type(command) is commands.SendData and self._goes_with(held, command):
                    held.append(command)
                    continue
                self._write(held)
                if isinstance(command, commands.StartHook):
                    self._start_hook(command)
                else:
                    self._carry_out(command)
        except Exception:
            logger.exception("mitmproxy has crashed!", extra={"client": self.client.peername})
        finally:
            self._write(held)

    @staticmethod
    def _goes_with(held: list[commands.SendData], command: commands.SendData) -> bool:
        """Whether what is to be sent goes where the rest goes: a head and its body, written as one."""
        return not held or held[-1].connection is command.connection

    def _write(self, held: list[commands.SendData]) -> None:
        """Write what was held back."""
        if not held:
            return
        connection = held[0].connection
        transport = self.transports.get(connection)  # none: it is closed already
        if transport is not None and transport.writer is not None and not transport.writer.is_closing():
            transport.writer.write(held[0].data if len(held) == 1 else b"".join(each.data for each in held))
        held.clear()

    def _carry_out(self, command: commands.Command) -> None:
        match command:
            case commands.OpenConnection():
                self._open(command)
            case commands.RequestWakeup():
                name = f"wakeup timer ({command.delay:.1f}s)"
                self.wakeup_timer.add(self._task(self.wakeup(command), name))
            case commands.ConnectionCommand():
                if command.connection in self.transports:  # else it is closed already
                    self._carry_out_on(command)
            case commands.Log():
                self.log(command.message, command.level)
            case _:
                raise RuntimeError(f"Unexpected command: {command}")

    def _carry_out_on(self, command: commands.ConnectionCommand) -> None:
        """Do what a layer wants to be done with a connection that is there."""
        match command:
            case commands.SendData():
                self._write([command])
            case commands.CloseTcpConnection():
                self.close_connection(command.connection, command.half_close)
            case commands.CloseConnection():
                self.close_connection(command.connection, half_close=False)
            case _:
                raise RuntimeError(f"Unexpected command: {command}")

    def _open(self, command: commands.OpenConnection) -> None:
        connection = command.connection
        name = f"server connection handler {connection.address}"
        task = self._task(self.open_connection(command), name)
        self.transports[connection] = ConnectionIO(handler=task)

    def _task(self, work: Any, name: str, *, keep_ref: bool = False) -> "asyncio.Task[None]":
        return asyncio_utils.create_task(work, name=name, keep_ref=keep_ref, client=self.client.peername)

    # -- transports ---------------------------------------------------------------------

    async def handle_connection(self, connection: Connection) -> None:
        """Serve a connection until its end, and all that came by it."""
        try:
            await super().handle_connection(connection)
        finally:
            await self._catch_up()

    async def drain_writers(self) -> None:
        """Wait until all is handed on, and peers have taken what is written; most often nothing is left."""
        await self._catch_up()
        if any(map(_is_full, self.transports.values())):
            await super().drain_writers()


def _is_full(transport: ConnectionIO) -> bool:
    """Whether something is written that the peer has not taken, or that nobody can ask about."""
    writer = transport.writer
    if not isinstance(writer, asyncio.StreamWriter):
        return writer is not None
    return writer.is_closing() or writer.transport.get_write_buffer_size() > 0
