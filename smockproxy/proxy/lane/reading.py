"""Whether the bytes of a client are wanted: each who has enough says so, and all must want more."""

from enum import Enum
from typing import Any

from smockproxy.proxy.lane.wire import Wire


class Because(Enum):
    """Why a client has to wait."""

    IT_TAKES_NOTHING = "it does not take what it is sent"
    MUCH_IS_WAITING = "it has said much that could not be looked at yet"
    THE_SERVER_IS_SLOW = "the real server does not take what is passed on"
    MITMPROXY_IS_BUSY = "mitmproxy has not read what it was handed"


class Reading:
    """That of one client."""

    __slots__ = ("_reasons", "_wire")

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._reasons: set[Because] = set()

    def stop(self, reason: Because) -> None:
        """Let the client wait."""
        if not self._reasons and not self._wire.is_closing():
            self._wire.pause_reading()
        self._reasons.add(reason)

    def go_on(self, reason: Because) -> None:
        """This is no reason any more."""
        if reason not in self._reasons:
            return
        self._reasons.remove(reason)
        if not self._reasons and not self._wire.is_closing():
            self._wire.resume_reading()


class OfMitmproxy:
    """The wire as mitmproxy's reader knows it: when it has enough, that is one reason of several."""

    def __init__(self, wire: Wire, reading: Reading) -> None:
        self._wire, self._reading = wire, reading
        self.write = wire.write

    def pause_reading(self) -> None:
        """Enough."""
        self._reading.stop(Because.MITMPROXY_IS_BUSY)

    def resume_reading(self) -> None:
        """More."""
        self._reading.go_on(Because.MITMPROXY_IS_BUSY)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)
