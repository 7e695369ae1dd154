"""Which conditions follow from which."""

from dataclasses import dataclass, field
from itertools import product
from types import MappingProxyType

import pytest

from smockproxy.core.conditions import HOLDS, Conditions, OnBody, OnPathTemplate
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.files.lint.implication import all_follow, parts_of
from smockproxy.files.lint.witness import witnesses
from tests.unit.files.reads import mock_of


def conditions(request):
    return mock_of(f"- request: {request}\n  response: {{}}\n").conditions


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ("{path: /a}", "{}", True),
        ("{}", "{path: /a}", False),
        ("{}", "{path: {matcher: ShouldMatch, value: '.*'}}", True),
        ("{path: /a, method: GET}", "{path: /a}", True),
        ("{path: /a}", "{path: /a, method: GET}", False),
        ("{path: /a}", "{host: a.test}", False),
        ("{host: A.test}", "{host: {matcher: ShouldEndWith, value: .TEST}}", True),
        ("{headers: {X-A: a}}", "{headers: {x-a: a}}", True),
        ("{headers: {X-A: a, X-B: b}}", "{headers: {x-b: []}}", True),
        ("{headers: {X-A: a}}", "{headers: {X-A: a, X-B: b}}", False),
        ("{headers: {X-A: a}}", "{headers: {X-A: a, x-a: a}}", False),
        ("{query_params: {a: '1', b: '2'}}", "{query_params: {b: '2'}}", True),
        ("{query_params: {A: '1'}}", "{query_params: {a: '1'}}", False),
        ("{query_params: {a: ['1', '2']}}", "{query_params: {a: '2'}}", True),
        ("{body: abc}", "{body: {matcher: ShouldContainSubstring, value: b}}", True),
        ("{body: abc}", "{body: {a: b}}", False),
        ("{body: {a: '1', b: '2'}}", "{body: {a: '1'}}", True),
        ("{body: {a: '1'}}", "{body: {a: {matcher: ShouldMatch, value: '[0-9]'}}}", True),
        ("{body: {a: '1'}}", "{body: {a: '1', b: '2'}}", False),
        ("{headers: {X-A: a}}", "{query_params: {X-A: a}}", False),
        ("{headers: {X-A: {matcher: ShouldBeAbsent}}}", "{headers: {X-A: []}}", False),
        ("{query_params: {a: {matcher: ShouldBeAbsent}}}", "{query_params: {a: []}}", False),
        (
            "{query_params: {a: {matcher: ShouldBeAbsent}}}",
            "{query_params: {a: {matcher: ShouldBeAbsent}}}",
            True,
        ),
        ("{query_exact: {a: '1', b: '2'}}", "{query_params: {a: '1'}}", True),
        ("{query_params: {a: '1'}}", "{query_exact: {a: '1'}}", False),
        ("{cookies: {a: '1', b: '2'}}", "{cookies: {a: []}}", True),
        ("{form: {a: '1'}}", "{form: {a: '1', b: '2'}}", False),
        ("{form: {a: '1'}}", "{form: {a: {matcher: ShouldBeIn, value: ['1', '2']}}}", True),
        ("{json: {a: 1, b: 2}}", "{json: {a: 1, b: 2}}", True),
        ("{json: {a: 1, b: 2}}", "{json: {a: 1}}", False),
        ("{path: /a, host: a.test}", "{all_of: [{path: /a}, {host: a.test}]}", True),
        ("{path: /a}", "{all_of: [{path: /a}, {host: a.test}]}", False),
        ("{all_of: [{path: /a}, {host: a.test}]}", "{host: a.test}", True),
        ("{path: /a}", "{any_of: [{path: /b}, {path: /a}]}", True),
        ("{any_of: [{path: /b}, {path: /a}]}", "{path: /a}", False),
        ("{any_of: [{path: /b}, {path: /a}]}", "{any_of: [{path: /b}, {path: /a}]}", True),
        ("{not: {path: /a}}", "{not: {path: /a}}", True),
        ("{path: /b}", "{not: {path: /a}}", False),
        ("{not: {path: /a, host: a.test}}", "{not: {path: /a}}", False),
    ],
)
def test_what_follows(lower, upper, expected):
    assert all_follow(conditions(lower), conditions(upper)) is expected


