"""A report as text, from the values of `smockproxy.app.verdicts.reportshape`.

Rules of this file: standard library only. What peers sent is never written raw.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from smockproxy.app.verdicts.text import counted
from smockproxy.app.visible import visible
from smockproxy.app.why.text import mock_name

type Shape = Mapping[str, Any]

MOST_UNUSED = 20
"""Unused mocks that are named."""
HEADINGS = ("HOST", "MATCHED", "MISSED", "FORWARDED", "UNUSED", "ACCURACY")
NO_HOST = "(mocks for any host)"


def report_text(shape: Shape, fail_under: float = 0) -> str:
    """The table, the mocks that nobody used, and what it comes to."""
    if not shape["hosts"]:
        return f"{_summary(shape, fail_under)}\n"
    rows = [HEADINGS, *map(_cells, shape["hosts"])]
    if len(shape["hosts"]) > 1:
        rows.append(_cells({**shape, "host": "all", "unused": range(shape["unused"])}))
    lines = [*_aligned(rows), *_unused(shape), "", _summary(shape, fail_under)]
    return "\n".join(lines) + "\n"


def _cells(figures: Shape) -> tuple[str, ...]:
    numbers = (figures["matched"], figures["missed"], figures["forwarded"], len(figures["unused"]))
    return visible(figures["host"]) or NO_HOST, *map(str, numbers), percent_text(figures["accuracy"])


def percent_text(accuracy: float | None) -> str:
    """`97.5 %`; a dash where nothing was asked."""
    return "-" if accuracy is None else f"{accuracy:g} %"


def _aligned(rows: list[tuple[str, ...]]) -> Iterator[str]:
    first, *others = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *numbers in rows:
        right = (number.rjust(width) for number, width in zip(numbers, others, strict=True))
        yield "  ".join((name.ljust(first), *right))


def _unused(shape: Shape) -> Iterator[str]:
    names = [mock_name(mock) for figures in shape["hosts"] for mock in figures["unused"]]
    if names:
        yield from ("", "Never used:", *(f"  {name}" for name in names[:MOST_UNUSED]))
    if len(names) > MOST_UNUSED:
        yield f"  and {len(names) - MOST_UNUSED} more"


def _summary(shape: Shape, fail_under: float) -> str:
    if shape["accuracy"] is None:
        told = "No request came, so there is no accuracy"
    else:
        asked = counted(shape["total"], "request")
        told = f"Accuracy {percent_text(shape['accuracy'])}: mocks answered {shape['matched']} of {asked}"
    if shape["evicted"]:
        told += f"; {counted(shape['evicted'], 'older exchange')} made room for others and are not counted"
    return f"FAILED, under {percent_text(fail_under)}: {told}." if is_under(shape, fail_under) else f"{told}."


def is_under(shape: Shape, fail_under: float) -> bool:
    """Whether too few requests were matched; without any request there is nothing that held."""
    return bool(fail_under) and (shape["accuracy"] is None or shape["accuracy"] < fail_under)
