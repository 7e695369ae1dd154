"""A session's clock as values that a document can hold, and back."""

from collections.abc import Iterable
from typing import Any

from smockproxy.core.clock import SessionClock, Stretch

type KeptStretch = tuple[float, float, bool]
"""Since when, what it showed then, and whether it stood still."""


def clock_values(clock: SessionClock) -> list[KeptStretch]:
    """The clock as JSON; empty for one that nobody has changed."""
    return [(each.since, each.shown, each.is_frozen) for each in clock.stretches]


def clock_of(values: Iterable[Any]) -> SessionClock:
    """The clock that `clock_values` gave. Raises `ValueError` and `TypeError` for what is none."""
    return SessionClock(
        tuple(Stretch(float(since), float(shown), bool(frozen)) for since, shown, frozen in values)
    )
