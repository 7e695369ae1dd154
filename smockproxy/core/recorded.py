"""What a recording keeps of the exchange that a mock was made of. No mock answers by it."""

from dataclasses import dataclass

from smockproxy.core.http import Headers


@dataclass(frozen=True, slots=True)
class Recorded:
    """Facts of one recorded exchange."""

    at: float
    """When it began, in seconds since the epoch."""
    took: float = 0.0
    """Seconds from the request to the end of the answer."""
    method: str = ""
    url: str = ""
    headers: Headers = Headers()
    """Of the request."""
    body_file: str = ""
    """Where the request's body is, relative to the file of the mock; empty when it had none."""
    entry: str = ""
    """The id of its history entry."""
