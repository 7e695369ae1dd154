"""Paths that look like JSONPath."""

import pytest

from smockproxy.core.problem import Severity
from smockproxy.files.lint.bodypaths import foreign_paths
from tests.unit.files.lint.found import found, told
from tests.unit.files.reads import hits, request


@pytest.mark.parametrize(
    ("path", "key", "jsonpath"),
    [
        ("$.a", "$", 'as "$.a"; here it is "a"'),
        ("$", "$", 'as "$"'),
        ("$.a[0].b", "$", 'as "$.a[0].b"; here it is "a[0].b"'),
        ("$[0]", "$", 'as "$[0]"'),
        ("$..a", "$", 'as "$..a"'),
        ("items[*].id", "*", 'as "$.items[*].id"'),
    ],
)
def test_what_looks_like_jsonpath(path, key, jsonpath):
    (finding,) = found(foreign_paths, f"{{body: {{'{path}': x}}}}")
    assert (
        finding.message
        == f'under body, "{path}" asks for a key that is called "{key}"; it looks like JSONPath'
    )
    assert finding.hint == f"JSONPath stands under json: {jsonpath}"
    assert finding.severity is Severity.NOTE
    assert finding.steps == ("request", "body", path)


@pytest.mark.parametrize("path", ["a", "a.b[0].c", "$ref", "a.$ref", "a$", "*"])
def test_what_does_not(path):
    assert told(foreign_paths, f"{{body: {{'{path}': x}}}}") == []


def test_json_speaks_jsonpath():
    assert told(foreign_paths, "{json: {'$.a': x}}") == []


@pytest.mark.parametrize(
    ("path", "body", "is_hit"),
    [
        ("$.a", '{"a": "x"}', False),
        ("a", '{"a": "x"}', True),
        ("$.a", '{"$": {"a": "x"}}', True),
        ("items[*].id", '{"items": [{"id": "x"}]}', False),
        ("items[*].id", '{"items": {"*": {"id": "x"}}}', True),
    ],
)
def test_what_the_engine_makes_of_it(path, body, is_hit):
    assert hits(f"{{body: {{'{path}': x}}}}", request(body=body)) is is_hit
