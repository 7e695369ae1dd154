"""Runs `smockproxy` or `mitmdump` in this process and samples its stack while it works.

`python -m benchmarks.sampled FILE smockproxy serve …`. SIGALRM begins (mitmproxy has its own use for SIGUSR1
and SIGUSR2); the stacks are written to FILE as JSON at exit: a list of [count, [[file, function], …]], the
innermost frame first.
"""

import atexit
import json
import os
import runpy
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

INTERVAL = 0.002
"""Seconds of the processor's time between two samples."""

type Place = tuple[str, str]
"""A file and the name of a function in it."""


class Sampler:
    """Counts where the main thread is, each time that the timer goes off."""

    def __init__(self) -> None:
        self.stacks: Counter[tuple[Place, ...]] = Counter()

    def begin(self, _signal: int, _frame: FrameType | None) -> None:
        """Start the timer; it counts only time in which the process works (setitimer(2), ITIMER_PROF)."""
        signal.signal(signal.SIGPROF, self.take)
        signal.siginterrupt(signal.SIGPROF, False)  # noqa: FBT003 - it takes no keyword
        signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)

    def take(self, _signal: int, frame: FrameType | None) -> None:
        """Count the stack as it is."""
        self.stacks[tuple(_places(frame))] += 1

    def write(self, file: Path) -> None:
        """Stop the timer, and write what was counted."""
        signal.setitimer(signal.ITIMER_PROF, 0)
        file.write_text(json.dumps([[count, stack] for stack, count in self.stacks.items()]))


def _places(frame: FrameType | None) -> Iterator[Place]:
    while frame is not None:
        yield frame.f_code.co_filename, frame.f_code.co_qualname
        frame = frame.f_back


def main(file: str, program: str, *arguments: str) -> None:
    """Run the program; it never gets to know."""
    sampler = Sampler()
    atexit.register(sampler.write, Path(file))
    signal.signal(signal.SIGALRM, sampler.begin)
    sys.argv = [program, *arguments]
    if program == "mitmdump":
        from mitmproxy.tools.main import mitmdump  # noqa: PLC0415  the other program does without

        mitmdump()
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    if os.name != "posix":
        sys.exit("benchmarks.sampled needs the timers of a POSIX system")
    main(*sys.argv[1:])
