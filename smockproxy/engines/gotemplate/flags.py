"""Flags, width and precision of one printf directive (Go's package fmt)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flags:
    """What stands between the % and the verb."""

    marks: str = ""
    """Of `#0+- `, those that are set."""
    width: int | None = None
    precision: int | None = None
    go_syntax: bool = False
    """%#v."""
    field_names: bool = False
    """%+v."""

    def has(self, mark: str) -> bool:
        """Whether a mark is set."""
        return mark in self.marks

    @property
    def zeros(self) -> bool:
        """Whether it is filled with zeros, which is only done on the left."""
        return "0" in self.marks and "-" not in self.marks


PLAIN = Flags()


def padded(text: str, flags: Flags, *, zeros: bool = True) -> str:
    """A text at its width."""
    if flags.width is None or len(text) >= flags.width:
        return text
    if flags.has("-"):
        return text.ljust(flags.width)
    return text.rjust(flags.width, "0" if zeros and flags.zeros else " ")
