"""The part of docs/performance.md that a run writes."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import Machine
from benchmarks.table import Row, markdown, tally

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"


class NoMarkersError(ValueError):
    """The page has no place for what is to be written."""


def between(page: str, name: str, text: str) -> str:
    """The page with another text between the two markers of a name. Raises `NoMarkersError`."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise NoMarkersError(f"the page has no {begin.strip()} … {end}")
    return f"{before}{begin}\n{text.strip()}\n\n{end}{after}"


def figures(machine: Machine, how: str, found: Sequence[Row], notes: Sequence[str]) -> str:
    """What stands between the markers `figures`."""
    listed = "\n".join(f"- {note}" for note in notes)
    return f"{machine}. {how}.\n\n{markdown(found)}\n\n{tally(found)}\n\n{listed}"


def write(name: str, text: str, page: Path = PAGE) -> None:
    """Write it to the page."""
    page.write_text(between(page.read_text(), name, text))
