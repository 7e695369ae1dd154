"""What the author of a mock wrote, kept beside what was made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Definition:
    """A mock in the language of mocks. The core keeps it for those who show it, and never looks into it."""

    tree: Mapping[str, Any]
    """Its scalars are as they were written: which type they have is said by the keys that they stand at."""
    form: str
    """By whose rules it is to be read again."""
    write: Callable[[Mapping[str, Any]], str]
    """The tree → a text that is read as the same tree."""

    @property
    def text(self) -> str:
        """The definition as one line."""
        return self.write(self.tree)
