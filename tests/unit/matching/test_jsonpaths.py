"""JSONPath: what it finds, what is refused, and that nothing takes long."""

# ruff: noqa: E501 - rows of a table

from time import perf_counter

import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.matching.jsonpaths import compile_path

DOCUMENT = {"a": {"b": [1, {"c": "x"}]}, "s": "aab", "list": [{"n": 1}, {"n": 2}]}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [DOCUMENT]),
        ("$.a.b[0]", [1]),
        ("$..c", ["x"]),
        ("$.list[?@.n > 1].n", [2]),
        ("$.list[?@.n == $.a.b[0]].n", [1]),
        ("$.list[?count(@.*) == 1].n", [1, 2]),
        ("$[?match(@, 'a+b')]", ["aab"]),
        ("$[?match(@, 'a+')]", []),
        ("$[?search(@, 'a+')]", ["aab"]),
        ("$[?search(@, '(?=a)')]", []),
        ("$[?search(@.n, 'a')]", []),
        ("$.none", []),
    ],
)
def test_what_a_path_finds(path, found):
    assert compile_path(path).find(DOCUMENT) == found


def test_a_text_is_a_document_of_its_own():
    assert compile_path("$").find("[1]") == ["[1]"]


@pytest.mark.parametrize(
    "path",
    ["", "a.b", "$[", "$.a b", "$[?@.a =~ /x/]", "$[99999999999999999999]", "$" + "[0]" * 1_000, "$[?" + "(" * 60 + "@" + ")" * 60 + "]"],
)  # fmt: skip
def test_what_is_no_path(path):
    with pytest.raises(BadValueError):
        compile_path(path)


def test_paths_are_equal_by_their_text():
    assert compile_path("$.a") == compile_path("$.a")
    assert compile_path("$.a") != compile_path("$.b")


LONG = [{"id": at, "s": "a" * 40} for at in range(60_000)]


@pytest.mark.parametrize(
    "path",
    ["$..*..*..*", "$[*].id", "$[?$ == $]", "$[?count($..*) > 1]", "$[?search(@.s, '(a|a)*b')]", "$..[?@..id]", "$[?@.s == $[0].s]"],
)  # fmt: skip
def test_too_much_work_is_given_up(path):
    compiled = compile_path(path)
    began = perf_counter()
    assert compiled.find(LONG) is None
    assert perf_counter() - began < 5


def test_a_document_too_deep_is_given_up():
    deep = 1
    for _ in range(5_000):
        deep = [deep]
    assert compile_path("$..x").find(deep) is None
