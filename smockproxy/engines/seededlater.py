"""Draws whose beginning is worked out with the first of them: most scripts draw nothing."""

from random import Random  # noqa: TID251 - seeded by the call
from typing import Any


class SeededLater(Random):
    """Draws as `Random` does with the same seed."""

    def __init__(self, told: str) -> None:  # not that of `Random`, which takes as long as a short script
        self._told = told
        self._is_seeded = False
        self.gauss_next = None

    def random(self) -> float:
        """A number from 0 to below 1."""
        self._begin()
        return super().random()

    def getrandbits(self, k: int, /) -> int:
        """A number of so many bits."""
        self._begin()
        return super().getrandbits(k)

    def getstate(self) -> tuple[Any, ...]:
        """Where the draws stand."""
        self._begin()
        return super().getstate()

    def seed(self, a: int | float | str | bytes | bytearray | None = None, version: int = 2) -> None:  # type: ignore[override]
        """Begin anew."""
        self._is_seeded = True
        super().seed(a, version)

    def _begin(self) -> None:
        if not self._is_seeded:
            self.seed(self._told)
