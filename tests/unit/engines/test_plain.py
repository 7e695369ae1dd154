import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.plain import DEEPEST, DROPPED, plain


class Text(str):
    __slots__ = ()


def nested(levels: int) -> list[object]:
    value: list[object] = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize("value", [None, True, 1, 1.5, "x", [], {}, {"a": [1, {"b": None}]}, 10**30])
def test_json_stays_as_it_is(value):
    assert plain(value, "it") == value


def test_it_is_a_copy():
    value = {"a": [1]}
    copy = plain(value, "it")
    value["a"].append(2)
    assert copy == {"a": [1]}


def test_kinds_of_values_become_those_of_json():
    copy = plain({Text("a"): (Text("b"), 1), 2: "c"}, "it")
    assert copy == {"a": ["b", 1], "2": "c"}
    assert {type(key) for key in copy} == {str}
    assert type(copy["a"][0]) is str


def test_functions_are_dropped():
    assert plain({"a": 1, "f": print}, "it") == {"a": 1}
    assert plain([1, print], "it") == [1, None]
    assert plain(print, "it") is DROPPED


def test_the_same_value_twice_is_no_circle():
    shared = [1]
    assert plain([shared, shared], "it") == [[1], [1]]


def circle() -> dict[str, object]:
    around: dict[str, object] = {}
    around["a"] = [0, around]
    return around


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (circle(), "it at a[1]: a value that contains itself can't become JSON"),
        ({"a": [float("nan")]}, "it at a[0]: nan is no number of JSON"),
        (float("inf"), "it: inf is no number of JSON"),
        ({"a": {1.5: 2}}, "it at a: the key 1.5 is no text"),
        ({True: 2}, "it: the key True is no text"),
        (
            {"a": b"x"},
            "it at a: bytes is no JSON: expected text, a number, true, false, null, a list or a mapping",
        ),
    ],
)
def test_what_is_no_json_is_refused(value, message):
    with pytest.raises(ScriptError) as raised:
        plain(value, "it")
    assert raised.value.message == message


def test_both_sides_of_the_deepest_nesting():
    assert plain(nested(DEEPEST), "it") == nested(DEEPEST)
    with pytest.raises(ScriptError, match="nested deeper than 100 levels"):
        plain(nested(DEEPEST + 1), "it")
