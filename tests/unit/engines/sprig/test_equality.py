"""When two values are the same, and keys that say so."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.equality import deep_equal, identity
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.limits import MOST_DEPTH, LimitError
from smockproxy.engines.sprig.moments import GoTime

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=5,
)


def copied(value):
    if isinstance(value, dict):
        return {key: copied(value[key]) for key in reversed(value)}
    return [copied(member) for member in value] if isinstance(value, list) else value


@given(VALUES, VALUES)
def test_a_copy_is_the_same_and_a_list_around_it_is_not(one, other):
    assert deep_equal(one, copied(one))
    assert hash(identity(one)) == hash(identity(copied(one)))
    assert not deep_equal(one, [one])
    assert deep_equal(one, other) == deep_equal(other, one)
    assert deep_equal({"a": one}, {"a": other}) == deep_equal([one], [other]) == deep_equal(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0, None),
        (1, Int64(1)),
        (1, "1"),
        ("", None),
        ([], {}),
        ([], None),
        ([1, 2], [2, 1]),
        ({"a": None}, {}),
        (nan, nan),
        ([nan], [nan]),
        (GoTime(0), GoTime(0, 0, 3600, "CET")),
    ],
)
def test_values_that_look_alike_are_not_the_same(one, other):
    assert not deep_equal(one, other)
    assert len({identity(one), identity(other)}) == 2


def test_structs_are_the_same_when_their_fields_are():
    assert deep_equal(Certificate("c", "k"), Certificate("c", "k"))
    assert not deep_equal(Certificate("c", "k"), Certificate("c", ""))
    assert deep_equal(GoTime(5), GoTime(5))
    assert deep_equal(0.0, -0.0)


def test_what_has_no_end_is_not_compared():
    endless = []
    endless.append(endless)
    with pytest.raises(LimitError, match=f"nested deeper than {MOST_DEPTH}"):
        deep_equal(1, endless)
