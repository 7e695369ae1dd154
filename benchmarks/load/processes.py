"""What the system says of processes (Linux' /proc, proc(5)), and keeping a core awake."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

PROC = Path("/proc")
AT_A_TIME = 100_000


def fields_of(stat: str) -> list[str]:
    """The fields of /proc/PID/stat from the third on; the second, in parentheses, may hold anything."""
    return stat.rpartition(")")[2].split()


def family(pid: int, parents: Mapping[int, int]) -> set[int]:
    """A process and all that descend from it, by process → parent."""
    found, added = {pid}, {pid}
    while added:
        added = {child for child, parent in parents.items() if parent in added} - found
        found |= added
    return found


def _all_fields() -> dict[int, list[str]]:
    found = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            found[int(folder.name)] = fields_of((folder / "stat").read_text())
        except OSError:
            continue  # it has ended
    return found


def cpu_seconds_of(pid: int) -> float | None:
    """User and system time of a process and all that descend from it, so far (fields 14 to 17).

    What ended children took is in their parent's fields once it waited for them.
    """
    if not pid or not (PROC / str(pid) / "stat").exists():
        return None
    everybody = _all_fields()
    members = family(pid, {each: int(fields[1]) for each, fields in everybody.items()})
    ticks = sum(sum(map(int, everybody[member][11:15])) for member in members if member in everybody)
    return ticks / os.sysconf("SC_CLK_TCK")


def bytes_held_by(pid: int) -> int | None:
    """The resident memory of a process, without its children's (/proc/PID/statm, field 2, in pages)."""
    statm = PROC / str(pid) / "statm"
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if statm.exists() else None


def end_in_order() -> None:
    """Let a SIGTERM end this program as Ctrl-C does: with all that it has started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def stand(priority: int) -> None:
    """Where Linux groups processes by session, put this session before or behind the others (sched(7))."""
    with suppress(OSError):
        (PROC / "self" / "autogroup").write_text(str(priority))


@contextmanager
def kept_awake(cores: Sequence[int]) -> Iterator[None]:
    """Keep cores from going to sleep, by processes that run only when nothing else would.

    With one request under way both cores sleep in turns, and on a virtual machine to wake one takes longer
    than an answer. sched(7): SCHED_IDLE gives way to everything else at once, but where the kernel groups
    processes by session, to those of its own session only; so it gets one of its own, and a low one.
    """
    children = [_spinning(core, os.getpid()) for core in cores] if hasattr(os, "SCHED_IDLE") else []
    try:
        yield
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _spinning(core: int, parent: int) -> int:
    if child := os.fork():
        return child
    try:
        os.sched_setaffinity(0, {core})
        os.setsid()
        stand(19)
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        while os.getppid() == parent:
            for _ in range(AT_A_TIME):
                pass
    finally:
        os._exit(0)
