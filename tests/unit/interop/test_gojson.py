"""JSON is what Go's encoder writes."""

import json

import pytest

from smockproxy.core.http import NO_JSON
from smockproxy.interop.gojson import DEEPEST, go_json, go_json_list, parsed_document


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ('<a href="x">&', '"\\u003ca href=\\"x\\"\\u003e\\u0026"'),
        ("\u2028\u2029", '"\\u2028\\u2029"'),
        ("żółć \N{PILE OF POO}", '"żółć \N{PILE OF POO}"'),
        ("half \ud800 pair", '"half \ufffd pair"'),
        ("\n\t\x00\x7f", '"\\n\\t\\u0000\x7f"'),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (1.0, "1"),
        (-0.0, "-0"),
        (1.5, "1.5"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (-1e-10, "-1e-10"),
        (1e300, "1e+300"),
        ({}, "{}"),
        ([], "[]"),
        ({"b": 1, "a": [1, "x"]}, '{"b":1,"a":[1,"x"]}'),
        ((1, 2), "[1,2]"),
    ],
)
def test_written(value, written):
    assert go_json(value) == written


def test_indented():
    value = {"a": [1, {"b": []}], "c": {}}
    assert go_json(value, "    ") == json.dumps(value, indent=4)


@pytest.mark.parametrize("values", [[], [1], [{"a": 1}, [2], []]])
def test_list_is_written_element_by_element_as_a_whole_one_is(values):
    assert "".join(go_json_list(iter(values), "    ")) == go_json(values, "    ") + "\n"


def test_lists_in_it_can_be_written_lazily():
    def shape(wrap):
        return {"id": "<a>", "history": wrap([{"x": [1]}, {"y": 2}]), "mocks": wrap([])}

    lazy = list(go_json_list((shape(iter) for _ in range(2)), "    "))
    assert "".join(lazy) == go_json([shape(list)] * 2, "    ") + "\n"
    assert len(lazy) > 10


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('{"b": 1.50, "a": [9007199254740993, true, null]}', '{"a":[9007199254740992,true,null],"b":1.5}'),
        ("1E3", "1000"),
        ('"x"', '"x"'),
        ('{"a": 1, "a": 2}', '{"a":2}'),
    ],
)
def test_documents_are_read_as_float64_with_sorted_names(text, written):
    assert go_json(parsed_document(text)) == written


@pytest.mark.parametrize("text", ["", "{", "1e999", "NaN", "-Infinity", "9" * 400, "[1] x"])
def test_what_go_would_not_read(text):
    assert parsed_document(text) is NO_JSON


def test_depth_is_limited_before_it_can_overflow():
    fine, deep = "[" * DEEPEST + "]" * DEEPEST, "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1)
    assert go_json(parsed_document(fine)) == fine
    assert parsed_document(deep) is NO_JSON
