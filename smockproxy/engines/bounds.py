"""The bounds that a worker sets itself while a script runs: memory, and an alarm that ends it for good.

Without the kernel's help (Windows; memory on macOS) only the pool's clock holds.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from smockproxy.engines.limits import Limits

GRACE = 1.0
"""Seconds after its limit that a script ends even if nobody is left to stop it."""
NICENESS = 19
"""Of all workers: whoever answers requests comes first."""
PLACES = "/tmp"  # noqa: S108 - the folder in it is made anew, or not used
"""Where a worker makes the empty folder that it then removes."""
ENTRIES = "/proc/self/statm"
DATA_ENTRY = 5
"""Source: proc_pid_statm(5); pages of data and stack."""


def step_back() -> None:
    """Let every other program go first."""
    if sys.platform != "win32":
        os.nice(NICENESS)


def hide_surroundings() -> None:
    """Leave neither environment nor folder to be found: the working directory is one that is gone."""
    os.environ.clear()
    place = Path(PLACES, f"smockproxy-worker-{os.getpid()}")
    try:
        place.mkdir(mode=0o500)
        os.chdir(place)
        place.rmdir()
    except OSError:
        os.chdir("/")


def memory_in_use() -> int:
    """Bytes of memory that this process has for itself; 0 where that can't be known."""
    if sys.platform != "linux":
        return 0
    entries = os.pread(_entries_of(os.getpid()), 200, 0).split()
    return int(entries[DATA_ENTRY]) * os.sysconf("SC_PAGE_SIZE")


@lru_cache(maxsize=1)
def _entries_of(_pid: int) -> int:
    """The open entries of this process, for as long as it lives: a copy of it has others."""
    return os.open(ENTRIES, os.O_RDONLY | os.O_CLOEXEC)


@contextlib.contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Within it the process gets no more memory than the limit beside what it has, and ends at the alarm."""
    if sys.platform == "win32":
        yield
        return
    _limit_memory(memory_in_use() + limits.memory)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds + GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _limit_memory(None)


def leave_no_core() -> None:
    """A worker that crashes writes no image of its memory."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not there on every platform

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_memory(most: int | None) -> None:
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not there on every platform

        hard = _hard_limit()
        resource.setrlimit(resource.RLIMIT_DATA, (hard if most is None else most, hard))


@lru_cache(maxsize=1)
def _hard_limit() -> int:
    """What nobody below may exceed; it stays as it is."""
    import resource  # noqa: PLC0415 - not there on every platform

    return resource.getrlimit(resource.RLIMIT_DATA)[1]
