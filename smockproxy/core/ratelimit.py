"""Rate limits: how many calls of a mock are answered in a time, for each caller.

Source of the header names: draft-ietf-httpapi-ratelimit-headers (`RateLimit-Limit`, `-Remaining`, `-Reset` up
to its version 06, `RateLimit` and `RateLimit-Policy` since), and API of GitHub for `X-RateLimit-*`.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import blake2b
from math import ceil
from typing import Any

from smockproxy.core.http import NO_HEADERS, Headers, Request, Response

MOST_KEYS = 10_000
"""Callers that a session remembers; the one that came longest ago is forgotten first."""
MOST_CALLS = 1_000_000
"""Calls that it remembers for limits that slide."""
LONGEST_KEY = 100
"""Characters; of a longer one its digest is kept."""
TOO_MANY = Response(429)
NEARLY = 1e-6
"""Seconds, or tokens, by which a sum of fractions may miss."""


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
    burst: int = 0
    """The tokens that a bucket holds; 0: as many as the limit."""
    response: Response = TOO_MANY
    """The answer beyond it."""

    @property
    def at_once(self) -> int:
        """How many calls are answered at one moment."""
        return self.burst or self.limit

    def key_of(self, request: Request) -> str:
        """Whom a request counts for."""
        match self.key.partition(":"):
            case ("header", _, name):
                return request.headers.get(name)
            case ("ip", _, _):
                return request.client
            case ("session", _, _):
                return request.session
            case _:
                return ""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a limit says of one call."""

    headers: Headers = NO_HEADERS
    """`RateLimit-*`, `X-RateLimit-*`, and `Retry-After` beyond the limit: they are added to the answer."""
    response: Response | None = None
    """The answer beyond the limit, headers and all; None within it."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a caller stands after a call."""

    kept: tuple[float, ...]
    """What is remembered of the caller."""
    remaining: int
    reset: float
    """Seconds until there is more again; until it is all there, of a bucket."""
    retry: float | None = None
    """Seconds until a call is answered again; None: this one is."""


type _Kept = tuple[float, ...]
type _Place = tuple[str, str, str]
"""Mock, algorithm and key."""


def _fixed(limit: RateLimit, kept: _Kept, now: float) -> _Standing:
    """Remembers when the window began, and how many calls it had."""
    begun, calls = kept or (now, 0)
    if not begun - NEARLY <= now < begun + limit.per - NEARLY:
        begun, calls = now, 0
    rest = begun + limit.per - now
    if calls >= limit.limit:
        return _Standing((begun, calls), 0, rest, rest)
    return _Standing((begun, calls + 1), limit.limit - int(calls) - 1, rest)


def _sliding(limit: RateLimit, kept: _Kept, now: float) -> _Standing:
    """Remembers each call of the last period."""
    first, last = bisect_right(kept, now - limit.per + NEARLY), bisect_right(kept, now + NEARLY)
    calls = kept[first:last]
    if len(calls) >= limit.limit:
        rest = calls[-limit.limit] + limit.per - now
        return _Standing(calls, 0, rest, rest)
    calls = (*calls, now)
    return _Standing(calls, limit.limit - len(calls), calls[0] + limit.per - now)


def _token_bucket(limit: RateLimit, kept: _Kept, now: float) -> _Standing:
    """Remembers the last call, and how many tokens it left."""
    last, tokens = kept or (now, limit.at_once)
    each = limit.per / limit.limit
    tokens = min(limit.at_once, tokens + max(0.0, now - last) / each)
    if tokens < 1 - NEARLY:
        return _Standing((now, tokens), 0, (limit.at_once - tokens) * each, (1 - tokens) * each)
    tokens = max(0.0, tokens - 1)
    return _Standing((now, tokens), int(tokens + NEARLY), (limit.at_once - tokens) * each)


_COUNTING = {
    Algorithm.FIXED: _fixed,
    Algorithm.SLIDING: _sliding,
    Algorithm.TOKEN_BUCKET: _token_bucket,
}


