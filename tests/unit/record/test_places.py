from smockproxy.record.inferred import LeftOut, Part, Place, Used
from smockproxy.record.places import GONE, changed, literally, of_part, referring

NAMES = frozenset({"token"})


def used(value, name="token"):
    return Used(name, Place(Part.HEADER, ("authorization",)), value, "why")


def test_a_place_gets_another_value_or_none():
    tree = {"a": [1, {"b": 2}], "c": 3}

    assert changed(tree, ("a", 1, "b"), lambda value: value + 1) == {"a": [1, {"b": 3}], "c": 3}
    assert changed(tree, ("a", 1, "b"), lambda _: GONE) == {"a": [1, {}], "c": 3}
    assert changed(tree, ("a", 0), lambda _: GONE) == {"a": [{"b": 2}], "c": 3}
    assert changed(tree, ("a", 7), lambda _: GONE) == tree
    assert changed(tree, ("c", "d"), lambda _: GONE) == tree


def test_what_looks_like_a_reference_stands_for_itself():
    assert literally("${token} ${other}", NAMES) == "$${token} ${other}"


def test_values_that_are_remembered_become_references():
    assert referring("Bearer abc", [used("abc")], NAMES) == "Bearer ${token}"
    assert referring("abc/abc", [used("abc")], NAMES) == "${token}/${token}"
    assert referring("Bearer abc", [used("")], NAMES) == "Bearer abc"
    assert referring("Bearer ${token}", [used("zzz")], NAMES) == "Bearer $${token}"
    assert referring("a=x&b=y", [used("x"), used("y")], NAMES) == "a=${token}&b=${token}"


def test_inferences_are_told_apart_by_their_part():
    query, path = LeftOut(Place(Part.QUERY, ("n", 0)), "r"), LeftOut(Place(Part.PATH, (0,)), "r")

    assert of_part([query, path], Part.PATH) == [path]
