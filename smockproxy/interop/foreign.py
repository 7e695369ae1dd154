"""Values of foreign files, read tolerantly: programs disagree about what a field holds.

What is absent, null or odd is read as absent. What that costs is noted as a loss by whoever reads; only what
makes a file another kind of file is a flaw.
"""

from base64 import b64decode
from binascii import Error as NotBase64Error
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from smockproxy.interop.reading import Loss
from smockproxy.interop.shapefields import Flaw, kind_of

LARGEST = 1e15
"""No number of a file is larger: bytes, milliseconds."""


@dataclass(slots=True)
class Report:
    """What is lost, and what is wrong, in the order of finding it."""

    losses: list[Loss] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A mapping of a foreign file, and where it stands there."""

    shape: Mapping[str, Any]
    path: str
    report: Report

    @classmethod
    def needed(cls, value: Any, path: str, report: Report) -> "Foreign":
        """A mapping that must be there; another value is a flaw."""
        if not isinstance(value, dict):
            report.flaws.append(Flaw(path, f"expected a mapping, found {kind_of(value)}"))
        return cls(value if isinstance(value, dict) else {}, path, report)

    def at(self, name: str) -> str:
        """The place of a field."""
        return f"{self.path}.{name}" if self.path else name

    def lose(self, name: str, what: str) -> None:
        """Note a loss at a field, or at the mapping itself for no name."""
        self.report.losses.append(Loss(self.at(name) if name else self.path, what))

    def below(self, name: str) -> "Foreign":
        """The mapping under a name; anything else is an empty one."""
        value = self.shape.get(name)
        return Foreign(value if isinstance(value, dict) else {}, self.at(name), self.report)

    def listed(self, name: str) -> list[Any]:
        """A list; anything else is an empty one."""
        value = self.shape.get(name)
        return value if isinstance(value, list) else []

    def each(self, name: str) -> Iterator["Foreign"]:
        """The mappings of a list, each with its place; other values are passed over."""
        for place, value in enumerate(self.listed(name)):
            if isinstance(value, dict):
                yield Foreign(value, f"{self.at(name)}[{place}]", self.report)

    def text(self, name: str) -> str:
        """A text; a number is written, anything else is empty."""
        return text_of_value(self.shape.get(name))

    def number(self, name: str) -> float | None:
        """A number, also one that stands in a text; negative ones mean "unknown", as None does."""
        value = self.shape.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if 0 <= number <= LARGEST else None


def text_of_value(value: Any) -> str:
    """A scalar as text; empty for what is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return dumps(value)


def raw_of(text: str) -> bytes:
    """UTF-8; bytes that were kept as halves of surrogate pairs are these bytes again."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def from_base64(text: str) -> bytes | None:
    """Base64 with any line breaks, of either alphabet, padded or not; None for what is none."""
    compact = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (NotBase64Error, ValueError):
        return None
