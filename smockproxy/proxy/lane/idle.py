"""Clients that say nothing for long are let go, as mitmproxy's watchdog does with its own.

One round over all connections now and then, no timer for each: a connection only notes that it was heard.
Source: mitmproxy 12.2, `proxy/server.py` (`TimeoutWatchdog`), option `tcp_timeout`.
"""

import asyncio
import logging
from collections.abc import Callable, Collection

from smockproxy.proxy.lane.connection import LaneConnection

logger = logging.getLogger("smockproxy")

ROUNDS = 20
"""How often a client is looked at in the time that it may be silent."""
SHORTEST, LONGEST = 0.25, 30.0
"""Seconds between two rounds, at least and at most."""


class IdleClients:
    """Ends the connections of silent clients; those whose exchange is open, or that are mitmproxy's, stay."""

    def __init__(self, connections: Collection[LaneConnection], timeout: Callable[[], float]) -> None:
        """`timeout` says after how many seconds, now."""
        self._connections = connections
        self._timeout = timeout
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Go round from now on."""
        if self._timer is None:
            self._wait()

    def end(self) -> None:
        """Go round no more."""
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self) -> None:
        seconds = min(max(self._timeout() / ROUNDS, SHORTEST), LONGEST)
        self._timer = asyncio.get_running_loop().call_later(seconds, self._go_round)

    def _go_round(self) -> None:
        self._wait()
        now, timeout = asyncio.get_running_loop().time(), self._timeout()
        for connection in tuple(self._connections):
            try:
                self._look_at(connection, now, timeout)
            except Exception:
                logger.exception("a silent client could not be let go")

    @staticmethod
    def _look_at(connection: LaneConnection, now: float, timeout: float) -> None:
        if connection.speaker.is_busy:
            connection.is_quiet = False
        elif not connection.is_quiet:
            connection.is_quiet, connection.quiet_since = True, now
        elif now - connection.quiet_since < timeout:
            return
        elif connection.wire.is_closing():
            connection.wire.abort()  # it does not take what was written last
        else:
            logger.debug("a client was silent for %g s: its connection is closed", timeout)
            connection.wire.close()
