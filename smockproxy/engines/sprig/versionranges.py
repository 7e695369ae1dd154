"""Ranges of semantic versions: `^1.2`, `~1.2.3`, `>=1.0 <2 || 3.x`, `1.2 - 1.4`.

Source: the documentation and behaviour of Masterminds/semver 3.3. A range that names no prerelease takes
none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import as_unicode
from smockproxy.engines.sprig.versions import Version, parse_version

LONGEST = 1_000
"""Characters of a range."""
_NUMBER = r"[0-9|xX*]+"
_TAIL = r"(?:-[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?(?:\+[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*)?"
_VERSION = rf"v?{_NUMBER}(?:\.{_NUMBER})?(?:\.{_NUMBER})?{_TAIL}"
_OPERATOR = r"(?:=|!=|>=|=>|<=|=<|~>|>|<|~|\^|)"
_ONE = re2.compile(rf"({_OPERATOR})\s*(v?({_NUMBER})(\.{_NUMBER})?(\.{_NUMBER})?({_TAIL}))")
_ALL = re2.compile(rf"\s*{_OPERATOR}\s*{_VERSION}\s*(?:(?:\s+|,\s*){_OPERATOR}\s*{_VERSION}\s*)*")
_SPAN = re2.compile(rf"\s*({_VERSION})\s+-\s+({_VERSION})\s*")
_WILD = frozenset({"x", "X", "*", ""})


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: an operator and a version, of which the last numbers may be open."""

    operator: str
    version: Version
    known: int
    """How many of the three numbers are given."""

    def holds(self, version: Version) -> bool:
        """Whether a version fulfils it."""
        loose = self.operator == "!=" and self.known == 3
        if version.prerelease and not self.version.prerelease and not loose:
            return False
        return _HOLDS[self.operator](self, version)

    @property
    def given(self) -> tuple[int, ...]:
        """The numbers that are given."""
        return self.version.numbers[: self.known]

    def within(self, version: Version) -> bool:
        """Whether a version has the numbers that are given."""
        return version.numbers[: self.known] == self.given


def _equals(condition: Condition, version: Version) -> bool:
    return _tilde(condition, version) if condition.known < 3 else version.Equal(condition.version)


def _differs(condition: Condition, version: Version) -> bool:
    if condition.known in {0, 3}:
        return not version.Equal(condition.version)
    if condition.known == 2 and condition.within(version) and condition.version.prerelease:
        return version.prerelease != condition.version.prerelease
    return not condition.within(version)


def _greater(condition: Condition, version: Version) -> bool:
    if condition.known in {1, 2}:
        return version.numbers[: condition.known] > condition.given
    return version.GreaterThan(condition.version)


def _at_most(condition: Condition, version: Version) -> bool:
    if condition.known == 3:
        return not version.GreaterThan(condition.version)
    if condition.known == 0:
        return version.numbers[:2] <= (0, 0)
    return version.numbers[: condition.known] <= condition.given


def _tilde(condition: Condition, version: Version) -> bool:
    if version.LessThan(condition.version):
        return False
    if condition.known in {0, 3} and condition.version.numbers == (0, 0, 0):
        return True
    return version.numbers[: min(2, condition.known)] == condition.given[:2]


def _caret(condition: Condition, version: Version) -> bool:
    if version.LessThan(condition.version):
        return False
    if condition.known == 0:
        return version.numbers == (0, 0, 0)
    leading = next((at for at, number in enumerate(condition.given) if number), condition.known - 1)
    return version.numbers[: leading + 1] == condition.given[: leading + 1]


_HOLDS: Mapping[str, Callable[[Condition, Version], bool]] = {
    "": _equals,
    "=": _equals,
    "!=": _differs,
    ">": _greater,
    "<": lambda condition, version: version.LessThan(condition.version),
    ">=": lambda condition, version: not version.LessThan(condition.version),
    "=>": lambda condition, version: not version.LessThan(condition.version),
    "<=": _at_most,
    "=<": _at_most,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}


@lru_cache(maxsize=256)
def parse_range(text: str) -> tuple[tuple[Condition, ...], ...]:
    """The alternatives of a range, each of conditions that must all hold. Raises `FunctionError`."""
    if len(text) > LONGEST:
        raise FunctionError(f"the range has more than {LONGEST} characters")
    text = as_unicode(text)
    for found in list(_SPAN.finditer(text)):
        text = text.replace(found.group(0), f">= {found.group(1)}, <= {found.group(2)}", 1)
    return tuple(_conditions(part) for part in text.split("||"))


def _conditions(text: str) -> tuple[Condition, ...]:
    if not _ALL.fullmatch(text):
        raise FunctionError(f"improper constraint: {text}")
    return tuple(_condition(found) for found in _ONE.finditer(text))


def _condition(found: Any) -> Condition:
    operator, _, major, minor, patch, tail = (group or "" for group in found.groups())
    numbers = [major, minor.removeprefix("."), patch.removeprefix(".")]
    known = next((at for at, number in enumerate(numbers) if number in _WILD), 3)
    filled = [number if at < known else "0" for at, number in enumerate(numbers)]
    try:
        version = parse_version(".".join(filled) + (tail.partition("+")[0] if known < 3 else tail))
    except FunctionError:
        raise FunctionError("constraint Parser Error") from None
    return Condition(operator, version, known)


def semver(text: str) -> Version:
    """The version that a text is."""
    return parse_version(text)


def semver_compare(constraint: str, text: str) -> bool:
    """Whether a version is in a range."""
    alternatives = parse_range(constraint)
    version = parse_version(text)
    return any(all(condition.holds(version) for condition in conditions) for conditions in alternatives)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"semver": semver, "semverCompare": semver_compare}
