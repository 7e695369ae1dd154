"""No call makes more than it may, whatever it is given."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.gotypes import Int64, kind_name
from smockproxy.engines.sprig.limits import MOST_MEMBERS, MOST_TEXT, LimitError
from smockproxy.engines.sprig.moments import GoTime
from smockproxy.engines.sprig.table import SLOW, functions

TABLE = functions(1_769_860_800.0, Random(7))
MUCH = "x" * (MOST_TEXT // 2 + 1)


def doubled(times):
    """A list that is small, and enormous when it is walked."""
    value = ["x"]
    for _ in range(times):
        value = [value, value]
    return value


def endless():
    value = {}
    value["self"] = value
    return value


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("repeat", (10**12, "x")),
        ("repeat", (3, MUCH)),
        ("indent", (10**9, "x")),
        ("nindent", (2**62, "a\nb")),
        ("replace", ("x", "y" * 100, "x" * 200_000)),
        ("join", ("y" * 1000, ["x"] * 20_000)),
        ("wrapWith", (1, "y" * 1000, "x" * 20_000)),
        ("split", (",", "," * (MOST_MEMBERS + 1))),
        ("splitList", ("", "x" * (MOST_MEMBERS + 1))),
        ("until", (10**15,)),
        ("untilStep", (0, 2**62, 3)),
        ("seq", (10**9,)),
        ("seq", (0, 1, 2**62)),
        ("concat", ([0] * MOST_MEMBERS, [0])),
        ("append", ([0] * MOST_MEMBERS, 0)),
        ("regexReplaceAll", ("x", "x" * 3_000, "y" * 5_000)),
        ("regexFindAll", ("", "x" * 200_000, -1)),
        ("regexFindAll", ("a(.*b)?", "a" * 50_000, -1)),
        ("regexMatch", ("(x+x+)+y", "x" * 10_000_000)),
        ("shuffle", (MUCH,)),
        ("snakecase", (MUCH,)),
        ("camelcase", (MUCH,)),
        ("title", (MUCH,)),
        ("swapcase", (MUCH,)),
        ("initials", (MUCH,)),
        ("upper", ("ä" * 1_000_000,)),
        ("quote", ("\udcff" * 1_000_000,)),
        ("wrap", (1, "x " * 1_000_000)),
    ],
)
def test_a_call_that_would_make_too_much_is_refused(name, arguments):
    with pytest.raises(LimitError):
        TABLE[name](*arguments)


@pytest.mark.parametrize("value", [doubled(25), endless()], ids=["doubled", "endless"])
@pytest.mark.parametrize("name", ["toJson", "toRawJson", "toPrettyJson", "deepCopy", "uniq", "toStrings"])
def test_a_value_that_is_too_large_is_not_walked(name, value):
    with pytest.raises(FunctionError, match=r"more than|deeper|too large|levels|on type|find uniq"):
        TABLE[name](value) if name != "toStrings" or isinstance(value, list) else TABLE["toString"](value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("merge", ({}, endless())),
        ("deepEqual", (doubled(25), doubled(25))),
        ("has", (1, doubled(25))),
        ("cat", (doubled(25),)),
        ("quote", (doubled(25),)),
        ("fromJson", ("[" * 10_000,)),
    ],
    ids=["merge", "deepEqual", "has", "cat", "quote", "fromJson"],
)
def test_what_merges_compares_and_prints_is_bounded_too(name, arguments):
    with pytest.raises(FunctionError):
        TABLE[name](*arguments)


def test_sprig_tells_its_int64_from_int():
    assert TABLE["typeOf"](TABLE["add"](1, 2)) == TABLE["kindOf"](TABLE["int64"]("5")) == "int64"
    assert TABLE["typeOf"](TABLE["int"]("5")) == "int"
    assert TABLE["deepEqual"](Int64(3), 3) is False
    assert kind_name(GoTime(0)) == "struct"
    assert TABLE["until"](TABLE["add"](1, 2)) == [0, 1, 2]


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-300, 300), st.integers(), st.floats(), st.text(max_size=12),
    st.sampled_from(["2006-01-02", "1.2.3", ">=1.0", "a(b)", "$1", "[", "{}", "a://b", "1h", "\udcff"]),
    st.just(GoTime(1_769_860_800)), st.integers(-300, 300).map(Int64),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(sorted(set(TABLE) - SLOW)), arguments=st.lists(VALUES, max_size=4))
def test_a_function_fails_with_nothing_but_its_own_error(name, arguments):
    with suppress(FunctionError):
        found = TABLE[name](*arguments)
        TABLE["toString"](found)
        TABLE["toJson"](found)
