"""Definitions as trees and as texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.files.definitions import (
    BadDefinitionError,
    definition_of,
    kept_tree,
    shown,
    unquoted,
    upload_definition,
    yaml_text,
)
from smockproxy.files.reading import Dialect
from smockproxy.files.scalars import NULLS, Plain
from smockproxy.files.yamltext import parse_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.one_of(
    TEXTS,
    TEXTS.filter(lambda text: text not in NULLS).map(Plain),
    st.sampled_from(["012", "1.50", "-5", "-0.5", "1e400", ".inf", "yes", "true", "<<", "10:30:00"]).map(
        Plain
    ),
    st.none(),
    st.binary(max_size=8),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS | st.just("<<"), inner, max_size=3),
    max_leaves=12,
)


def is_same(one, other):
    """Equal, and quoted at the same places."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == other and isinstance(one, Plain) == isinstance(other, Plain)


@given(st.dictionaries(TEXTS, TREES, max_size=3))
def test_the_text_is_read_as_the_same_tree(tree):
    parsed = parse_yaml(yaml_text(tree))
    assert parsed.flaws == ()
    assert is_same(tree, parsed.tree)


@pytest.mark.parametrize("key", ["k" * 600, "é" * 1_000, "\0" * 300])
def test_long_keys(key):
    assert parse_yaml(yaml_text({key: {key: Plain("1")}})).tree == {key: {key: "1"}}


def test_what_needs_no_quotes_has_none():
    tree = parse_yaml("{priority: 1, request: {path: /a, headers: {X: ['012', yes]}}}").tree
    assert yaml_text(tree) == '{"priority": 1, "request": {"path": /a, "headers": {"X": ["012", yes]}}}'


def test_an_upload_in_json_stays_json():
    definition = definition_of({"priority": 1, "name": "é"}, Dialect.JSON_UPLOAD)
    assert definition.text == '{"priority": 1, "name": "é"}'
    assert kept_tree(definition.text, definition.form) == {"priority": 1, "name": "é"}


def test_a_definition_comes_back():
    tree = parse_yaml("{request: {path: /a}, response: {body: '1'}}").tree
    definition = definition_of(tree)
    assert definition.form == "file"
    assert is_same(tree, kept_tree(definition.text, definition.form))


@pytest.mark.parametrize(
    ("text", "form", "told"),
    [
        ("{", "JSON upload", "not JSON"),
        ("[" * 100_000, "JSON upload", "not JSON"),
        ("[]", "JSON upload", "expected a mock"),
        ("{a: [}", "file", "not YAML"),
        ("[]", "YAML upload", "expected a mock"),
    ],
)
def test_what_is_no_definition(text, form, told):
    with pytest.raises(BadDefinitionError, match=told):
        kept_tree(text, form)


@pytest.mark.parametrize(
    "smockers",
    [
        {
            "request": {"path": "/", "headers": {"A": {"matcher": "ShouldEqual", "value": "b"}}},
            "response": {},
        },
        {"response": {"body": "x", "delay": {"min": "1s", "max": "2s"}}, "context": {"times": 1}},
        {"proxy": {"host": "http://up.test", "keep_host": True}, "dynamic_response": None},
    ],
)
def test_smockers_own_mocks_need_no_definition(smockers):
    assert upload_definition(smockers, Dialect.JSON_UPLOAD) is None


@pytest.mark.parametrize(
    "ours",
    [
        {"priority": 1},
        {"context": {"probability": 0.5}},
        {"request": {"state": {"a": 1}}},
        {"response": {"delay": {"distribution": "normal"}}},
    ],
)
def test_keys_of_ours_are_kept(ours):
    definition = upload_definition(ours, Dialect.YAML_UPLOAD)
    assert definition is not None
    assert definition.tree == ours
    assert definition.form == "YAML upload"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1", 1),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        ("true", True),
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1e999", "1e999"),
        (".inf", ".inf"),
        ("yes", "yes"),
        ("'1'", "1"),
        ("~", None),
        ("!!binary AAE=", "\0\x01"),
        ("{a: [1, 007]}", {"a": [1, "007"]}),
    ],
)
def test_shown(written, meant):
    assert shown(parse_yaml(written).tree) == meant


def test_values_of_json_have_no_quotes_but_texts():
    tree = unquoted({"a": [1, 1.5, True, None, "1"]})
    assert is_same(tree, {"a": [Plain("1"), Plain("1.5"), Plain("true"), None, "1"]})
