"""How long a start takes, from the process to its line that it is ready: `python -m benchmarks.start`.

A bare mitmdump and `smockproxy serve` with a hundred files of mocks, in turn. Modules are compiled before the
first round that counts, into a folder of the run's own. The processor's time is read when the line comes:
what a server does after that is not in it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import this_machine
from benchmarks.subjects import MITMDUMP, ROOT, SMOCKPROXY, NotStartedError, Workshop

ROUNDS = 5
MOCKS = 100
MOST_SECONDS = 1.2
"""Of waiting, that a start may take."""
MOST_TIMES = 1.1
"""Of a bare mitmdump's processor time, that ours may take."""
MARKS = {"mitmdump": b"proxy listening at", "smockproxy": b"admin API  http"}
MOCK = (
    "- request: {{method: GET, host: start.test, path: /start/{number}}}\n  response: {{body: '{number}'}}\n"
)
LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class Start:
    """One start, in seconds."""

    waited: float
    processor: float


def written(folder: Path, many: int = MOCKS) -> Path:
    """A folder of so many files with a mock each."""
    folder.mkdir()
    for number in range(many):
        (folder / f"{number:03}.yml").write_text(MOCK.format(number=number))
    return folder


def commands(folder: Path, mocks: Path) -> Mapping[str, Sequence[str]]:
    """What is started, by name; both share an authority."""
    authority = str(folder / "authority")
    bare = (*MITMDUMP, "--listen-host", "127.0.0.1", "--listen-port", "0", "--set", f"confdir={authority}")
    ours = (*SMOCKPROXY, "serve", str(mocks), "--port", "0", "--admin-port", "0", "--confdir", authority)
    return {"mitmdump": (*bare, "-s", str(ROOT / "benchmarks" / "bare_mock.py")), "smockproxy": ours}


def environment(folder: Path) -> dict[str, str]:
    """Ours, with the compiled code of modules in the folder."""
    own = Workshop(folder, None).environment()
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return own | {"PYTHONUNBUFFERED": "1", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def processor_seconds(pid: int) -> float:
    """What a process has used, with children that have ended; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    ticks = sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def started(folder: Path, command: Sequence[str], mark: bytes) -> Start:
    """Start it, wait for its line, end it. Raises `NotStartedError`."""
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdout is not None
    said = b""
    try:
        while mark not in said:
            piece = os.read(process.stdout.fileno(), 65_536)
            if not piece:
                raise NotStartedError(f"{' '.join(command)} did not start:\n{said.decode()}")
            said += piece
        return Start(time.monotonic() - begun, processor_seconds(process.pid))
    finally:
        process.terminate()
        process.wait(LONGEST)
        process.stdout.close()


def measured(rounds: int = ROUNDS) -> dict[str, list[Start]]:
    """Starts by name, in turn; those before the first round do not count. Raises `NotStartedError`."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wanted = commands(folder, written(folder / "mocks"))
        found: dict[str, list[Start]] = {name: [] for name in wanted}
        for number in range(rounds + 1):
            for name, command in wanted.items():
                start = started(folder, command, MARKS[name])
                if number:
                    found[name].append(start)
        return found


def line_of(found: Mapping[str, Sequence[Start]]) -> str:
    """What stands in the notes of a run: medians, and both targets."""
    waited = {name: statistics.median(start.waited for start in starts) for name, starts in found.items()}
    used = {name: statistics.median(start.processor for start in starts) for name, starts in found.items()}
    ours, bare = used["smockproxy"], used["mitmdump"]
    times = ours / bare if bare else 0.0
    return (
        f"Ready with {MOCKS} files of mocks after {waited['smockproxy']:.2f} s "
        f"({_met(waited['smockproxy'], MOST_SECONDS)} {MOST_SECONDS:g} s), {ours:.2f} s of the processor's; "
        f"a bare mitmdump after {waited['mitmdump']:.2f} s, {bare:.2f} s of the processor's: "
        f"{times:.2f} times as much ({_met(times, MOST_TIMES)} {MOST_TIMES:g})."
    )


def _met(value: float, most: float) -> str:
    return "✓ at most" if value <= most else "✗ at most"


def main() -> int:
    """Measure and print; gives the exit code."""
    print(this_machine())
    print(line_of(measured()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
