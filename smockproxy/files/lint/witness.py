"""A witness: a request that fulfils a mock's conditions, made from them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import (
    FORM_TYPE,
    HOLDS,
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
from smockproxy.core.http import DEFAULT_PORTS, Headers, Request
from smockproxy.core.jsonpath import lookup
from smockproxy.core.matchers import Matcher
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.pathtemplate import Parameter, PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.files.lint.sampletext import sample_text

FILLERS = ("x", "a1", "smockproxy-7")
"""What stands where anything goes; several, since another mock may be about one of them."""
ANY_HOST = "any.test"
_OF_KIND = {"int": "1", "number": "1", "uuid": "00000000-0000-0000-0000-000000000000"}


@dataclass(slots=True)
class _Draft:
    """A request in the making: matchers by field, and the rest as it will be sent."""

    matchers: dict[str, list[Matcher]] = field(default_factory=dict)
    template: PathTemplate | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    form: list[tuple[str, str]] = field(default_factory=list)
    body: list[Matcher] = field(default_factory=list)
    document: dict[str, Any] | None = None


def witnesses(conditions: Conditions) -> Iterator[Request]:
    """Requests that fulfil all conditions; none when they are of a kind that no example was found for."""
    return (probe for probe in probes(conditions) if conditions.first_failure(probe) == HOLDS)


def probes(conditions: Conditions) -> Iterator[Request]:
    """Requests that at least go where the conditions say, though something else may be missing."""
    for filler in FILLERS:
        draft = _Draft()
        for condition in _simple(conditions):
            _add(draft, condition, filler)
        request = _request(draft, filler)
        if request is not None:
            yield request


def _simple(conditions: Conditions) -> Iterator[Condition]:
    """The conditions with those of all blocks that must hold, and of alternatives the first."""
    for condition in conditions.all_of:
        match condition:
            case AllOf(blocks) | AnyOf(blocks):
                for block in blocks if isinstance(condition, AllOf) else blocks[:1]:
                    yield from _simple(block)
            case _:
                yield condition


def _add(draft: _Draft, condition: Condition, filler: str) -> None:
    match condition:
        case OnField():
            draft.matchers.setdefault(condition.field, []).append(condition.matcher)
        case OnPathTemplate():
            draft.template = condition.template
        case OnResource():
            draft.template = condition.at.entry
        case OnBody() | OnJson():
            draft.body.append(condition.matcher)
        case OnBodyPaths():
            draft.document = _document(condition.paths, filler)
        case OnJsonPaths():
            paths = {path.text.removeprefix("$."): matcher for path, matcher in condition.paths}
            draft.document = _document(paths, filler)
        case _:
            _add_named(draft, condition, filler)


def _add_named(draft: _Draft, condition: Condition, filler: str) -> None:
    match condition:
        case OnHeaders():
            draft.headers += _pairs(condition.headers, filler)
        case OnQuery() | OnExactQuery():
            draft.query += _pairs(condition.params, filler)
        case OnCookies():
            pairs = (f"{name}={value}" for name, value in _pairs(condition.cookies, filler))
            draft.headers.append(("Cookie", "; ".join(pairs)))
        case OnForm():
            draft.headers.append(("Content-Type", FORM_TYPE))
            draft.form += _pairs(condition.fields, filler)
        case _:
            pass


def _pairs(wanted: Mapping[str, tuple[Matcher, ...]], filler: str) -> Iterator[tuple[str, str]]:
    for name, matchers in wanted.items():
        if any(matcher.name == "ShouldBeAbsent" for matcher in matchers):
            continue
        for matcher in matchers or (None,):
            text = sample_text([matcher], filler) if matcher else filler
            yield name, filler if text is None else text


def _document(paths: Mapping[str, Matcher], filler: str) -> dict[str, Any]:
    """An object with a fitting text at each path; indexes and bracketed keys are not understood."""
    document: dict[str, Any] = {}
    for path, matcher in paths.items():
        *parents, last = path.split(".")
        inside: Any = document
        for key in parents:
            inside = inside.setdefault(key, {}) if isinstance(inside, dict) else {}
        if isinstance(inside, dict) and (text := sample_text([matcher], filler)):
            inside[last] = text
    return document if all(lookup(document, path) != {} for path in paths) else {}


def _request(draft: _Draft, filler: str) -> Request | None:
    """The request; None when no value was found for one of its fields."""
    found = {name: sample_text(matchers, filler) for name, matchers in draft.matchers.items()}
    if None in found.values():
        return None
    known = {name: text for name, text in found.items() if text is not None}
    scheme = known.get("scheme", "http")
    port = known.get("port", "")
    host = known.get("host") or ANY_HOST
    path = known.get("path") or _path_of(draft.template, filler)
    query = f"?{urlencode(draft.query, quote_via=quote)}" if draft.query else ""
    named = {name.lower() for name, _ in draft.headers}
    return Request(
        method=known.get("method") or "GET",
        scheme=scheme,
        host=host,
        port=int(port) if port.isascii() and port.isdigit() else DEFAULT_PORTS.get(scheme, 80),
        target=path + query,
        headers=Headers.of([*([] if "host" in named else [("Host", host)]), *draft.headers]),
        body=_body(draft, filler).encode("utf-8", "replace"),
    )


def _path_of(template: PathTemplate | None, filler: str) -> str:
    if template is None:
        return f"/{filler}"
    return "/" + "/".join(
        _OF_KIND.get(segment.kind, filler) if isinstance(segment, Parameter) else segment
        for segment in template.segments
    )


def _body(draft: _Draft, filler: str) -> str:
    if draft.document is not None:
        return json.dumps(draft.document, ensure_ascii=False)
    if draft.form:
        return urlencode(draft.form)
    return sample_text(draft.body, filler) or "" if draft.body else ""


def witness_text(request: Request) -> str:
    """A request in one line, as a message shows it."""
    sent = [f"{name}: {value}" for name, value in request.headers if name != "Host"]
    if request.text:
        sent.append(f"body {request.text}")
    line = f"{request.method} {request.url}" + (f" ({'; '.join(sent)})" if sent else "")
    shown = "".join(char if char.isprintable() else " " for char in line)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
