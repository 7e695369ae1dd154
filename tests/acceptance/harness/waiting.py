"""Waiting for something outside this process, with an end."""

import time
from collections.abc import Callable


def wait_until[T](look: Callable[[], T], what: str, *, seconds: float = 10.0, pause: float = 0.02) -> T:
    """The first true value that `look` gives; fails after `seconds`, saying what was waited for."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}; last seen: {seen!r}")
        time.sleep(pause)
