"""Keywords that are ours instead of the library's, held against the library's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smockproxy.matching import MATCHERS

SCHEMAS = [
    {"pattern": "^a+$"},
    {"patternProperties": {"^a": {"type": "integer"}}},
    {"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": False},
    {"properties": {"a": {}}, "additionalProperties": {"type": "string"}},
    {"uniqueItems": True},
    {"uniqueItems": False},
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from([0.0, 1.0, "a", "aa", "b"]),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(["a", "aa", "b", "c"]), below)
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("schema", SCHEMAS, ids=" ".join)
@settings(max_examples=40, derandomize=True, database=None, deadline=None)
@given(document=VALUES)
def test_our_keywords_say_what_the_librarys_say(schema, document):
    assert MATCHERS["ShouldMatchSchema"](schema).accepts(document) is Draft202012Validator(schema).is_valid(
        document
    )
