"""References: `${name}` in what an author wrote."""

import pytest

from smockproxy.core.references import LONGEST_NAME, filled, is_name, mentioned, needed, whole


@pytest.mark.parametrize(("text", "is_one"), [("a", True), ("_a1", True), ("1a", False), ("a-b", False)])
def test_what_a_name_is(text, is_one):
    assert is_name(text) is is_one


def test_a_name_has_an_end():
    assert not is_name("a" * (LONGEST_NAME + 1))


def test_the_names_of_a_tree():
    tree = {
        "${key}": ["Bearer ${token}", 7, {"a": "$${kept} $${token}"}],
        "b": "none $name {x} ${any-string}",
    }
    assert mentioned(tree) == {"key", "token", "kept"}
    assert needed(tree) == {"key", "token"}


@pytest.mark.parametrize(
    ("text", "name"),
    [("${a}", "a"), ("${b}", ""), ("$${a}", ""), ("x${a}", ""), ("${a}${a}", ""), ("${a", "")],
)
def test_a_text_that_is_one_reference(text, name):
    assert whole(text, {"a"}) == name


@pytest.mark.parametrize(
    ("text", "is_filled"),
    [
        ("Bearer ${a}", "Bearer 1"),
        ("${a}${a}", "11"),
        ("$${a}", "${a}"),
        ("$$${a}", "$${a}"),
        ("${b} $${b}", "${b} $${b}"),
        ("$a {a} ${a", "$a {a} ${a"),
    ],
)
def test_only_names_that_are_known_are_references(text, is_filled):
    assert filled(text, {"a": "1"}, {"a"}) == is_filled


def test_a_value_is_escaped_for_where_it_stands():
    assert filled("^${a}$", {"a": "."}, {"a"}, lambda text: f"\\{text}") == "^\\.$"
