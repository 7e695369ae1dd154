"""What all exchanges that the lane forwards share, and what each is told and tells."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from smockproxy.app.sessions.instance import Instance
from smockproxy.core.decision import Forward
from smockproxy.core.http import Request
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.lane.upstreams import Upstreams

if TYPE_CHECKING:
    from smockproxy.proxy.lane.ending import ForwardedExchange


class Taker(Protocol):
    """The client's side of an exchange."""

    def write(self, data: bytes) -> None:
        """Send to the client."""
        ...

    def forwarded(self, *, closes: bool) -> None:
        """The exchange is over on both sides; told once. `closes`: so is the connection."""
        ...

    def cut(self) -> None:
        """End the connection: the answer can't be finished. The exchange is over, and it is told once."""
        ...

    def pause_reading(self) -> None:
        """Let the client wait with its request."""
        ...

    def resume_reading(self) -> None:
        """Go on with the request."""
        ...


class Arrived(NamedTuple):
    """What is known of an exchange when it was decided to forward it."""

    instance: Instance
    id: str
    """Of the exchange."""
    request: Request
    """As history shows it; its body is taken from what comes."""
    received_at: float
    """What the clock of the session showed, in seconds since the epoch."""
    session: str
    """The id of the session."""
    started_at: float
    """Seconds since the epoch."""
    decision: Forward


class Forwarder:
    """What all forwarded exchanges share."""

    def __init__(self, edge: Edge, upstreams: Upstreams) -> None:
        self.edge = edge
        self.upstreams = upstreams
        self.under_way: set[ForwardedExchange] = set()

    def stop(self) -> None:
        """End what is under way, and every connection to a server."""
        for forwarding in tuple(self.under_way):
            forwarding.client_gone()
            forwarding.taker.cut()
        self.upstreams.close()
