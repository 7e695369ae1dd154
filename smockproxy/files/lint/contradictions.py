"""Conditions that can't hold together: one says what a field is, another wants it to be something else."""

from collections.abc import Iterator, Mapping

from smockproxy.core.conditions import Condition, OnField, OnPathTemplate
from smockproxy.core.url import escaped_path
from smockproxy.files.lint.findings import Block, Finding, Placed
from smockproxy.files.lint.implied import EQUALITY, ON_TEXT
from smockproxy.files.lint.origins import url_parts
from smockproxy.files.places import path_text
from smockproxy.files.scalars import quoted


def contradictions(block: Block) -> Iterator[Finding]:
    """Pairs of conditions of which at least one is the block's own; each pair once."""
    told: set[frozenset[int]] = set()
    every = (*block.around, *block.own)
    for sure in every:
        fields = _fields_of(sure.condition)
        others = every if any(sure is own for own in block.own) else block.own
        for other in others if fields else ():
            pair = frozenset((id(sure), id(other)))
            if other is not sure and pair not in told and _contradicts(fields, other.condition):
                told.add(pair)
                yield _finding(sure, other, fields, block)


def _fields_of(condition: Condition) -> Mapping[str, str]:
    """Fields of a request that a condition leaves only one value."""
    if not isinstance(condition, OnField):
        return {}
    if condition.field == "url":
        return _fields_of_url(condition)
    if condition.matcher.name in EQUALITY:
        return {condition.field: condition.matcher.value}
    return {}


def _fields_of_url(condition: OnField) -> Mapping[str, str]:
    parts = url_parts(condition.matcher)
    whole = {"url": condition.matcher.value} if condition.matcher.name in EQUALITY else {}
    if parts is None:
        return whole
    origin = {**whole, "scheme": parts.scheme, "host": parts.host, "port": parts.port}
    return origin if parts.path is None else {**origin, "path": escaped_path(parts.path)}


def _contradicts(fields: Mapping[str, str], other: Condition) -> bool:
    match other:
        case OnField(field, matcher) if field in fields and matcher.name in ON_TEXT:
            return not matcher.matches(fields[field])
        case OnPathTemplate(template) if "path" in fields:
            return template.captures(fields["path"]) is None
        case _:
            return False


def _wanted(condition: Condition) -> tuple[str, str]:
    """The field that a condition is about, and what it wants of it."""
    match condition:
        case OnField(field, matcher):
            return field, f"{matcher.name} {quoted(matcher.value)}" if matcher.value else matcher.name
        case OnPathTemplate(template):
            return "path", f"like {quoted(template.text)}"
        case _:
            return "", ""


def _finding(sure: Placed, other: Placed, fields: Mapping[str, str], block: Block) -> Finding:
    """What is told at the second of the two, or at the one that is the block's own."""
    field, wanted = _wanted(other.condition)
    value, both = quoted(fields[field]), (sure.condition, other.condition)
    if any(other is each for each in block.around):
        message = f"this says that the {field} is {value}, {path_text(other.steps)} wants {wanted}"
        return Finding(sure.steps, message, "leave out one of them", both)
    message = f"{path_text(sure.steps)} says that the {field} is {value}, here it is {wanted}"
    return Finding(other.steps, message, "leave out one of them", both)
