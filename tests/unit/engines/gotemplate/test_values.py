"""Kinds, members, truth."""

from typing import ClassVar

from smockproxy.engines.gotemplate import GoMap, Struct
from smockproxy.engines.gotemplate.values import (
    MISSING,
    fields,
    in_key_order,
    is_function,
    method,
    truth,
    type_name,
)


class Moment:
    go_type: ClassVar[str] = "time.Time"
    go_methods: ClassVar[frozenset[str]] = frozenset({"Unix"})

    def Unix(self):  # noqa: N802 - Go's name
        return 7

    def Secret(self):  # noqa: N802
        return "secret"


class Names(GoMap):
    go_type: ClassVar[str] = "main.Names"


class Count(int):
    go_type: ClassVar[str] = "int64"


def test_names_of_types():
    values = [
        None,
        MISSING,
        True,
        1,
        1.0,
        "a",
        [],
        {},
        GoMap(),
        Names(),
        Count(1),
        Moment(),
        Struct("main.T", {}),
        len,
    ]
    assert [type_name(value) for value in values] == [
        *("<nil>", "<nil>", "bool", "int", "float64", "string", "[]interface {}", "map[string]interface {}"),
        *("map[string]interface {}", "main.Names", "int64", "time.Time", "main.T", "func()"),
    ]  # fmt: skip


def test_truth():
    assert all(map(truth, [True, 1, -0.5, float("nan"), "a", [0], {"a": 0}, Moment(), Struct("main.T", {})]))
    assert not any(map(truth, [None, MISSING, False, 0, 0.0, "", [], {}]))


def test_only_named_methods_can_be_reached():
    assert method(Moment(), "Unix")() == 7
    assert method(Moment(), "Secret") is None
    assert method(Moment(), "__class__") is None
    assert method({}, "get") is None
    assert method("a", "upper") is None


def test_fields():
    shape = Struct("main.T", {"A": 1})
    assert fields(shape) == {"A": 1}
    assert fields(Moment()) is None
    assert fields("a") is None


def test_order_of_keys():
    assert [key for key, _ in in_key_order({"b": 1, "B": 2, 10: 3, 2: 4, None: 5})] == [None, 2, 10, "B", "b"]


def test_functions():
    assert is_function(test_functions)
    assert is_function(Moment().Unix)
    assert not is_function(Moment)
    assert not is_function(1)
