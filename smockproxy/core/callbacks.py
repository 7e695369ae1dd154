"""Callbacks: requests that are sent once the answer is out. Definitions only; the edge sends them."""

from dataclasses import dataclass

from smockproxy.core.duration import NO_DELAY, Delay
from smockproxy.core.http import Headers


@dataclass(frozen=True, slots=True)
class Callback:
    """One request that follows an answer."""

    method: str
    url: str
    headers: Headers = Headers()
    body: bytes = b""
    after: Delay = NO_DELAY
    """Since the answer, or the end of the last try."""
    retries: int = 0
    """How often it is sent again if it fails."""
    template: str = ""
    """All of it as JSON with templates in its texts; empty if there are none."""
