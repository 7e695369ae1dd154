"""A client's socket: its bytes go to whoever speaks with the client."""

import asyncio
import logging
from collections.abc import Callable
from typing import cast

from smockproxy.proxy.lane.wire import Speaker, Wire

logger = logging.getLogger("smockproxy")

type Greet = Callable[["LaneConnection", Wire], Speaker]
"""Who speaks with a client that has just come."""


class Deaf:
    """Speaks with a client that is let go."""

    is_busy = False

    def feed(self, data: bytes) -> None:
        """Nobody listens."""

    def ended(self) -> None:
        """The peer sends nothing more."""

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""

    def pause(self) -> None:
        """The peer takes too slowly."""

    def resume(self) -> None:
        """The peer has taken what there was."""


class LaneConnection(asyncio.Protocol):
    """Owns the socket for as long as there is one."""

    __slots__ = ("_greet", "_is_lost", "_leave", "is_quiet", "quiet_since", "speaker", "wire")

    speaker: Speaker

    def __init__(self, greet: Greet, leave: Callable[["LaneConnection"], None]) -> None:
        self._greet, self._leave = greet, leave
        self._is_lost = False
        self.is_quiet = False
        """Whether nothing was heard since somebody set it."""
        self.quiet_since = 0.0
        """When that was, by the event loop's time."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.wire = cast("Wire", transport)
        try:
            self._tell("has come")
            self.speaker = self._greet(self, self.wire)
        except Exception:
            logger.exception("a client could not be served")  # one that has left has no address, for example
            self.speaker = Deaf()
            self.wire.abort()

    def data_received(self, data: bytes) -> None:
        """Hand on."""
        self.is_quiet = False
        self.speaker.feed(data)

    def eof_received(self) -> bool:
        """Hand on; whoever speaks closes."""
        self.speaker.ended()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Hand on, once."""
        if not self._is_lost:
            self._is_lost = True
            self._leave(self)
            self.speaker.lost(exc)
            self._tell("has left")

    def _tell(self, what: str) -> None:
        if logger.isEnabledFor(logging.DEBUG):
            logger.debug("client %s %s", self.wire.get_extra_info("peername"), what)

    def pause_writing(self) -> None:
        """Hand on."""
        self.speaker.pause()

    def resume_writing(self) -> None:
        """Hand on."""
        self.speaker.resume()
