"""Rate limits: how many calls of a mock are answered in a time, for each caller."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from smockproxy.core.http import NO_HEADERS, Headers, Request, Response


class Algorithm(Enum):
    """How calls are counted."""

    FIXED = "fixed"
    """In windows of the period's length, the first of which begins with the first call."""
    SLIDING = "sliding"
    """Over the last period, at each moment."""
    TOKEN_BUCKET = "token_bucket"  # noqa: S105 - no password
    """A bucket of tokens that fills up steadily, `limit` a period."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many answers in so many seconds, for each key."""

    limit: int
    per: float
    key: str = ""
    """Whom it counts for: `header:Name`, `ip`, `session`; empty is everybody together."""
    algorithm: Algorithm = Algorithm.FIXED
    response: Response | None = None
    """The answer beyond it; None is a 429 of ours."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a limit says of one call."""

    headers: Headers = NO_HEADERS
    """`RateLimit-*`, `X-RateLimit-*`, and `Retry-After` beyond the limit: they are added to the answer."""
    response: Response | None = None
    """The answer beyond the limit, headers and all; None within it."""


class RateLimiter:
    """The calls that were counted for each mock and key of a session."""

    def __init__(self) -> None:
        self._counted: dict[tuple[str, str], Any] = {}

    def copy(self) -> "RateLimiter":
        """The same counts; from here on the two go apart."""
        twin = RateLimiter()
        twin._counted = dict(self._counted)
        return twin

    def take(self, limit: RateLimit, name: str, request: Request) -> Allowance:
        """Count a call of a mock, at the moment that its session's clock shows."""
        raise NotImplementedError

    def values(self) -> Mapping[str, Any]:
        """All of it as JSON."""
        raise NotImplementedError
