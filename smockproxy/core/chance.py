"""Chance: every random draw follows from the session's seed, the mock or rule, its use and what is drawn.

So the order in which concurrent requests come to their draws changes none of them, and a run repeats exactly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Chance:
    """What is left to chance in one use of one mock."""

    seed: int = 0
    name: str = ""
    """The mock: its id, or the number of one whose id differs from run to run."""
    use: int = 0
    """Counts from 0."""

    def draw(self, field: str) -> float:
        """The random number, from 0 to below 1, of one thing that is left to chance: `delay`, `answer`."""
        return drawn(f"{self.seed}/{self.name}/{self.use}/{field}")

    def uuid(self, field: str) -> str:
        """The UUID (RFC 9562, version 4) of one thing that is left to chance."""
        told = f"{self.script_seed}/{field}".encode("utf-8", "replace")
        return str(UUID(bytes=blake2b(told, digest_size=16).digest(), version=4))

    @property
    def script_seed(self) -> str:
        """What a script's own draws follow."""
        return f"{self.seed}/{self.name}/{self.use}"


NO_CHANCE = Chance()


def weighted(weights: Sequence[float], drawn: float) -> int:
    """The place that a number from 0 to below 1 falls on, when each place takes room by its weight."""
    mark = drawn * sum(weights)
    places = (place for place, upper in enumerate(accumulate(weights)) if mark < upper)
    return next(places, len(weights) - 1)


def drawn(text: str) -> float:
    """A number from 0 to below 1 that looks random and is always the same for a text."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=7).digest()
    return (int.from_bytes(digest) >> 3) / 2**53
