"""What the lane knows of whoever asks it for an answer: a connection of HTTP/1.1, or a stream of HTTP/2."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from smockproxy.app.sessions.instance import Instance
    from smockproxy.core.choice import Choice
    from smockproxy.core.http import Request
    from smockproxy.proxy.edge import Edge
    from smockproxy.proxy.exchange import Exchange
    from smockproxy.proxy.lane.carrying import Carrying, Over
    from smockproxy.proxy.lane.heads import Field, Head
    from smockproxy.proxy.lane.origin import Origin


class Ready(Protocol):
    """An answer that is ready to be written, but for its date."""

    def written(self, date: bytes) -> bytes:
        """The bytes to write."""
        ...

    @property
    def body(self) -> bytes:
        """The body, as HTTP/2 writes it."""
        ...

    def fields(self, date: bytes) -> "list[Field]":
        """The fields that HTTP/2 writes before it."""
        ...


class Asking(Protocol):
    """One request at a time."""

    began_at: float | None
    """When its head came, if its body came later, in seconds since the epoch."""

    @property
    def origin(self) -> "Origin":
        """Where it comes from."""
        ...

    @property
    def raw(self) -> bytes:
        """The same for the same request only."""
        ...

    def carrying(self, edge: "Edge", exchange: "Exchange", over: "Over") -> "Carrying":
        """Who carries a decision out."""
        ...

    def settled(self, carrying: "Carrying | None" = None) -> None:
        """The request is the lane's now, and may stay open."""
        ...

    def send(self, form: Ready, date: bytes) -> None:
        """Send an answer that is ready but for its date."""
        ...

    def over(self, ends: bool) -> None:  # noqa: FBT001
        """It is answered; whether the connection must end."""
        ...


class Asked(NamedTuple):
    """A request, and what the engine would choose for it."""

    by: Asking
    head: "Head"
    instance: "Instance"
    request: "Request"
    """It may be that of an earlier moment, where nothing asks for the moment but history."""
    choice: "Choice"
    now: float
    """When it came, in seconds since the epoch."""
    received_at: float
    """What the session's clock showed then."""
