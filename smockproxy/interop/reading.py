"""What reading a foreign format gives: history entries, and a report of what could not be carried over.

A file is read whole or not at all: what is no file of its format is an `UnreadableError` with its places.
What a file has and an entry can't hold, or should have and has not, is a `Loss`; the rest is read on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from json import JSONDecodeError, detect_encoding, loads
from typing import Any

from smockproxy.core.history import HistoryEntry
from smockproxy.interop.shapefields import Flaw

MOST_TOLD = 20
"""Flaws that a message lists."""
DEEPEST_TOLD = "it is nested too deeply"


@dataclass(frozen=True, slots=True)
class Loss:
    """What of a file could not be carried over, and where it stands: `log.entries[3].response.content`."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


@dataclass(frozen=True, slots=True)
class Read:
    """The exchanges of a file in its order, and the losses in that order."""

    entries: tuple[HistoryEntry, ...]
    losses: tuple[Loss, ...] = ()


class UnreadableError(ValueError):
    """A file that is not of its format, with all that is wrong with it."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        more = len(self.flaws) - MOST_TOLD
        told = [*map(str, self.flaws[:MOST_TOLD]), *([f"and {more} more"] if more > 0 else [])]
        super().__init__("; ".join(told))

    @classmethod
    def of(cls, where: str, what: str) -> "UnreadableError":
        """One thing is wrong."""
        return cls((Flaw(where, what),))


@dataclass(frozen=True, slots=True)
class ReadFormat:
    """A format that can be read. It is recognised by what is in the file, never by the file's name."""

    name: str
    title: str
    """As a sentence names it: `HAR 1.2`."""
    is_like: Callable[[bytes], bool]
    """Whether the beginning of a file looks like it; it is given `BEGINNING` bytes, or all there are."""
    read: Callable[[bytes], Read]
    """Raises `UnreadableError`."""


BEGINNING = 256 * 1024
"""Bytes of a file that it is recognised by."""


def recognised(raw: bytes, formats: Iterable[ReadFormat]) -> ReadFormat:
    """The first format that a file looks like. Raises `UnreadableError` when it looks like none."""
    known = tuple(formats)
    beginning = bytes(raw[:BEGINNING])
    for format_ in known:
        if format_.is_like(beginning):
            return format_
    titles = ", ".join(f"{format_.title} ({format_.name})" for format_ in known)
    begins = "it is empty" if not beginning.strip() else f"it begins with {_shown(beginning)}"
    raise UnreadableError.of(
        "", f"this looks like none of the formats that can be read: {begins}; known are {titles}"
    )


def _shown(beginning: bytes) -> str:
    text = beginning[:40].decode("utf-8", "replace").split("\n")[0]
    return ascii(text)


def text_of_file(raw: bytes) -> str:
    """The text of a file: UTF-8, with a byte order mark or without; UTF-16 and UTF-32 are recognised.

    Raises `UnreadableError` with the byte that is wrong.
    """
    encoding = detect_encoding(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableError.of(f"line {line}", f"byte {error.start} is not {encoding.upper()}") from None


def json_of_file(raw: bytes) -> Any:
    """The JSON of a file. Raises `UnreadableError` with line and column."""
    return parsed_json(text_of_file(raw))


def parsed_json(text: str, first_line: int = 1) -> Any:
    """The JSON of a text that begins at a line of its file. Raises `UnreadableError` with line and column."""
    try:
        return loads(text)
    except JSONDecodeError as error:
        place = f"line {error.lineno + first_line - 1}, column {error.colno}"
        raise UnreadableError.of(place, f"this is not JSON: {error.msg}") from None
    except RecursionError:
        raise UnreadableError.of("", DEEPEST_TOLD) from None
    except ValueError:  # the only other one: Python reads no longer numbers
        raise UnreadableError.of("", "a number in it has too many digits") from None
