"""Callbacks: requests that are sent once the answer is out. Definitions only; the edge sends them."""

from dataclasses import dataclass

from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import Headers

PATIENCE = 10.0
"""Seconds that a try may take, if its author does not say."""
FIRST_PAUSE = 0.1
"""Seconds before the second try of a callback that is sent at once."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries, at most."""
LAST_DOUBLING = 20
WORKED_OUT = frozenset({"host", "content-length", "transfer-encoding", "connection"})
"""Headers that follow from the URL and the body; nobody sets them."""
FIRST_FAILURE = 500
"""An answer with this status, or one above, is worth another try."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One request that follows an answer."""

    method: str
    url: str
    headers: Headers = Headers()
    body: bytes = b""
    after: AnyDelay = NO_DELAY
    """Since the answer."""
    retries: int = 0
    """How often it is sent again if it fails."""
    template: str = ""
    """All of it as JSON with templates in its texts; empty if there are none."""
    timeout: float = PATIENCE
    """Seconds."""
    skip_verify_tls: bool = False


def pause_before(attempt: int, after: float) -> float:
    """Seconds before a try: the first comes after the callback's own time, each further one after twice
    as long as the one before.
    """
    if attempt == 0:
        return after
    doubled: int = 2 ** min(attempt - 1, LAST_DOUBLING)
    return min(LONGEST_PAUSE, (after or FIRST_PAUSE) * doubled)
