"""What can be compared."""

import pytest

from smockproxy.engines.gotemplate import Budget, FunctionError, Struct
from smockproxy.engines.gotemplate import comparison as compare
from smockproxy.engines.gotemplate.budget import Meter, OverrunError
from smockproxy.engines.gotemplate.values import MISSING

METER = Meter(Budget())
YES, NO = True, False
MAP = "map[string]interface {}"


def test_equal():
    assert compare.equal(METER, 1, 2, 1)
    assert not compare.equal(METER, "a", "b")
    assert compare.equal(METER, None, MISSING)
    assert not compare.equal(METER, None, 1)
    assert compare.unequal(METER, 1.5, 2.5)


def test_order():
    assert compare.less(METER, 1, 2)
    assert compare.less(METER, "a", "b")
    assert compare.less_or_equal(METER, 2.0, 2.0)
    assert compare.greater(METER, 3, 2)
    assert compare.greater_or_equal(METER, 2, 2)
    assert not compare.greater(METER, 2, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compare.equal(METER, 1), "missing argument for comparison"),
        (lambda: compare.equal(METER, 1, 1.0), "incompatible types for comparison"),
        (lambda: compare.equal(METER, YES, 1), "incompatible types for comparison"),
        (lambda: compare.less(METER, 1, "a"), "incompatible types for comparison"),
        (lambda: compare.less(METER, YES, NO), "invalid type for comparison"),
        (lambda: compare.less(METER, None, 1), "invalid type for comparison"),
        (lambda: compare.equal(METER, [1], [1]), "non-comparable type [%!s(int=1)]: []interface {}"),
        (
            lambda: compare.equal(METER, ["a"], {}),
            f"non-comparable types [a]: []interface {{}}, {MAP}: map[]",
        ),
        (
            lambda: compare.equal(METER, Struct("main.T", {}), Struct("main.T", {})),
            "non-comparable type {}: main.T",
        ),
    ],
)
def test_what_can_not_be_compared(call, message):
    with pytest.raises(FunctionError) as failed:
        call()
    assert failed.value.message == message


def test_long_texts_count():
    with pytest.raises(OverrunError):
        compare.equal(Meter(Budget(steps=10)), "a" * 1000, "a" * 1000)


def test_structs_without_members_are_compared_by_what_they_are():
    moment = object()
    assert compare.equal(METER, moment, moment)
    assert not compare.equal(METER, moment, object())
