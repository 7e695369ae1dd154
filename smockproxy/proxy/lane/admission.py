"""Who may come in: as mitmproxy's `Block` decides for clients from elsewhere."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from mitmproxy.addons.block import Block

from smockproxy.proxy.lane.connection import LaneConnection
from smockproxy.proxy.lane.wire import Speaker, Wire

type Greet = Callable[[LaneConnection, Wire], Speaker]

HERE = frozenset({"127.0.0.1", "::1"})
"""Addresses that are never turned away; others of loopback, rarely used, are asked about."""


class TurnedAway:
    """Listens to nobody."""

    is_busy = False

    def feed(self, data: bytes) -> None:
        """Forget it."""

    def ended(self) -> None:
        """Nothing follows."""

    def lost(self, error: Exception | None) -> None:
        """Nothing is left to do."""

    def pause(self) -> None:
        """Nothing is written."""

    def resume(self) -> None:
        """Nothing is written."""


def is_turned_away(peer: Any, mode: object) -> bool:
    """Whether mitmproxy would end a client's connection before it asks anything; says so in the log."""
    if peer[0] in HERE:
        return False
    client = SimpleNamespace(peername=peer, proxy_mode=mode, error=None)
    Block().client_connected(client)
    return client.error is not None


def only_admitted(greet: Greet, mode: object) -> Greet:
    """Greet clients that may come in, and close the connections of the others."""

    def admit(connection: LaneConnection, wire: Wire) -> Speaker:
        if not is_turned_away(wire.get_extra_info("peername"), mode):
            return greet(connection, wire)
        wire.close()
        return TurnedAway()

    return admit
