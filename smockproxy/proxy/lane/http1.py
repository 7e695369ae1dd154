"""The lane's side of a client's connection: HTTP/1.1, request by request.

Each request is either answered here or handed over, byte for byte, to mitmproxy's handler on the same
connection. Nothing is counted or kept of a request before that is settled, so it can always be handed over.
"""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from smockproxy.proxy.edge import Edge
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.asking import Ready
from smockproxy.proxy.lane.carrying import Carrying, Over
from smockproxy.proxy.lane.companion import Companion
from smockproxy.proxy.lane.heads import END, LARGEST, Head, InDoubtError, read_head
from smockproxy.proxy.lane.origin import Origin
from smockproxy.proxy.lane.reading import Because, OfMitmproxy, Reading
from smockproxy.proxy.lane.wholebody import ComingBody
from smockproxy.proxy.lane.wire import Wire

if TYPE_CHECKING:
    from smockproxy.proxy.lane.lane import Lane
    from smockproxy.proxy.lane.passing import Passing

logger = logging.getLogger("smockproxy")

MOST_PIECES = 16
"""In how many pieces a head may come; one that comes slower is mitmproxy's."""
LARGEST_BODY = 256 * 1024
"""Bytes of a body that the lane waits for; larger ones stream through mitmproxy."""
MOST_WAITING = 64 * 1024
"""Bytes that may come while an exchange is still open."""

type MakeCompanion = Callable[[Wire], Companion]
"""mitmproxy's handler for the client of a wire."""
type Connect = Callable[[Head, bytes], None]
"""Open the tunnel that a head, read and as it came, asks for. Raises `InDoubtError`."""


class Ended:
    """In place of an exchange when there will be none any more."""

    is_reading = True

    def feed(self, data: bytes) -> None:
        """Whatever comes is not read."""

    def leave(self) -> None:
        """The client has left."""

    def pause(self) -> None:
        """The client takes too slowly."""

    def resume(self) -> None:
        """The client has taken what there was."""


ENDED = Ended()