def templated(text):
    return Conditions((OnPathTemplate(PathTemplate.parse(text)),))


@pytest.mark.parametrize(
    ("lower", "upper", "expected"),
    [
        ("/a/{id:int}", "/a/{other}", True),
        ("/a/{id}", "/a/{other:int}", False),
        ("/a/{id:int}", "/a/{other:int}", True),
        ("/a/7", "/a/{id:int}", True),
        ("/a/x", "/a/{id:int}", False),
        ("/a/{id}", "/a/7", False),
        ("/a/{id}/b", "/a/{rest:path}", True),
        ("/a/{rest:path}", "/a/{id}", False),
        ("/a/{rest:path}", "/{rest:path}", True),
        ("/a", "/a/{rest:path}", False),
        ("/a/b", "/a", False),
    ],
)
def test_templates(lower, upper, expected):
    assert all_follow(templated(lower), templated(upper)) is expected


def test_templates_and_paths():
    assert all_follow(conditions("{path: /a/7}"), templated("/a/{id:int}"))
    assert not all_follow(conditions("{path: /a/x}"), templated("/a/{id:int}"))
    begins = conditions("{path: {matcher: ShouldStartWith, value: /a/}}")
    assert all_follow(templated("/a/{id}"), begins)
    assert all_follow(templated("/a/b"), begins)
    assert not all_follow(templated("/{id}"), begins)
    assert not all_follow(begins, templated("/a/{id}"))
    assert not all_follow(templated("/a/{id}"), conditions("{host: a.test}"))


@dataclass(frozen=True)
class FromFile:
    """A matcher that is described by the name of a file."""

    name: str = "ShouldMatchSchema"
    value: str = ""
    arguments: dict[str, str] = field(default_factory=lambda: {"file": "a.json"})


def test_equal_names_of_files_prove_nothing():
    mock = Conditions((OnBody(FromFile()),))
    assert not all_follow(mock, Conditions((OnBody(FromFile()),)))


def test_parts():
    assert list(parts_of("abc")) == []
    assert list(parts_of((1, 2))) == [1, 2]
    assert list(parts_of(MappingProxyType({"a": 1}))) == [1]
    assert list(parts_of(7)) == []


MATCHERS_AT = (
    "one",
    "two",
    "{matcher: ShouldStartWith, value: o}",
    "{matcher: ShouldMatch, value: '^(one|two)$'}",
    "{matcher: ShouldNotEqual, value: two}",
    "{matcher: ShouldBePresent}",
    "{matcher: ShouldBeAbsent}",
    "[]",
)
SHAPES = (
    "{{query_params: {{q: {}}}}}",
    "{{headers: {{X-A: {}}}}}",
    "{{cookies: {{c: {}}}}}",
    "{{query_exact: {{q: {}}}}}",
)
SOME = [shape.format(matcher) for shape in SHAPES for matcher in MATCHERS_AT] + [
    "{query_params: {q: one, r: two}}",
    "{query_params: {q: [one, two]}}",
    "{headers: {X-A: one, X-B: two}}",
    "{any_of: [{query_params: {q: one}}, {headers: {X-A: one}}]}",
    "{all_of: [{query_params: {q: one}}, {headers: {X-A: one}}]}",
    "{not: {query_params: {q: one}}}",
    "{}",
]


def test_no_request_tells_otherwise():
    known = [conditions(text) for text in SOME]
    requests = [request for one in known for request in witnesses(one)]
    assert len(requests) > 50
    pairs = [(one, other) for one, other in product(known, known) if all_follow(one, other)]
    assert len(pairs) > 2 * len(known)
    wrong = [
        (one, other, request)
        for one, other in pairs
        for request in requests
        if one.first_failure(request) == HOLDS and other.first_failure(request) != HOLDS
    ]
    assert wrong == []
