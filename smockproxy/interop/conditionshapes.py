"""What a mock asks of a request, as Smocker's JSON shapes: Smocker's keys as it has them, ours beside them.

Source: Smocker (`GET /mocks`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smockproxy.core.blocks import AllOf, AnyOf, Not
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
from smockproxy.core.documents import OnJson, OnJsonPaths
from smockproxy.core.fixtures import OnFixture
from smockproxy.core.matchers import Matcher
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.recalled import as_written
from smockproxy.core.recollection import OnState
from smockproxy.core.resource import OnResource
from smockproxy.core.routing import OnProxied, OnShare
from smockproxy.core.scenarios import OnScenario

ANY: Mapping[str, str] = {"matcher": "ShouldMatch", "value": ".*"}
"""What an absent path or method matches."""


def conditions_shape(conditions: Iterable[Condition]) -> dict[str, Any]:
    """What a mock asks of a request; an upload makes the same conditions of it."""
    shape: dict[str, Any] = {"path": ANY, "method": ANY}
    for condition in conditions:
        if not isinstance(condition, OnScenario | OnFixture):  # a mock has these beside its request
            name, written = _condition_shape(condition)
            shape[name] = written
    return {name: shape[name] for name in _ORDER if name in shape}


_ORDER = (
    *("path", "method", "body", "query_params", "headers", "scheme", "host", "port"),
    *(
        "url",
        "path_template",
        "query_exact",
        "cookies",
        "form",
        "json",
        "client",
        "session",
        "share",
        "proxied",
        "state",
    ),
    *("any_of", "all_of", "not"),
)
"""Smocker's keys in its order, then ours."""


def _condition_shape(condition: Condition) -> tuple[str, Any]:
    """The key of a request and what stands there."""
    condition = as_written(condition)
    match condition:
        case OnField(field, matcher):
            return field, _matcher_shape(matcher)
        case OnBody(matcher):
            return "body", _matcher_shape(matcher)
        case OnBodyPaths(paths):
            return "body", {path: _matcher_shape(paths[path]) for path in sorted(paths)}
        case OnQuery(params):
            return "query_params", _multimap_shape(params)
        case OnHeaders(headers):
            return "headers", _multimap_shape(headers)
        case _:
            return _our_condition_shape(condition)


def _our_condition_shape(condition: Condition) -> tuple[str, Any]:
    """The same for what Smocker does not have."""
    match condition:
        case OnPathTemplate(template):
            return "path_template", template.text
        case OnExactQuery(params):
            return "query_exact", _multimap_shape(params)
        case OnCookies(cookies):
            return "cookies", _multimap_shape(cookies)
        case OnForm(fields):
            return "form", _multimap_shape(fields)
        case OnState(paths):
            return "state", {path: _matcher_shape(matcher) for path, matcher in paths}
        case _:
            return _structured_shape(condition)


def _route_shape(condition: OnProxied | OnShare) -> tuple[str, Any]:
    if isinstance(condition, OnProxied):
        return "proxied", condition.wanted
    return "share", {"by": condition.by, "percent": condition.percent}


def _structured_shape(condition: Condition) -> tuple[str, Any]:
    match condition:
        case OnResource(at):
            return "resource", at.entry.text  # a mock has all of it beside its request
        case OnJson(matcher):
            return "json", _matcher_shape(matcher)
        case OnJsonPaths(selections):
            return "json", {path.text: _matcher_shape(matcher) for path, matcher in selections}
        case AnyOf(blocks) | AllOf(blocks):
            key = "any_of" if isinstance(condition, AnyOf) else "all_of"
            return key, [_block_shape(block) for block in blocks]
        case Not(block):
            return "not", _block_shape(block)
        case OnProxied() | OnShare():
            return _route_shape(condition)
        case _:
            raise TypeError(f"no shape for {type(condition).__name__}")


def _block_shape(block: Conditions) -> dict[str, Any]:
    return dict(map(_condition_shape, block.all_of))


def _matcher_shape(matcher: Matcher) -> dict[str, Any]:
    return {"matcher": matcher.name, **matcher.arguments}


def _multimap_shape(multimap: Mapping[str, Sequence[Matcher]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [_matcher_shape(matcher) for matcher in multimap[name]] for name in sorted(multimap)}
