"""Errors of Lua in gopher-lua's words, as Smocker tells them.

Source: gopher-lua (`raiseError`, `stackTrace`, `ArgError`).
"""

import re2

from smockproxy.engines.lua.prelude import CHUNK

FAILED = "failed to execute Lua script: "
"""How Smocker begins what it says of a script that failed."""

_IN_C_AND_IN_GO = tuple(
    (re2.compile(pattern), replacement)
    for pattern, replacement in (
        (r"bad argument #(\d+) to '([^']*)'", r"bad argument #\1 to \2"),
        (r"attempt to compare two (\w+) values$", r"attempt to compare \1 with \1"),
        (r"'for' initial value must be a number$", "for statement init must be a number"),
        (r"'for' limit must be a number$", "for statement limit must be a number"),
        (r"'for' step must be a number$", "for statement step must be a number"),
        (r"attempt to call [^()]* \(a \w+ value\)$", "attempt to call a non-function object"),
        (r"attempt to call a \w+ value$", "attempt to call a non-function object"),
    )
)
_PLACE = re2.compile(r"<string>:(\d+):")
_OWN_FRAME = f"\t{CHUNK}:"
_ENTRANCE = "\t[C]: in function 'xpcall'"
"""The frame through which the script was called."""


def go_message(problem: str) -> str:
    """What went wrong, in gopher-lua's words."""
    for pattern, replacement in _IN_C_AND_IN_GO:
        problem = pattern.sub(replacement, problem)
    return problem


def go_traceback(traceback: str) -> str:
    """A traceback as gopher-lua writes it, without the frames of what surrounds the script."""
    frames = traceback.strip("\n").splitlines()[1:]
    if _ENTRANCE in frames:
        frames = frames[: len(frames) - 1 - frames[::-1].index(_ENTRANCE)]
    kept = [frame.replace("[C]:", "[G]:") for frame in _without_own(frames)]
    return "\n".join(["stack traceback:", *kept, "\t[G]: ?"])


def _without_own(frames: list[str]) -> list[str]:
    """The frames of the script: what our functions called stands for C's own when the error is theirs."""
    own = [at for at, frame in enumerate(frames) if frame.startswith(_OWN_FRAME)]
    return frames[own[-1] + 1 :] if own else frames


def line_of(text: str) -> int:
    """The line of the script that a message or a traceback names first; 0 when it names none."""
    place = _PLACE.search(text)
    return int(place.group(1)) if place else 0
