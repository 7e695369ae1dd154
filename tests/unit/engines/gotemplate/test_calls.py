"""What functions take."""

from functools import partial
from typing import Any

from smockproxy.engines.gotemplate.calls import Parameters, fits, parameters_of

YES = True


def typed(text: str, number: int, part: float, *, hidden=None): ...


def collected(flag: bool, members: list[Any], fields: dict[str, Any], anything: Any): ...  # noqa: FBT001


def open_ended(text: str, *numbers: int): ...


def lenient(key, default=None): ...


def named(text: "str", other: "Unknown"): ...  # noqa: F821 - it is never looked up


class Shelf:
    def get(self, key: str): ...


def test_kinds_are_read_from_annotations():
    assert parameters_of(typed) == Parameters(("string", "int", "float64"))
    assert parameters_of(collected) == Parameters(
        ("bool", "[]interface {}", "map[string]interface {}", "interface {}")
    )
    assert parameters_of(open_ended) == Parameters(("string",), "int")
    assert parameters_of(lenient) == Parameters(("interface {}", "interface {}"), None, 1)
    assert parameters_of(named) == Parameters(("string", "interface {}"))
    assert parameters_of(Shelf().get) == Parameters(("string",))
    assert parameters_of(open_ended, hidden=1) == Parameters((), "int")
    assert parameters_of(partial(typed, "a")) == Parameters((), "interface {}")


def test_numbers_of_arguments():
    assert Parameters(("int",)).complaint("f", 1, 1) == ""
    assert Parameters(("int",)).complaint("f", 0, 0) == "wrong number of args for f: want 1 got 0"
    assert Parameters(("int",)).complaint("f", 1, 2) == "wrong number of args for f: want 1 got 2"
    assert (
        Parameters(("int",), "int").complaint("f", 0, 0)
        == "wrong number of args for f: want at least 1 got 0"
    )
    assert Parameters(("int",), "int").complaint("f", 5, 5) == ""
    assert Parameters(("a", "b"), None, 1).complaint("f", 1, 1) == ""
    assert (
        Parameters(("a", "b"), None, 1).complaint("f", 0, 0)
        == "wrong number of args for f: want at least 1 got 0"
    )


def test_kinds_of_places():
    parameters = Parameters(("string",), "int")
    assert [parameters.kind(place) for place in range(3)] == ["string", "int", "int"]


def test_what_fits():
    assert fits("a", "string")
    assert fits(1, "int")
    assert fits(YES, "bool")
    assert fits(object(), "interface {}")
    assert not fits(YES, "int")
    assert not fits(1, "float64")
    assert not fits(None, "string")
