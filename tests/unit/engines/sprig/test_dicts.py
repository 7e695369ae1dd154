"""Which functions change a dictionary or a list, and which make a new one."""

import pytest

from smockproxy.engines.gotemplate.values import GoMap
from smockproxy.engines.sprig import dicts, lists


def test_set_and_unset_change_the_dictionary():
    found = {"a": 1}
    assert dicts.put(found, "b", 2) is found
    assert dicts.unset(found, "a") is found == {"b": 2}


def test_merge_changes_the_first_and_only_the_first():
    first, second = {"a": {"x": 1}}, {"a": {"y": 2}, "b": {"z": 3}}
    assert dicts.merge(first, second) is first
    assert first == {"a": {"x": 1, "y": 2}, "b": {"z": 3}}
    assert second == {"a": {"y": 2}, "b": {"z": 3}}
    assert first["b"] is second["b"]


def test_a_dictionary_is_merged_with_itself():
    found = {"a": {"b": 1}, "c": [1]}
    assert dicts.merge_overwrite(found, found, dict(found)) == {"a": {"b": 1}, "c": [1]}


def test_overwriting_replaces_what_is_of_another_kind():
    assert dicts.merge_overwrite({"a": {"b": 1}}, {"a": 5}) == {"a": 5}
    assert dicts.merge_overwrite({"a": 5}, {"a": {"b": 1}}) == {"a": {"b": 1}}
    assert dicts.merge({"a": 5}, {"a": {"b": 1}}) == {"a": 5}
    assert dicts.merge({"a": {}}, {"a": {"b": 1}}) == {"a": {"b": 1}}


def test_a_deep_copy_shares_nothing():
    found = {"a": [{"b": 1}]}
    copied = dicts.deep_copy(found)
    copied["a"][0]["b"] = 2
    assert found == {"a": [{"b": 1}]}


def test_maps_of_other_types_can_be_read():
    headers = GoMap({"X-A": ["1"]})
    assert dicts.has_key(headers, "X-A")
    assert dicts.pick(headers, "X-A") == dicts.omit(headers, "X-B") == {"X-A": ["1"]}


@pytest.mark.parametrize(
    "name", [name for name in lists.FUNCTIONS if name not in {"list", "tuple", "concat"}]
)
def test_a_list_is_never_changed(name):
    found = [3, [1], "", 3]
    arguments = (
        (2, found)
        if name.lower().endswith("chunk")
        else (3, found)
        if name.lower().endswith("has")
        else (found,)
    )
    needs_value = name.lower().endswith(("append", "prepend", "push"))
    lists.FUNCTIONS[name](*arguments, *([0] if needs_value else []))
    assert found == [3, [1], "", 3]
