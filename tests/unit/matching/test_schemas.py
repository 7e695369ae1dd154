"""JSON Schema: what is valid, where it is not, what is refused."""

# ruff: noqa: E501 - rows of a table

from time import perf_counter

import pytest

from smockproxy.core.matcher import BadValueError, Difference
from smockproxy.matching import MATCHERS
from smockproxy.matching.schemas import MOST_FAULTS

schema = MATCHERS["ShouldMatchSchema"]
DOUBLING = {
    **{f"a{at}": {"allOf": [{"$ref": f"#/$defs/a{at + 1}"}] * 2} for at in range(40)},
    "a40": {"type": "integer"},
}


@pytest.mark.parametrize(
    ("given", "document", "difference"),
    [
        ({"type": "object"}, {}, None),
        (True, 1, None),
        (False, 1, Difference((), "nothing at all", "1")),
        ({"properties": {"a": {"type": "integer"}}}, {"a": "x"}, Difference(("a",), 'type: "integer"', '"x"')),
        ({"items": {"required": ["b"]}}, [{}], Difference((0,), 'required: ["b"]', "{}")),
        ({"$ref": "http://a.test/x"}, 1, Difference((), "a schema whose references lead somewhere", "Unresolvable: http://a.test/x")),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "const": 1}, 1.0, None),
    ],
)  # fmt: skip
def test_documents(given, document, difference):
    matcher = schema(given)
    assert matcher.difference(document) == difference
    assert matcher.accepts(document) is (difference is None)
    assert matcher.arguments == {"value": given}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "a schema is a mapping"),
        ({"type": "objct"}, "no JSON Schema: at \\$.type"),
        ({"pattern": "(?=a)"}, "invalid regular expression in the schema"),
        ({"items": {"patternProperties": {"[": {}}}}, "invalid regular expression in the schema"),
        ({"$schema": "http://a.test/"}, 'unknown "\\$schema" http://a.test/'),
        ({"unevaluatedProperties": False, "patternProperties": {"a": {}}}, "does not work in a schema"),
    ],
)
def test_schemas_that_are_refused(given, message):
    with pytest.raises(BadValueError, match=message):
        schema(given)


def test_all_that_is_wrong_with_a_schema():
    given = {
        "properties": {"a": {"type": 3}, "b": {"pattern": "(?=a)"}},
        "required": "a",
        "anyOf": [{"minimum": "x"}, {"patternProperties": {"[": {}}}],
    }
    with pytest.raises(BadValueError) as caught:
        schema(given)
    places = {fault.at for fault in (caught.value, *caught.value.others)}
    assert places == {
        ("properties", "a", "type"),
        ("properties", "b", "pattern"),
        ("required",),
        ("anyOf", 0, "minimum"),
        ("anyOf", 1, "patternProperties", "["),
    }
    assert len(caught.value.others) == 4


def test_not_more_faults_are_told_than_anybody_reads():
    with pytest.raises(BadValueError) as caught:
        schema({"anyOf": [{"type": at} for at in range(100)]})
    assert len(caught.value.others) == MOST_FAULTS - 1


@pytest.mark.parametrize(
    ("given", "document"),
    [
        ({"$ref": "#"}, 1),
        ({"$defs": DOUBLING, "$ref": "#/$defs/a0"}, 1),
        ({"items": {"type": "integer"}}, list(range(100_000))),
        ({"uniqueItems": True}, [{"a": at} for at in range(100_000)]),
        ({"enum": [list(range(1_000))] * 1_000}, list(range(1_000))),
        ({"items": {"pattern": "a.{500}c"}}, ["ab" * 1_000] * 1_000),
        ({"anyOf": [{"type": "string"}] * 1_000}, list(range(10_000))),
    ],
)
def test_too_much_work_is_given_up(given, document):
    began = perf_counter()
    found = schema(given).difference(document)
    assert found is not None
    assert "too long" in found.actual
    assert perf_counter() - began < 5


def test_a_document_too_deep_is_given_up():
    deep = []
    for _ in range(5_000):
        deep = [deep]
    assert not schema({"items": {"$ref": "#"}}).accepts(deep)