class Http1:
    """A speaker that answers requests."""

    __slots__ = (
        "_body",
        "_buffer",
        "_carrying",
        "_companion",
        "_connect",
        "_has_ended",
        "_head",
        "_head_size",
        "_is_awaited",
        "_lane",
        "_make",
        "_pieces",
        "began_at",
        "origin",
        "reading",
        "stays",
        "wire",
    )

    def __init__(
        self,
        lane: "Lane",
        wire: Wire,
        origin: Origin,
        make: MakeCompanion,
        connect: Connect | None = None,
    ) -> None:
        """Without `connect`, requests for tunnels are mitmproxy's."""
        self._lane = lane
        self._connect = connect
        self._make = make
        self.wire = wire
        self.reading = Reading(wire)
        self.origin = origin
        self._buffer: bytes | bytearray = b""
        """What has come of a request that is not settled yet."""
        self._pieces = 0
        self._head: Head | None = None
        """That of the request whose body is coming."""
        self._head_size = 0
        self._body: ComingBody | None = None
        self._is_awaited = False
        """Whether the decision needs the body that is coming."""
        self.began_at: float | None = None
        """When the head of a request came whose body came later, in seconds since the epoch."""
        self._carrying: Carrying | Passing | Ended | None = None
        """The exchange that is open."""
        self._companion: Companion | None = None
        self._has_ended = False
        self.stays = False
        """Whether a server knows the client by its connection: mitmproxy keeps that one for it."""

    @property
    def is_busy(self) -> bool:
        """Whether an exchange is open, or mitmproxy's own watchdog looks after the client."""
        is_open = self._carrying is not None and self._carrying is not ENDED
        return is_open or self._companion is not None

    # -- what comes from the client -----------------------------------------------------

    def feed(self, data: bytes) -> None:
        """Take the next bytes. What fails here, before anything is settled, is mitmproxy's."""
        try:
            self._feed(data)
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _feed(self, data: bytes) -> None:
        if self._carrying is not None:
            self._set_aside(self._carrying, data)
            return
        companion = self._companion
        if companion is not None and not companion.is_idle:
            companion.feed(data)
            return
        if not self._buffer:
            plan = self.origin.plans.get(data)
            if plan is not None and self._lane.follow(plan, self):
                if plan.closes:
                    self._end()
                return
            known = self.origin.repeats.get(data)
            if known is not None and self._lane.repeat(known, self, data):
                return
            forward = self.origin.forwards.get(data)
            if forward is not None and self._lane.pass_on(forward, self):
                return
            self._take(data)
        else:
            self._gather(data)
            self._take(self._buffer)

    def _set_aside(self, carrying: "Carrying | Passing | Ended", data: bytes) -> None:
        """Take what comes while an exchange is open: the rest of its body, or of the next request."""
        if carrying.is_reading:
            carrying.feed(data)
            return
        self._gather(data)
        if len(self._buffer) > MOST_WAITING:
            self.reading.stop(Because.MUCH_IS_WAITING)

    def _gather(self, data: bytes) -> None:
        """Put bytes behind those that wait, in whatever pieces they come."""
        if not isinstance(self._buffer, bytearray):
            self._buffer = bytearray(self._buffer)
        self._buffer += data

    def ended(self) -> None:
        """The client sends nothing more: whoever does that takes no answer either (mitmproxy)."""
        self._has_ended = True
        if self._carrying is not None:
            self.wire.close()
            self._carrying.leave()
        elif self._buffer:
            self._hand_over()
        if self._companion is not None:
            self._companion.ended()
        elif self._carrying is None:
            self.wire.close()

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        if self._carrying is not None:
            self._carrying.leave()
            self._carrying = None
        elif self._buffer and not self._has_ended:
            self._hand_over()
        if self._companion is not None:
            self._companion.lost(error)

    def pause(self) -> None:
        """The client takes nothing: ask it for nothing."""
        self.reading.stop(Because.IT_TAKES_NOTHING)
        if self._carrying is not None:
            self._carrying.pause()
        if self._companion is not None:
            self._companion.pause()

    def resume(self) -> None:
        """Go on."""
        self.reading.go_on(Because.IT_TAKES_NOTHING)
        if self._carrying is not None:
            self._carrying.resume()
        if self._companion is not None:
            self._companion.resume()

    # -- a request ----------------------------------------------------------------------

    def _take(self, data: bytes | bytearray) -> None:
        self._buffer = data
        if not self._lane.gate.is_open:
            self._hand_over()
            return
        try:
            body = self._whole()
            if body is not None and self._head is not None:
                self._answer(self._head, body)
        except InDoubtError:
            self._hand_over()

    def _whole(self) -> bytes | None:
        """The body, once all of it is there. Raises `InDoubtError`."""
        data = self._buffer
        head = self._head
        if head is None:
            end = data.find(END)
            self._pieces += 1
            if end < 0:
                self._check_is_coming(data)
                return None
            self._head_size = end + len(END)
            head = self._head = read_head(bytes(data[: self._head_size]))
        if not head.has_body:
            if len(data) != self._head_size:
                raise InDoubtError  # what follows is pipelined
            return b""
        if self._body is None:
            self._body = ComingBody(head, self._head_size, LARGEST_BODY)
        body = self._body.whole(data)
        if body is None and not self._is_awaited and not self._lane.upload(self, head):
            self._is_awaited = True
            self.began_at = self._lane.edge.instance.clock()
        return body

    def _answer(self, head: Head, body: bytes) -> None:
        if head.method != "CONNECT":
            self._lane.answer(self, head, body)
        elif self._connect is None or self._companion is not None:
            raise InDoubtError
        else:
            self._connect(head, self.raw)  # from here on another speaks

    def _check_is_coming(self, data: bytes | bytearray) -> None:
        is_odd = not data[0:1].isupper() or data.count(b"\n") != data.count(b"\r\n")
        if is_odd or len(data) > LARGEST or self._pieces > MOST_PIECES:
            raise InDoubtError

    @property
    def raw(self) -> bytes:
        """The request that is being answered, as it came."""
        return bytes(self._buffer)

    @property
    def body_bytes(self) -> bytes:
        """What has come of its body."""
        return bytes(self._buffer[self._head_size :])

    def keep(self, data: bytes) -> None:
        """These bytes are of the next request."""
        self._buffer = data

    def carrying(self, edge: Edge, exchange: Exchange, over: Over) -> Carrying:
        """Who carries a decision out."""
        return Carrying(edge, self.wire, exchange, over)

    def send(self, form: Ready, date: bytes) -> None:
        """Send an answer that is ready but for its date."""
        self.wire.write(form.written(date))

    def settled(self, carrying: "Carrying | Passing | None" = None) -> None:
        """The request is the lane's now: its bytes are done with, and its exchange may stay open."""
        self._lane.answered += 1
        self._forget()
        self._carrying = carrying

    def _forget(self) -> None:
        self._buffer = b""
        self._head, self._pieces, self._is_awaited, self.began_at = None, 0, False, None
        self._body = None

    def over(self, ends: bool) -> None:  # noqa: FBT001
        """The exchange that was open is answered."""
        was_open, self._carrying = self._carrying, None
        if ends:
            self._end()
        elif was_open is not None:
            self.reading.go_on(Because.THE_SERVER_IS_SLOW)
            self.reading.go_on(Because.MUCH_IS_WAITING)
            if self._buffer:
                self._go_on()

    def _go_on(self) -> None:
        """Take what has come meanwhile; what fails in it is no fault of the exchange that is over."""
        try:
            self._take(self.raw)
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _break_down(self, error: Exception) -> None:
        """Let mitmproxy answer what is not settled yet; else end the connection."""
        try:
            self._lane.note_defect(error)
            if self._buffer and self._carrying is None:
                self._hand_over()
                return
        except Exception:
            logger.exception("a client's connection is closed")
        self._end()

    def _end(self) -> None:
        """End the connection; nothing that still comes is read."""
        self._forget()
        if self._carrying is None:
            self._carrying = ENDED
        self.wire.close()

    # -- mitmproxy ----------------------------------------------------------------------

    def _hand_over(self) -> None:
        data = self.raw
        self._forget()
        if self._companion is None:
            self._companion = self._make(OfMitmproxy(self.wire, self.reading))
        self._lane.handed_over += 1
        self._companion.feed(data)
