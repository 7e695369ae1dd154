"""YAML as it is written: every reader gets the same values back."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.files.scalars import json_value
from smockproxy.files.yamltext import parse_yaml
from smockproxy.interop.moments import Moment
from smockproxy.interop.yamlwriter import Lines, yaml_list, yaml_mapping

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
TRICKY = st.sampled_from([
    "", "~", "null", "yes", "n", "<<", "=", "1", "1.50", "0o17", "0x1F", "1e3", ".inf", "12:30:00", "1_000",
    "a: b", "a #b", "- a", "#", "2026-11-21", "2026-11-21T08:36:55Z", "127.0.0.1", "::1", "a:", " a", "a ",
    "a\nb", "'", '"', "\x85", "\x7f", "\u2028", "\ufeff", "\x00", "{", "[]", "!x", "&a", "*a", "%", "@", "`",
    "|", ">", "---", "...",
])  # fmt: skip
SCALARS = TEXT | TRICKY | st.integers(-(10**15), 10**15) | st.booleans() | st.none()
TREES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXT | TRICKY, below, max_size=4),
    max_leaves=8,
)


def written(value):
    return "".join(yaml_list([value]))


@given(TREES)
def test_other_readers_read_the_same(tree):
    assert yaml.safe_load(written(tree)) == [tree]


@given(TREES)
def test_our_reader_reads_the_same(tree):
    parsed = parse_yaml(written(tree))
    assert parsed.flaws == ()
    assert json_value(parsed.tree) == [tree]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers(number):
    assert [float(read) for read in yaml.safe_load(written(number))] == [number]


@given(st.binary())
def test_binary(raw):
    assert yaml.safe_load(written({"body": raw})) == [{"body": raw}]


def test_moments_stand_without_quotes():
    assert yaml_mapping({"date": Moment("2026-11-21T08:36:55.5Z")}) == "date: 2026-11-21T08:36:55.5Z\n"


@pytest.mark.parametrize("length", [400, 600, 2000])
def test_long_keys(length):
    tree = {"a" * length: {"b": [1]}, "c" * length: "d"}
    assert yaml.safe_load(yaml_mapping(tree)) == tree
    assert json_value(parse_yaml(yaml_mapping(tree)).tree) == tree


def test_half_a_surrogate_pair_is_replaced():
    assert yaml.safe_load(written("a\ud800b")) == ["a\ufffdb"]


def test_layout():
    tree = {"a": {"b": [1, {"c": [], "d": {}}], "e": [["x"]]}, "f": "it's: x"}
    assert written(tree) == (
        "- a:\n    b:\n    - 1\n    - c: []\n      d: {}\n    e:\n    - - x\n  f: 'it''s: x'\n"
    )


def test_lists_can_be_written_lazily():
    def shape(wrap):
        return {"id": "a", "history": wrap([{"x": [1]}, {"y": 2}]), "mocks": wrap([])}

    lazy = list(yaml_list(shape(iter) for _ in range(2)))
    assert len(lazy) == 8
    assert "".join(lazy) == "".join(yaml_list([shape(list)] * 2))


def test_an_empty_list():
    assert "".join(yaml_list([])) == "[]\n"


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("a\nb\n", "|\n    a\n    b"),
        ("a\n\n  b\tc", "|-\n    a\n\n      b\tc"),
        ("# a: b\n", "|\n    # a: b"),
        ("é\n---\n", "|\n    é\n    ---"),
        ("a", "a"),
        ("", "''"),
        (" a\n", '" a\\n"'),
        ("\na\n", '"\\na\\n"'),
        ("a\n\n", '"a\\n\\n"'),
        ("a\n \nb\n", '"a\\n \\nb\\n"'),
        ("a\r\nb\n", '"a\\r\\nb\\n"'),
        ("\n", '"\\n"'),
    ],
)
def test_lines_of_a_text(text, block):
    written_out = yaml_mapping({"a": {"b": Lines(text)}})
    assert written_out == f"a:\n  b: {block}\n"


LINES = st.text("ab \t\n\r#:-é\x85\u2028\ufeff|>", max_size=12) | TEXT | TRICKY


@given(LINES)
def test_lines_are_read_as_they_were(text):
    out = "".join(yaml_list([{"a": Lines(text), "b": [{"c": Lines(text)}]}]))
    assert yaml.safe_load(out) == [{"a": text, "b": [{"c": text}]}]
    assert json_value(parse_yaml(out).tree[0]["b"][0]) == {"c": text}
