"""Fault injection: a mitmproxy script that makes named functions of the product raise, one at a time.

The script wraps all functions at start; which of them raises is read at each call from a file, so that one
process serves many tests.
"""

from collections.abc import Iterable
from pathlib import Path

SCRIPT = """
import importlib
import sys
from functools import wraps
from pathlib import Path

CHOSEN = Path({chosen!r})
CALLED = Path({called!r})
TARGETS = {targets!r}


def breakable(name, function):
    @wraps(function)
    def wrapped(*arguments, **options):
        if CHOSEN.exists():
            chosen = CHOSEN.read_text().split()
            if name in chosen:
                raise RuntimeError("broken on purpose: " + name)
            if chosen == ["none"]:
                with CALLED.open("a") as called:
                    called.write(name + "\\n")
        return function(*arguments, **options)

    return wrapped


def owner_of(module, path):
    owner = importlib.import_module(module)
    for step in path[:-1]:
        owner = getattr(owner, step)
    return owner


for target in TARGETS:
    module, _, dotted = target.partition(":")
    path = dotted.split(".")
    owner = owner_of(module, path)
    before = vars(owner)[path[-1]]
    if isinstance(before, (classmethod, staticmethod)):
        setattr(owner, path[-1], type(before)(breakable(target, before.__func__)))
        continue
    after = breakable(target, before)
    setattr(owner, path[-1], after)
    if len(path) == 1:
        for name, loaded in list(sys.modules.items()):
            if name.startswith("smockproxy") and vars(loaded).get(dotted) is before:
                setattr(loaded, dotted, after)
"""


class Faults:
    """Which function raises now."""

    def __init__(self, folder: Path, targets: Iterable[str]) -> None:
        self._chosen = folder / "broken-function"
        self.script = folder / "break_functions.py"
        self._called = folder / "called-functions"
        facts = {"chosen": str(self._chosen), "called": str(self._called), "targets": sorted(targets)}
        self.script.write_text(SCRIPT.format(**facts))

    def break_function(self, target: str) -> None:
        """From now on `module:Class.function` raises."""
        self.break_functions([target])

    def break_functions(self, targets: Iterable[str]) -> None:
        """From now on all of these raise."""
        unfinished = self._chosen.with_suffix(".tmp")
        unfinished.write_text("\n".join(targets))
        unfinished.rename(self._chosen)

    def record(self) -> None:
        """Nothing raises; from now on it is written down what is called."""
        self._called.write_text("")
        self.break_function("none")

    def recorded(self) -> list[str]:
        """What was called since `record`, in the order of the first call."""
        return list(dict.fromkeys(self._called.read_text().split()))

    def mend(self) -> None:
        """Nothing raises any more."""
        self._chosen.unlink(missing_ok=True)
