"""The matchers that the standard library is enough for, by the names that a mock file uses.

Matchers that need a library are in `smockproxy.matching`, which hands out the whole table; nothing here
changes at run time.
Source of the meanings of the first ones: Smocker (its assertions compare strings).
"""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from json import dumps
from typing import Any

from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.core.jsoncompare import first_inequality, same_json
from smockproxy.core.matcher import (
    ABSENT,
    PRESENT,
    BadValueError,
    BytesMatcher,
    Difference,
    DocumentMatcher,
    Matcher,
    MatcherKind,
    MatcherTable,
    OptionKind,
    Presence,
    ReadyMatcher,
    Takes,
    TextMatcher,
)
from smockproxy.core.moments import moment_of, parse_moment
from smockproxy.core.numbers import distance, number_of

__all__ = [
    "CORE_MATCHERS",
    "Matcher",
    "MatcherTable",
    "TextMatcher",
    "equal",
    "same_json",
]

USUAL_DELTA = "0.0000000001"
"""How far apart almost equal numbers may be unless it is said; source: smartystreets/assertions."""


def _equals(actual: str, value: str) -> bool:
    return actual == value


def _contains(actual: str, value: str) -> bool:
    return value in actual


def _is_empty(actual: str, _value: str) -> bool:
    return not actual


def _equals_fold(actual: str, value: str) -> bool:
    if actual.isascii() and value.isascii():
        return actual.lower() == value.lower()
    return len(actual) == len(value) and all(map(_same_but_for_case, actual, value))


def _same_but_for_case(one: str, other: str) -> bool:
    return one == other or _folded(one) == _folded(other)


def _folded(char: str) -> str:
    """One character's simple case folding, which never makes two of one: `ẞ` is `ß`, not `ss`.

    Source: Unicode's CaseFolding.txt (C and S); Go's `strings.EqualFold` compares so.
    """
    return next((form for form in (char.casefold(), char.lower()) if len(form) == 1), char)


def _kind(
    name: str, compare: Callable[[str, str], bool], takes: Takes = Takes.TEXT, *, negated: bool = False
) -> MatcherKind:
    def holds_not(actual: str, value: str) -> bool:
        return not compare(actual, value)

    def make(value: str) -> Matcher:
        return TextMatcher(name, value, holds_not if negated else compare)

    return MatcherKind(make, takes)


_PAIRS: Mapping[str, Callable[[str, str], bool]] = {
    "Equal": _equals,
    "Resemble": _equals,
    "ContainSubstring": _contains,
    "StartWith": str.startswith,
    "EndWith": str.endswith,
    "BeEmpty": _is_empty,
}


def _equal_json(value: str) -> Matcher:
    """A value that is no JSON equals nothing (Smocker)."""
    wanted = parse_json(value)
    if wanted is NO_JSON:
        difference: Callable[[Any], Difference | None] = partial(_not_json, value)
        return DocumentMatcher("ShouldEqualJSON", value, {"value": value}, difference, lambda _: False)
    return DocumentMatcher(
        "ShouldEqualJSON",
        value,
        {"value": value},
        partial(first_inequality, wanted),
        partial(same_json, wanted),
    )


def _not_json(value: str, _document: Any) -> Difference:
    return Difference((), f"what the matcher has, which is no JSON: {value}", "JSON")


def _in_list(name: str, values: Sequence[str], *, negated: bool) -> Matcher:
    if not values:
        raise BadValueError("expected a list with at least one value")
    wanted = frozenset(values)
    arguments = {"value": list(values)}
    return ReadyMatcher(
        name, _list_text(values), arguments, lambda actual, _: (actual in wanted) is not negated
    )


def _list_text(values: Sequence[str]) -> str:
    return dumps(list(values), ensure_ascii=False)


def _wanted_number(text: str) -> Any:
    number = number_of(text)
    if number is None:
        raise BadValueError(f'expected a number, found "{text[:60]}"')
    return number


def _greater(value: str) -> Matcher:
    bound = _wanted_number(value)

    def test(actual: str, _moment: float) -> bool:
        number = number_of(actual)
        return number is not None and number > bound

    return ReadyMatcher("ShouldBeGreaterThan", value, {"value": value}, test)


def _less(value: str) -> Matcher:
    bound = _wanted_number(value)

    def test(actual: str, _moment: float) -> bool:
        number = number_of(actual)
        return number is not None and number < bound

    return ReadyMatcher("ShouldBeLessThan", value, {"value": value}, test)


