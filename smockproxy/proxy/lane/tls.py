"""TLS over a wire: a speaker below, a wire above. Everything happens in the call that brings the bytes."""

import asyncio
import logging
import ssl
from contextlib import suppress
from typing import Any, Protocol

from smockproxy.proxy.lane.wire import Speaker, Wire

logger = logging.getLogger("smockproxy")

RECORD = 16 * 1024
"""The most bytes in one record (RFC 8446, 5.1)."""
PIECE = 16 * RECORD
"""Bytes that are encrypted before they are handed on."""
CLOSED_EARLY = "connection closed"
"""How a handshake fails whose client has left; mitmproxy's words."""


class Meets(Protocol):
    """Who waits for the end of a handshake."""

    def secured(self, pipe: "TlsPipe") -> Speaker:
        """Say who takes what is in the records, now that there will be some."""
        ...

    def failed(self, pipe: "TlsPipe", reason: str) -> None:
        """Take note that there will be none; the connection is closed afterwards."""
        ...


class TlsPipe:
    """One side of a TLS connection: a server's, or a client's if there is a name to ask for."""

    def __init__(
        self, wire: Wire, context: ssl.SSLContext, meets: Meets, server_name: str | None = None
    ) -> None:
        self._wire = wire
        self._meets = meets
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        is_server = server_name is None
        self.tls = context.wrap_bio(
            self._incoming, self._outgoing, server_side=is_server, server_hostname=server_name
        )
        self._loop = asyncio.get_running_loop()
        self._above: Speaker | None = None
        self._unsent: list[bytes] = []
        self._is_taking = self._is_waiting = self._is_paused = self._has_paused_wire = False
        self._has_ended = self._is_closed = self._is_over = False

    @property
    def is_busy(self) -> bool:
        """Whether who speaks above has something open."""
        return self._above is not None and self._above.is_busy

    # -- what comes from below ----------------------------------------------------------

    def begin(self) -> None:
        """Say hello first, as clients do."""
        self._shake()

    def feed(self, data: bytes) -> None:
        """Take encrypted bytes."""
        if self._is_over:
            return
        self._incoming.write(data)
        if self._above is not None or self._shake():
            self._take()

    def ended(self) -> None:
        """The peer's side of the connection has ended, with a farewell or without."""
        if self._above is None:
            self._fail(CLOSED_EARLY)
        elif not self._has_ended:
            self._has_ended = True
            self._take()

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        if self._above is None:
            self._fail(CLOSED_EARLY)
            return
        self._is_over = self._is_closed = True
        self._unsent.clear()
        self._above.lost(error)

    def pause(self) -> None:
        """The peer takes too slowly."""
        if self._above is not None:
            self._above.pause()

    def resume(self) -> None:
        """The peer has taken what there was."""
        if self._above is not None:
            self._above.resume()

    # -- the handshake ------------------------------------------------------------------

    def _shake(self) -> bool:
        """Go on with the handshake; whether it is done."""
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            self._send()
            return False
        except ssl.SSLError as error:
            self._send()
            self._fail(reason_of(error))
            return False
        self._send()
        self._above = self._meets.secured(self)
        return True

    def _fail(self, reason: str) -> None:
        if not self._is_over:
            self._is_over = self._is_closed = True
            self._meets.failed(self, reason)
            self._wire.close()

    # -- records ------------------------------------------------------------------------

    def _take(self) -> None:
        """Hand on what can be decrypted, as long as it is wanted; answers to it go out together."""
        above = self._above
        if self._is_taking or above is None:
            return
        self._is_taking = True
        try:
            while not (self._is_paused or self._is_over):
                try:
                    data = self.tls.read(RECORD)
                except ssl.SSLError as error:
                    self._read_nothing(error)
                    break
                if not data:
                    self._has_ended = True
                    self._end()
                    break
                above.feed(data)
                if not (self._incoming.pending or self._has_ended):
                    break  # no exception has to say so: of a record that was begun nothing is left
        finally:
            self._is_taking = False
        if self._has_paused_wire and not self._is_paused:
            self._has_paused_wire = False  # all that was kept is handed on
            self._wire.resume_reading()
        if self._unsent:
            self._flush()

    def _read_nothing(self, error: ssl.SSLError) -> None:
        """There is no whole record, or what came is none."""
        if isinstance(error, ssl.SSLWantReadError):
            self._send()  # an answer to what was no data, if it wants one
            if self._has_ended:
                self._end()
            return
        logger.warning("TLS error: %s", reason_of(error))
        self._end()
        self.close()

    def _end(self) -> None:
        if not self._is_over and self._above is not None:
            self._is_over = True
            self._above.ended()

    def _flush(self) -> None:
        """Encrypt what was written, and send it."""
        self._is_waiting = False
        unsent = self._unsent
        if not unsent:
            return
        data = unsent[0] if len(unsent) == 1 else b"".join(unsent)
        unsent.clear()
        try:
            if len(data) <= RECORD:
                self.tls.write(data)
                self._wire.write(self._outgoing.read())
            else:
                self._write_pieces(data)
        except ssl.SSLError as error:
            logger.warning("TLS error: %s", reason_of(error))
            self._wire.abort()

    def _flush_at_last(self) -> None:
        try:
            self._flush()
        except Exception:
            logger.exception("TLS broke inside: the connection is cut")
            self._wire.abort()

    def _write_pieces(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[self.tls.write(rest[:PIECE]) :]
            self._send()

    def _send(self) -> None:
        if data := self._outgoing.read():
            self._wire.write(data)

    # -- a wire for what is above -------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Send; pieces that are written in one step go out together."""
        if self._is_closed or not data:
            return
        self._unsent.append(data)
        if not (self._is_taking or self._is_waiting):
            self._is_waiting = True
            self._loop.call_soon(self._flush_at_last)

    def close(self) -> None:
        """Send what there is, and a farewell, then end the connection."""
        if self._is_closed:
            return
        self._flush()
        self._is_closed = True
        self._say_goodbye()
        self._wire.close()

    def write_eof(self) -> None:
        """Say that nothing more will be sent; the peer still may."""
        if not self._is_closed:
            self._flush()
            self._is_closed = True
            self._say_goodbye()

    def _say_goodbye(self) -> None:
        with suppress(ssl.SSLError):  # the peer's farewell is not waited for
            self.tls.unwrap()
        self._send()

    def abort(self) -> None:
        """End the connection now."""
        self._is_closed = True
        self._unsent.clear()
        self._wire.abort()

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._is_closed or self._wire.is_closing()

    def pause_reading(self) -> None:
        """Let the peer wait."""
        self._is_paused = self._has_paused_wire = True
        self._wire.pause_reading()

    def resume_reading(self) -> None:
        """Go on with what was kept, then with the peer's bytes."""
        if self._is_paused:
            self._is_paused = False
            self._loop.call_soon(self._take)

    def get_write_buffer_size(self) -> int:
        """Bytes that the peer has not taken yet."""
        return sum(map(len, self._unsent)) + self._wire.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """As of asyncio's transports; `ssl_object`, too."""
        return self.tls if name == "ssl_object" else self._wire.get_extra_info(name, default)


def reason_of(error: ssl.SSLError) -> str:
    """Why OpenSSL gave up, in the words of its newer versions."""
    reason = (getattr(error, "reason", "") or str(error)).lower().replace("_", " ")
    return reason.replace("sslv3 alert", "ssl/tls alert")
