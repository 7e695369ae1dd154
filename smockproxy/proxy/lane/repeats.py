"""Requests that came before, byte for byte, and whose answers are made anew: who answers them is known."""

from smockproxy.app.scripts.scripting import asks_moment
from smockproxy.app.sessions.instance import Instance
from smockproxy.core.choice import Choice
from smockproxy.core.http import Request
from smockproxy.proxy.lane.heads import Head
from smockproxy.proxy.lane.plans import Standing


class Repeat(Standing):
    """A request with what was chosen for it, which holds as long as a plan would."""

    __slots__ = ("choice", "head", "is_dated", "request")

    def __init__(self, instance: Instance, head: Head, request: Request, choice: Choice) -> None:
        super().__init__(instance)
        self.head = head
        self.request = request
        self.choice = choice
        self.is_dated = choice.mock is None or asks_moment(choice.mock)
        """Whether its answer depends on when it came."""

    def request_at(self, received_at: float) -> Request:
        """The request as it comes at a moment, in seconds since the epoch; what was read of it stays read."""
        return Request.of_fields({**vars(self.request), "received_at": received_at})
