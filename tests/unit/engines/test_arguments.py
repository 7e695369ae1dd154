"""What a script is told that gives a function too few or too many arguments."""

from functools import partial
from random import Random

import pytest

from smockproxy.engines.arguments import counted, counted_method
from smockproxy.engines.contract import ScriptError


def nothing() -> None:
    pass


def one(a: object) -> object:
    return a


def two(a: object, b: object = 2) -> object:
    return a, b


def four(a: object, b: object = 2, c: object = 3, d: object = 4) -> object:
    return a, b, c, d


def some(a: object, *rest: object) -> object:
    return a, rest


class Counter:
    """Has a method that counts."""

    @counted_method("counter")
    def add(self, by: int, times: int = 1) -> int:
        """Their product."""
        return by * times


@pytest.mark.parametrize(
    ("function", "given", "told"),
    [
        (nothing, 1, "expected no arguments, found 1"),
        (one, 0, "expected 1 argument, found 0"),
        (one, 2, "expected 1 argument, found 2"),
        (two, 0, "expected 1 or 2 arguments, found 0"),
        (two, 3, "expected 1 or 2 arguments, found 3"),
        (four, 0, "expected 1 to 4 arguments, found 0"),
        (some, 0, "expected at least 1 argument, found 0"),
        (partial(two, 1), 2, "expected 0 or 1 argument, found 2"),
        (partial(float, 1.0), 1, "expected no arguments, found 1"),
        (Random("seed").random, 1, "expected no arguments, found 1"),
    ],
)
def test_their_number(function, given, told):
    with pytest.raises(ScriptError) as raised:
        counted("a.function", function)(*range(given))
    assert raised.value.message == f"a.function: {told}"


@pytest.mark.parametrize(
    ("given", "named"), [(("a",), {"c": 1}), (("a",), {"a": 1}), ((), {"b": 1}), ((), {"x": 1})]
)
def test_their_names(given, named):
    with pytest.raises(ScriptError) as raised:
        counted("f", two)(*given, **named)
    assert raised.value.message == "f: expected the arguments a, b, each once"


def test_names_beside_any_number():
    with pytest.raises(ScriptError) as raised:
        counted("f", some)(1, 2, b=3)
    assert raised.value.message == "f: expected the arguments a, each once"


def test_what_it_takes_it_gets():
    assert (counted("f", two)(1), counted("f", two)(1, b=3), counted("f", some)(1, 2)) == (
        (1, 2),
        (1, 3),
        (1, (2,)),
    )


def test_a_method_has_its_level_and_no_self():
    assert (Counter().add(2), Counter().add(2, times=3)) == (2, 6)
    with pytest.raises(ScriptError, match=r"^counter.add: expected 1 or 2 arguments, found 0$"):
        Counter().add()


def test_other_complaints_stay():
    with pytest.raises(TypeError, match="has no len"):
        counted("f", len)(5)
