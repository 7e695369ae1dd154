"""How alike texts and documents are."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.http import NO_JSON
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.similarity import (
    LONGEST_JSON,
    MOST_PLACES,
    compare_json,
    json_text,
    quick_similarity,
    similarity,
    template_similarity,
)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("", "", 1.0),
        ("/a", "/a", 1.0),
        ("", "x", 0.0),
        ("abcd", "abxd", 0.75),
        ("abc", "abcdef", 0.5),
        ("aaa", "aa", 2 / 3),
        ("x" * 10_000, "x" * 10_000 + "y", 1.0),
    ],
)
def test_quick_similarity(one, other, alike):
    assert quick_similarity(one, other) == pytest.approx(alike)


def test_similarity_finds_what_moved():
    assert similarity("/api/v1/users", "/v1/api/users") > quick_similarity("/api/v1/users", "/v1/api/users")
    assert similarity("same", "same") == 1


@pytest.mark.parametrize(
    ("template", "path", "alike"),
    [
        ("/u/{id:int}", "/u/7", 1.0),
        ("/u/{id:int}", "/u/x", 0.75),
        ("/u/{id:int}/f/{rest:path}", "/u/x/f/a", 0.875),
        ("/u/{id:int}/f/{rest:path}", "/u/x/f/a/b/c", 0.875),
        ("/u/{id}/f", "/u/x", 2 / 3),
        ("/u/{id}", "/u/x/y/z", 0.5),
        ("/{id}", "/x/" + "y/" * 10_000, 1 / 51),
    ],
)
def test_templates_are_compared_by_segments(template, path, alike):
    found = template_similarity(PathTemplate.parse(template), path, lambda one, other: float(one == other))
    assert found == pytest.approx(alike)


def test_a_template_whose_segments_stand_elsewhere_is_compared_as_text():
    template = PathTemplate.parse("/api/users/{id}")
    assert template_similarity(template, "/users/id", similarity) >= similarity(
        "/api/users/{id}", "/users/id"
    )


@pytest.mark.parametrize(
    ("wanted", "found", "paths"),
    [
        ('{"a": 1}', '{"a": 1.0}', []),
        ('{"a": 1}', '{"a": 2}', ["$.a"]),
        ('{"a": {"b c": [1, 2]}}', '{"a": {"b c": [1, 3, 4]}}', ['$.a["b c"][1]', '$.a["b c"][2]']),
        ('{"a": 1}', '{"b": 1}', ["$.a", "$.b"]),
        ("{}", "[]", ["$"]),
        ("{}", "{}", []),
        ("[]", "[]", []),
        ('{"a": {}}', '{"a": []}', ["$.a"]),
        ("[1]", "[]", ["$[0]"]),
    ],
)
def test_where_documents_differ(wanted, found, paths):
    compared = compare_json(wanted, found)
    assert compared is not None
    assert [difference.path for difference in compared.differences] == paths
    assert compared.distance == pytest.approx(len(paths) / max(1, compared.places))


@pytest.mark.parametrize("text", ["1", "no JSON", "[" + " " * LONGEST_JSON + "]"])
def test_what_is_not_compared(text):
    assert compare_json(text, "[]") is None
    assert compare_json("[]", text) is None


def test_large_documents_are_compared_in_part():
    compared = compare_json(str(list(range(2 * MOST_PLACES))), "[]")
    assert compared is not None
    assert compared.places == MOST_PLACES


def test_values_as_text():
    assert (json_text({"ż": None}), json_text(NO_JSON)) == ('{"ż": null}', "absent")


@given(st.text("ab/", max_size=14), st.text("ab/", max_size=14))
def test_it_is_what_difflib_finds(one: str, other: str) -> None:
    assert similarity(one, other) == SequenceMatcher(None, one, other, autojunk=False).ratio()
