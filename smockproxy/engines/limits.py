"""What a script may use up, and the errors of those that use more."""

import os
from dataclasses import dataclass, field

from smockproxy.core.state import DEFAULT_LIMITS as DEFAULT_STATE
from smockproxy.core.state import StateLimits
from smockproxy.engines.contract import DEFAULT_MEMORY, ScriptError

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one run of a script may take."""

    seconds: float = 2.0
    """From its start to its answer."""
    memory: int = DEFAULT_MEMORY
    """Bytes beside what its worker needs for itself."""
    log: int = 10_000
    """Characters that are kept of what it logs; the rest is dropped."""
    answer: int = 10 * MEBIBYTE
    """Bytes of the body of its answer."""
    delay: int = 0
    """Nanoseconds by which its answer may be held back; 0: any."""
    state_keys: int = DEFAULT_STATE.keys
    """Keys of the session's state."""
    state_size: int = DEFAULT_STATE.size
    """Bytes of the session's state as JSON."""

    @property
    def state(self) -> StateLimits:
        """How much may be kept in the session's state."""
        return StateLimits(self.state_keys, self.state_size)


DEFAULT_LIMITS = Limits()


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class PoolSize:
    """How many workers there are, and how long they are waited for."""

    kept: int = field(default_factory=cores)
    """Workers that are always ready; one a processor unless told otherwise."""
    most: int = 16
    """Workers when all of them are busy."""
    grace: float = 0.02
    """Seconds that a script waits for one of the workers there are, before another is started."""
    patience: float = 2.0
    """Seconds that a script waits for a worker."""
    idle: float = 10.0
    """Seconds after which a worker beyond those kept is dismissed."""


class ScriptTimeout(ScriptError):  # noqa: N818 - a script's end, as the contract names it
    """A script that was stopped because it took too long."""


class ScriptOverrun(ScriptError):  # noqa: N818 - a script's end, as the contract names it
    """A script that took too much memory, or whose answer is too large."""


class NoWorkerError(Exception):
    """All workers were busy for too long; the script did not begin."""


def seconds_text(seconds: float) -> str:
    """A time limit as it is set: `2 s`, `0.5 s`."""
    return f"{seconds:g} s"


def out_of_memory(limit: int) -> ScriptOverrun:
    """The error of a script that needs more than so many bytes."""
    return ScriptOverrun(f"it needs more memory than {size_text(limit)}")


def size_text(size: int) -> str:
    """A size as it is set: `64 MiB`, `1,000 bytes`."""
    whole, rest = divmod(size, MEBIBYTE)
    return f"{size:,} bytes" if rest or not whole else f"{whole} MiB"
