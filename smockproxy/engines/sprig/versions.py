"""Semantic versions.

Source: semver.org, and Masterminds/semver 3.3 for what it takes beside: a `v` in front, missing minor and
patch numbers.
"""
# ruff: noqa: N802 - the methods are called by the names that Go gives them

from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from string import ascii_letters, digits
from typing import ClassVar

from smockproxy.engines.gotemplate.errors import FunctionError

LONGEST = 256
"""Characters of a version."""
_IDENTIFIER = frozenset(ascii_letters + digits + "-")
_DIGITS = frozenset(digits)
_LARGEST = 2**64 - 1


@dataclass(frozen=True)
class Version:
    """A version; a template may name the methods in `go_methods`."""

    numbers: tuple[int, int, int]
    prerelease: str
    metadata: str
    original: str

    go_type: ClassVar[str] = "*semver.Version"
    go_kind: ClassVar[str] = "ptr"
    go_methods: ClassVar[frozenset[str]] = frozenset({
        "Major", "Minor", "Patch", "Prerelease", "Metadata", "Original", "String", "Compare", "Equal",
        "LessThan", "GreaterThan",
    })  # fmt: skip

    def Major(self) -> int:
        """The first number."""
        return self.numbers[0]

    def Minor(self) -> int:
        """The second number."""
        return self.numbers[1]

    def Patch(self) -> int:
        """The third number."""
        return self.numbers[2]

    def Prerelease(self) -> str:
        """What follows the hyphen."""
        return self.prerelease

    def Metadata(self) -> str:
        """What follows the plus sign."""
        return self.metadata

    def Original(self) -> str:
        """As it was written."""
        return self.original

    def String(self) -> str:
        """In full, without a `v`."""
        pre = f"-{self.prerelease}" if self.prerelease else ""
        meta = f"+{self.metadata}" if self.metadata else ""
        return f"{'.'.join(map(str, self.numbers))}{pre}{meta}"

    @cached_property
    def _release(self) -> tuple[tuple[int, int, int], bool]:
        return self.numbers, not self.prerelease

    def Compare(self, other: "Version") -> int:
        """-1 before the other, 0 equal, 1 after it; metadata does not count."""
        mine, others = self._release, other._release  # noqa: SLF001 - its own class
        if mine != others:
            return 1 if mine > others else -1
        return _compare_prereleases(self.prerelease, other.prerelease)

    def Equal(self, other: "Version") -> bool:
        """Whether both are equal."""
        return self.Compare(other) == 0

    def LessThan(self, other: "Version") -> bool:
        """Whether it is before the other."""
        return self.Compare(other) < 0

    def GreaterThan(self, other: "Version") -> bool:
        """Whether it is after the other."""
        return self.Compare(other) > 0


def _compare_prereleases(one: str, other: str) -> int:
    for mine, others in zip_longest(one.split("."), other.split("."), fillvalue=""):
        if mine != others:
            return 1 if _rank(mine) > _rank(others) else -1
    return 0


def _rank(part: str) -> tuple[int, int, str]:
    """Nothing is before numbers, numbers are before names."""
    if not part:
        return 0, 0, ""
    return (1, int(part), "") if _DIGITS.issuperset(part) and int(part) <= _LARGEST else (2, 0, part)


def parse_version(text: str) -> Version:
    """Read a version. Raises `FunctionError` in the words of Masterminds/semver."""
    core, plus, metadata = text.removeprefix("v").partition("+")
    core, hyphen, prerelease = core.partition("-")
    numbers = core.split(".")
    well_formed = len(text) <= LONGEST and 1 <= len(numbers) <= 3 and all(map(_is_number, numbers))
    if not well_formed or (hyphen and not _is_dotted(prerelease)) or (plus and not _is_dotted(metadata)):
        raise FunctionError("Invalid Semantic Version")
    if any(len(part) > 1 and part[0] == "0" and _DIGITS.issuperset(part) for part in prerelease.split(".")):
        raise FunctionError("Version segment starts with 0")
    major, minor, patch = (*map(int, numbers), 0, 0)[:3]
    if max(major, minor, patch) > _LARGEST:
        raise FunctionError("Error parsing version segment: value out of range")
    return Version((major, minor, patch), prerelease, metadata, text)


def _is_number(part: str) -> bool:
    return bool(part) and _DIGITS.issuperset(part)


def _is_dotted(text: str) -> bool:
    return all(part and _IDENTIFIER.issuperset(part) for part in text.split("."))
