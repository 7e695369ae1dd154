"""What a function's annotations say about the arguments that it takes."""

from collections.abc import Mapping
from typing import Any

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.calls import checked
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.limits import MOST_TEXT, LimitError
from smockproxy.engines.sprig.moments import GoTime

TIME = GoTime(0)
LIST, MAP = "[]interface {}", "map[string]interface {}"


def shown(text: str, count: int, ratio: float, members: list[Any], named: dict[str, Any]) -> list[Any]:
    return [text, count, ratio, members, named]


def moved(moment: GoTime, *steps: int) -> list[Any]:
    return [moment, *steps]


def yes(_holds: bool) -> str:  # noqa: FBT001 - a template's argument
    return "yes"


def signed(authority: Certificate, named: Mapping[str, Any], anything: Any) -> list[Any]:
    return [authority, named, anything]


def test_arguments_of_the_right_types_are_handed_on():
    call = checked("shown", shown)
    assert call("a", 1, 1.5, [1], {"a": 1}) == ["a", 1, 1.5, [1], {"a": 1}]
    assert call("a", Int64(1), 2, (1,), {}) == ["a", 1, 2, (1,), {}]


def test_nil_is_an_empty_list_and_an_empty_map():
    assert checked("shown", shown)("a", 1, 1.5, None, None) == ["a", 1, 1.5, [], {}]
    authority = Certificate("c", "k")
    assert checked("signed", signed)(authority, None, None) == [authority, {}, None]


@pytest.mark.parametrize(
    ("function", "arguments", "failure"),
    [
        (shown, (None, 1, 1.5, [], {}), "invalid value; expected string"),
        (shown, (b"", 1, 1.5, [], {}), "wrong type for value; expected string; got func()"),
        (shown, ("a", 1.0, 1.5, [], {}), "wrong type for value; expected int; got float64"),
        (shown, ("a", True, 1.5, [], {}), "wrong type for value; expected int; got bool"),
        (shown, ("a", 1, True, [], {}), "wrong type for value; expected float64; got bool"),
        (shown, ("a", 1, 1.5, "b", {}), f"wrong type for value; expected {LIST}; got string"),
        (shown, ("a", 1, 1.5, [], []), f"wrong type for value; expected {MAP}; got {LIST}"),
        (moved, (None,), "invalid value; expected time.Time"),
        (moved, (TIME, 1, "2"), "wrong type for value; expected int; got string"),
        (yes, (1,), "wrong type for value; expected bool; got int"),
        (signed, (TIME, {}, 1), "wrong type for value; expected sprig.certificate; got time.Time"),
    ],
)  # fmt: skip
def test_an_argument_of_another_type_is_refused(function, arguments, failure):
    with pytest.raises(FunctionError) as failed:
        checked("named", function)(*arguments)
    assert failed.value.message == failure


def test_the_number_of_arguments_is_checked_before_their_types():
    with pytest.raises(FunctionError, match="wrong number of args for yes: want 1 got 2"):
        checked("yes", yes)(1, 2)
    with pytest.raises(FunctionError, match="wrong number of args for moved: want at least 1 got 0"):
        checked("moved", moved)()
    assert checked("moved", moved)(TIME) == [TIME]
    assert checked("moved", moved)(TIME, 1, 2) == [TIME, 1, 2]


def test_a_text_that_is_made_has_a_limited_length():
    def repeated(count: int) -> str:
        return "x" * count

    assert len(checked("repeated", repeated)(MOST_TEXT)) == MOST_TEXT
    with pytest.raises(LimitError, match=f"the text would have {MOST_TEXT + 1} characters"):
        checked("repeated", repeated)(MOST_TEXT + 1)


def test_the_function_itself_can_still_be_found():
    assert checked("yes", yes).__wrapped__ is yes
    assert checked("again", checked("yes", yes))(True) == "yes"  # noqa: FBT003 - a template's argument
