import pytest

from smockproxy.core.volatile import masked, masked_tree, without


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 12 of them", "plain words, 12 of them"),
        ("Bearer redacted-0123456789", "Bearer <pseudonym>"),
        ("eyJhbGciOi.eyJzdWIiOi.c2ln", "<jwt>"),
        ("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "id <uuid>"),
        ("2026-11-22T06:00:00.123Z", "<moment>"),
        ("2026-11-22 06:00", "<moment>"),
        ("Sun, 22 Nov 2026 06:00:00 GMT", "<moment>"),
        ("since 2026-11-22", "since <day>"),
        ("t=1795327200", "t=<epoch>"),
        ("t=1795327200123", "t=<epoch>"),
        ("sess_a1b2c3d4e5", "<token>"),
        ("internationalization", "internationalization"),
        ("123456789012", "123456789012"),
    ],
)
def test_what_differs_each_time_is_seen_by_its_shape(text, shown):
    assert masked(text) == shown


def test_trees_are_masked_down_to_their_leaves():
    tree = {"at": 1795327200, "ms": 1795327200123.0, "n": 7, "ok": True, "list": ["2026-11-22", None]}

    assert masked_tree(tree) == {
        "at": "<epoch>",
        "ms": "<epoch>",
        "n": 7,
        "ok": True,
        "list": ["<day>", None],
    }


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        (("a", "b"), {"a": {"b": None, "c": 2}, "l": [1, 2]}),
        (("l", 0), {"a": {"b": 1, "c": 2}, "l": [None, 2]}),
        (("l", 9), {"a": {"b": 1, "c": 2}, "l": [1, 2]}),
        (("no", "way"), {"a": {"b": 1, "c": 2}, "l": [1, 2]}),
        (("a", "b", "deeper"), {"a": {"b": 1, "c": 2}, "l": [1, 2]}),
    ],
)
def test_a_tree_without_a_place_is_a_copy(steps, left):
    tree = {"a": {"b": 1, "c": 2}, "l": [1, 2]}

    assert without(tree, [steps]) == left
    assert tree == {"a": {"b": 1, "c": 2}, "l": [1, 2]}
