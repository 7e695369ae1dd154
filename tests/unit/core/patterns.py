"""Patterns of the standard library's making, for what replaces."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from smockproxy.core.replacing import TooMuchWorkError


@dataclass(frozen=True)
class Below:
    """Finds a text with all that is below a prefix; the group is what is below."""

    prefix: str
    groups: Mapping[str, int] = field(default_factory=lambda: {"0": 0, "1": 1})

    def found(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        if text.startswith(f"{self.prefix}/"):
            yield "", (text, text.removeprefix(self.prefix))
            yield "", ()
        else:
            yield text, ()


@dataclass(frozen=True)
class Literal:
    """Finds a text."""

    text: str
    groups: Mapping[str, int] = field(default_factory=lambda: {"0": 0})

    def found(self, text: str) -> Iterator[tuple[str, Sequence[str]]]:
        *before, last = text.split(self.text)
        for each in before:
            yield each, (self.text,)
        yield last, ()


@dataclass(frozen=True)
class TooLong:
    """Finds every text too long."""

    groups: Mapping[str, int] = field(default_factory=lambda: {"0": 0})

    def found(self, _text: str) -> Iterator[tuple[str, Sequence[str]]]:
        raise TooMuchWorkError("too long")
        yield
