"""What the lane knows of whoever asks it for an answer: a connection of HTTP/1.1, or a stream of HTTP/2."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from smockproxy.proxy.edge import Edge
    from smockproxy.proxy.exchange import Exchange
    from smockproxy.proxy.lane.carrying import Carrying, Over
    from smockproxy.proxy.lane.origin import Origin
    from smockproxy.proxy.lane.prepared import Form


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

    def send(self, form: "Form", date: bytes) -> None:
        """Send an answer that is ready but for its date."""
        ...

    def over(self, ends: bool) -> None:  # noqa: FBT001
        """It is answered; whether the connection must end."""
        ...
