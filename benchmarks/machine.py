"""What was measured on: without it a figure says nothing."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from smockproxy.version import VERSION


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine and the versions."""

    processor: str
    cores: int
    """Those that this process may use."""
    system: str
    python: str
    mitmproxy: str
    smockproxy: str
    busy: float | None
    """Load average over the last minute before the run; None where the system has none."""

    def __str__(self) -> str:
        busy = "" if self.busy is None else f", load average before the run {self.busy:.1f}"
        return (
            f"{self.processor}, {self.cores} cores, {self.system}{busy}; "
            f"Python {self.python}, mitmproxy {self.mitmproxy}, smockproxy {self.smockproxy}"
        )


def usable_cores() -> list[int]:
    """The cores that this process may use; empty where processes can't be bound to one."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def cores_for(usable: Sequence[int]) -> tuple[int | None, int | None]:
    """A core for the server and one for the load; None twice where there aren't two."""
    return (usable[0], usable[1]) if len(usable) > 1 else (None, None)


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def this_machine() -> Machine:
    """The machine that this runs on."""
    return Machine(
        processor=_processor(),
        cores=len(usable_cores()) or os.cpu_count() or 1,
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        mitmproxy=version("mitmproxy"),
        smockproxy=VERSION,
        busy=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )
