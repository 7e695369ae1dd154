"""Which mocks match all that another matches, as far as that can be proved condition by condition."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.matchers import Matcher, equal
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.pathtemplate import KINDS, Parameter, PathTemplate, Segment
from smockproxy.core.scenarios import OnScenario
from smockproxy.files.lint.implied import EQUALITY, ON_TEXT, accepts_all, all_implied, implies

type _Multimap = Mapping[str, tuple[Matcher, ...]]


def all_follow(lower: Conditions, upper: Conditions) -> bool:
    """Whether every request that fulfils `lower` fulfils `upper`; False also when it can't be told."""
    given = tuple(_flat(lower))
    return all(_follows(given, wanted) for wanted in upper.all_of) and _is_certain(upper)


def _flat(conditions: Conditions) -> Iterator[Condition]:
    for condition in conditions.all_of:
        yield condition
        if isinstance(condition, AllOf):
            for block in condition.blocks:
                yield from _flat(block)


def _follows(lower: tuple[Condition, ...], wanted: Condition) -> bool:
    if any(_implies(given, wanted) for given in lower):
        return True
    match wanted:
        case OnField():
            return accepts_all(wanted.matcher)
        case AllOf(blocks):
            return all(_block_follows(lower, block) for block in blocks)
        case AnyOf(blocks):
            return any(_block_follows(lower, block) for block in blocks)
        case _:
            return False


def _block_follows(lower: tuple[Condition, ...], block: Conditions) -> bool:
    return all(_follows(lower, wanted) for wanted in block.all_of)


def _implies(given: Condition, wanted: Condition) -> bool:
    if (type(given) is type(wanted) and given == wanted) or _is_in_fewer_states(given, wanted):
        return True
    match given, wanted:
        case OnField(), OnField():
            return given.field == wanted.field and implies(given.matcher, wanted.matcher)
        case OnBody(), OnBody():
            return implies(given.matcher, wanted.matcher)
        case OnPathTemplate(), _:
            return _follows_template(given.template, wanted)
        case OnField("path", matcher), OnPathTemplate() if matcher.name in EQUALITY:
            return wanted.template.captures(matcher.value) is not None
        case _:
            return _named_follow(given, wanted)


def _is_in_fewer_states(given: Condition, wanted: Condition) -> bool:
    match given, wanted:
        case OnScenario(), OnScenario():
            return given.name == wanted.name and set(given.when) <= set(wanted.when)
        case _:
            return False


def _named_follow(given: Condition, wanted: Condition) -> bool:
    match given, wanted:
        case OnQuery() | OnExactQuery(), OnQuery():
            return _names_follow(given.params, wanted.params)
        case OnCookies(), OnCookies():
            return _names_follow(given.cookies, wanted.cookies)
        case OnForm(), OnForm():
            return _names_follow(given.fields, wanted.fields)
        case OnHeaders(), OnHeaders():
            return _headers_follow(given.headers, wanted.headers)
        case OnBodyPaths(), OnBodyPaths():
            return _paths_follow(given.paths, wanted.paths)
        case _:
            return False


def _is_certain(value: Any) -> bool:
    """Whether equality of conditions is sameness: a matcher that reads a file does not say which."""
    return "file" not in getattr(value, "arguments", ()) and all(map(_is_certain, parts_of(value)))


def parts_of(value: Any) -> Iterable[Any]:
    """What a condition, or anything in it, is made of."""
    if isinstance(value, str):
        return ()
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, Mapping):
        return value.values()
    return [getattr(value, name) for name in _field_names(value.__class__)]


@cache
def _field_names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _names_follow(given: _Multimap, wanted: _Multimap) -> bool:
    return all(
        name in given and all_implied(given[name], matchers) and not _is_absence(given[name], matchers)
        for name, matchers in wanted.items()
    )


def _is_absence(given: tuple[Matcher, ...], wanted: tuple[Matcher, ...]) -> bool:
    """A name that shall be absent says nothing about how it is when it is there."""
    return given != wanted and any(matcher.name == "ShouldBeAbsent" for matcher in (*given, *wanted))


def _headers_follow(given: _Multimap, wanted: _Multimap) -> bool:
    """Of headers, how many names there are counts, too (Smocker): absent ones would blur that."""
    here = {name.lower(): matchers for name, matchers in given.items()}
    there = {name.lower(): matchers for name, matchers in wanted.items()}
    is_plain = len(here) == len(given) and len(there) == len(wanted)
    has_absent = any(
        matcher.name == "ShouldBeAbsent"
        for matchers in (*here.values(), *there.values())
        for matcher in matchers
    )
    return is_plain and not has_absent and _names_follow(here, there)


def _paths_follow(given: Mapping[str, Matcher], wanted: Mapping[str, Matcher]) -> bool:
    return all(
        path in given
        and (given[path] == matcher or {given[path].name, matcher.name} <= ON_TEXT)
        and implies(given[path], matcher)
        for path, matcher in wanted.items()
    )


def _follows_template(given: PathTemplate, wanted: Condition) -> bool:
    """What a template says of the path."""
    match wanted:
        case OnPathTemplate(template):
            return _template_follows(given, template)
        case OnField("path", matcher):
            return _begins_so(given, matcher)
        case _:
            return False


def _begins_so(template: PathTemplate, wanted: Matcher) -> bool:
    """Whether all paths of a template fulfil a matcher: by what stands before its first parameter."""
    first = next(
        (at for at, segment in enumerate(template.segments) if isinstance(segment, Parameter)),
        len(template.segments),
    )
    literal = "/" + "/".join(map(str, template.segments[:first]))
    if first == len(template.segments):
        return implies(equal(literal), wanted)
    prefix = literal + "/" if first else "/"
    return wanted.name == "ShouldStartWith" and prefix.startswith(wanted.value)


def _template_follows(given: PathTemplate, wanted: PathTemplate) -> bool:
    one, other = given.segments, wanted.segments
    if wanted.takes_rest:
        compared = len(other) - 1
        return len(one) > compared and all(map(_segment_follows, one[:compared], other[:compared]))
    return not given.takes_rest and len(one) == len(other) and all(map(_segment_follows, one, other))


def _segment_follows(given: Segment, wanted: Segment) -> bool:
    if isinstance(wanted, str):
        return given == wanted
    if isinstance(given, str):
        return KINDS[wanted.kind](given)
    return given.kind == wanted.kind or (wanted.kind == "str" and given.kind != "path")