def _headers(limit: RateLimit, standing: _Standing, now: float) -> Headers:
    most, left, reset = str(limit.at_once), str(standing.remaining), _whole(standing.reset)
    policy = f'"default";q={most};w={max(1, ceil(limit.per - NEARLY))}'
    lines = [
        ("RateLimit-Limit", most),
        ("RateLimit-Remaining", left),
        ("RateLimit-Reset", str(reset)),
        ("RateLimit-Policy", policy),
        ("RateLimit", f'"default";r={left};t={reset}'),
        ("X-RateLimit-Limit", most),
        ("X-RateLimit-Remaining", left),
        ("X-RateLimit-Reset", str(_whole(now + standing.reset))),
    ]
    if standing.retry is not None:
        lines.append(("Retry-After", str(max(1, _whole(standing.retry)))))
    return Headers.of(lines)


def _whole(seconds: float) -> int:
    return max(0, ceil(seconds - NEARLY))


class RateLimiter:
    """The calls that were counted for each mock and key of a session."""

    def __init__(self) -> None:
        self._counted: dict[_Place, _Kept] = {}
        """Whoever called last is at the end."""
        self._calls = 0
        """How many numbers are remembered."""
        self._revision = 0
        self._kept: list[tuple[int, str]] = []
        """What was last written of them, and at which revision; shared with copies."""

    def copy(self) -> "RateLimiter":
        """The same counts; from here on the two go apart."""
        twin = RateLimiter()
        twin._counted, twin._calls = dict(self._counted), self._calls
        twin._revision, twin._kept = self._revision, self._kept
        return twin

    def take(self, limit: RateLimit, name: str, request: Request) -> Allowance:
        """Count a call of a mock, at the moment that its session's clock shows."""
        self._revision += 1
        place = name, limit.algorithm.value, _short(limit.key_of(request))
        now = request.received_at
        standing = _COUNTING[limit.algorithm](limit, self._forget(place), now)
        self._remember(place, standing.kept)
        headers = _headers(limit, standing, now)
        if standing.retry is None:
            return Allowance(headers)
        response = limit.response
        return Allowance(headers, replace(response, headers=headers.joined(response.headers)))

    def _forget(self, place: _Place) -> _Kept:
        kept = self._counted.pop(place, ())
        self._calls -= len(kept)
        return kept

    def _remember(self, place: _Place, kept: _Kept) -> None:
        self._counted[place] = kept
        self._calls += len(kept)
        while len(self._counted) > 1 and (len(self._counted) > MOST_KEYS or self._calls > MOST_CALLS):
            self._forget(next(iter(self._counted)))

    def forget(self, name: str) -> None:
        """Drop what was counted for a mock, so that it starts anew if it comes back."""
        self._drop(place for place in self._counted if place[0] == name)

    def forget_others(self, in_force: Sequence[Set[str]]) -> None:
        """Drop what was counted for mocks that are in none of these sets."""
        self._drop(place for place in self._counted if not any(place[0] in ids for ids in in_force))

    def _drop(self, places: Iterable[_Place]) -> None:
        gone = tuple(places)
        self._revision += len(gone)
        for place in gone:
            self._forget(place)

    def kept(self) -> str:
        """All of it as JSON for `of_kept`; quick if nothing changed since. For one thread."""
        if not self._kept or self._kept[0][0] != self._revision:
            counted = [[*place, list(kept)] for place, kept in self._counted.items()]
            self._kept[:] = [(self._revision, json.dumps({"counted": counted}))]
        return self._kept[0][1]

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "RateLimiter":
        """The counts that `kept` wrote. Raises `ValueError` and the like for what it never wrote."""
        made = cls()
        for name, algorithm, key, numbers in kept["counted"]:
            made._remember((name, algorithm, key), tuple(map(float, numbers)))
        return made


def _short(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    return blake2b(key.encode("utf-8", "replace"), digest_size=16).hexdigest()
