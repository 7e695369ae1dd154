"""The dotted paths of Smocker's `body:` conditions: `a.b[0].c`, `a[1][0]`, `a[b.c].d`.

Source: stretchr/objx `Get`, observed through Smocker. Not RFC 9535, which has a library.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

MISSING = object()


@dataclass(frozen=True, slots=True)
class Step:
    """A key of an object, then indexes into the lists that are found there."""

    key: str
    indexes: tuple[int, ...] = ()


def lookup(document: Any, path: str) -> Any:
    """The value at a path, or `MISSING`. An index on something that is no list is ignored."""
    value = document
    for step in _steps(path):
        value = value.get(step.key, MISSING) if isinstance(value, dict) else MISSING
        for index in step.indexes:
            if isinstance(value, list):
                value = value[index] if index < len(value) else MISSING
    return value


def first_key(path: str) -> str:
    """The key of the outermost object that a path begins with."""
    return _steps(path)[0].key


@lru_cache(maxsize=1024)
def _steps(path: str) -> tuple[Step, ...]:
    return tuple(map(_step, _segments(path)))


def _segments(path: str) -> Iterator[str]:
    segment, rest = _cut(path)
    yield segment
    while rest:
        segment, rest = _cut(rest)
        yield segment


def _cut(path: str) -> tuple[str, str]:
    """The first segment and the rest: dots divide, but a bracketed key is a segment, dots and all."""
    before, _, behind = path.partition("[")
    key, closing, after = behind.partition("]")
    if not key or not closing or _is_number(key):
        segment, _, rest = path.partition(".")
        return segment, rest
    return (before, f"[{key}]{after}") if before else (key, after.removeprefix("."))


def _step(segment: str) -> Step:
    key = segment
    indexes: tuple[int, ...] = ()
    while (cut := _cut_index(key)) is not None:
        key, indexes = cut[0], (cut[1], *indexes)
    return Step(key, indexes)


def _cut_index(key: str) -> tuple[str, int] | None:
    """What stands before a last `[7]`, and the number; an index with nothing before it is a key."""
    before, _, digits = key[:-1].rpartition("[")
    is_index = before and key.endswith("]") and digits.isdigit() and _is_number(digits)
    return (before, int(digits)) if is_index else None


def _is_number(text: str) -> bool:
    """Whether Go's `Atoi` takes it for an int64."""
    digits = text.removeprefix("-") if text.startswith("-") else text.removeprefix("+")
    return digits.isascii() and digits.isdigit() and len(digits) < 19