def _between(values: Sequence[str]) -> Matcher:
    if len(values) != 2:
        raise BadValueError(f"expected two numbers, found {len(values)}", "write it like [1, 10]")
    low, high = map(_wanted_number, values)
    if low > high:
        raise BadValueError(
            f"the lower bound {values[0]} is more than the upper {values[1]}", "swap the two numbers"
        )

    def test(actual: str, _moment: float) -> bool:
        number = number_of(actual)
        return number is not None and low <= number <= high

    return ReadyMatcher("ShouldBeBetween", _list_text(values), {"value": list(values)}, test)


def _almost_equal(name: str, value: str, delta: str = USUAL_DELTA, *, negated: bool) -> Matcher:
    """Text that is no number is neither almost equal nor not."""
    wanted, farthest = _wanted_number(value), _wanted_number(delta)
    if farthest < 0:
        raise BadValueError(f"delta cannot be negative, found {delta}")

    def test(actual: str, _moment: float) -> bool:
        number = number_of(actual)
        return number is not None and (distance(number, wanted) <= farthest) is not negated

    given = {} if delta == USUAL_DELTA else {"delta": delta}
    return ReadyMatcher(name, value, {"value": value, **given}, test)


def _at_time(name: str, value: str, *, after: bool) -> Matcher:
    limit_at = parse_moment(value)

    def test(actual: str, moment: float) -> bool:
        when, limit = moment_of(actual), limit_at(moment)
        return when is not None and (when > limit if after else when < limit)

    return ReadyMatcher(name, value, {"value": value}, test)


def _equal_bytes(value: str) -> Matcher:
    try:
        expected = b64decode("".join(value.split()), validate=True)
    except ValueError:
        raise BadValueError(
            f'"{value[:60]}" is not base64', "write the bytes in base64, or as !!binary"
        ) from None
    return BytesMatcher("ShouldEqualBytes", value, expected)


def _presence(matcher: Presence) -> MatcherKind:
    def make(_value: str = "") -> Matcher:
        return matcher

    return MatcherKind(make, Takes.NOTHING)


_DELTA = {"delta": OptionKind.NUMBER}

CORE_MATCHERS = MatcherTable(
    {
        **{f"Should{name}": _kind(f"Should{name}", compare) for name, compare in _PAIRS.items()},
        **{
            f"ShouldNot{name}": _kind(f"ShouldNot{name}", compare, negated=True)
            for name, compare in _PAIRS.items()
        },
        "ShouldEqualJSON": MatcherKind(_equal_json),
        "ShouldAlmostEqual": MatcherKind(
            partial(_almost_equal, "ShouldAlmostEqual", negated=False), Takes.NUMBER, _DELTA
        ),
        "ShouldNotAlmostEqual": MatcherKind(
            partial(_almost_equal, "ShouldNotAlmostEqual", negated=True), Takes.NUMBER, _DELTA
        ),
        "ShouldBePresent": _presence(PRESENT),
        "ShouldBeAbsent": _presence(ABSENT),
        "ShouldEqualFold": _kind("ShouldEqualFold", _equals_fold),
        "ShouldBeIn": MatcherKind(partial(_in_list, "ShouldBeIn", negated=False), Takes.TEXTS),
        "ShouldNotBeIn": MatcherKind(partial(_in_list, "ShouldNotBeIn", negated=True), Takes.TEXTS),
        "ShouldBeGreaterThan": MatcherKind(_greater, Takes.NUMBER),
        "ShouldBeLessThan": MatcherKind(_less, Takes.NUMBER),
        "ShouldBeBetween": MatcherKind(_between, Takes.NUMBERS),
        "ShouldBeBefore": MatcherKind(partial(_at_time, "ShouldBeBefore", after=False), Takes.MOMENT),
        "ShouldBeAfter": MatcherKind(partial(_at_time, "ShouldBeAfter", after=True), Takes.MOMENT),
        "ShouldEqualBytes": MatcherKind(_equal_bytes, Takes.BASE64),
    }
)
"""Every matcher that the standard library is enough for."""


def equal(value: str) -> Matcher:
    """The matcher that a plain scalar in a mock file stands for."""
    return TextMatcher("ShouldEqual", value, _equals)
