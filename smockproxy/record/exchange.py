"""An exchange as recording sees it."""

from dataclasses import dataclass

from smockproxy.core.http import Request, Response
from smockproxy.record.inferred import Place


@dataclass(frozen=True, slots=True)
class Exchange:
    """One exchange with a real server: its secrets are pseudonyms, its bodies have no content coding."""

    request: Request
    """Its body is there in full."""
    response: Response
    """Its body is there in full; no header line speaks of a coding any more."""
    at: float
    """When it began, in seconds since the epoch."""
    took: float = 0.0
    """Seconds from the request to the end of the answer."""
    entry: str = ""
    """The id of its history entry."""
    session: str = ""
    """The id of the session that it belongs to."""
    hidden: tuple[Place, ...] = ()
    """Where its request had secrets, if that is known."""
