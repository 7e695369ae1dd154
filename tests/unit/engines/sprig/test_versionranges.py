"""How a range falls into alternatives and conditions, and what each holds for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.versionranges import LONGEST, parse_range, semver_compare
from smockproxy.engines.sprig.versions import parse_version

NUMBERS = st.integers(0, 3)
VERSIONS = st.builds("{}.{}.{}".format, NUMBERS, NUMBERS, NUMBERS)


def shown(text):
    return [
        [(held.operator, held.version.String(), held.known) for held in part] for part in parse_range(text)
    ]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("1.2.3", [[("", "1.2.3", 3)]]),
        (">=1.2, <2", [[(">=", "1.2.0", 2), ("<", "2.0.0", 1)]]),
        (">= 1.2 < 2", [[(">=", "1.2.0", 2), ("<", "2.0.0", 1)]]),
        ("^1 || ~2.1", [[("^", "1.0.0", 1)], [("~", "2.1.0", 2)]]),
        ("1.2 - 1.4.5", [[(">=", "1.2.0", 2), ("<=", "1.4.5", 3)]]),
        ("1.x.7", [[("", "1.0.0", 1)]]),
        ("*", [[("", "0.0.0", 0)]]),
        ("=v1.2.3-rc.1+b", [[("=", "1.2.3-rc.1+b", 3)]]),
    ],
)
def test_a_range_is_read(text, conditions):
    assert shown(text) == conditions


@given(VERSIONS, VERSIONS)
def test_comparisons_are_those_of_the_versions(bound, text):
    (at,), version = parse_range(bound)[0], parse_version(text)
    order = version.Compare(at.version)
    for operator, holds in [("=", order == 0), ("!=", order != 0), ("<", order < 0), (">", order > 0)]:
        assert semver_compare(f"{operator}{bound}", text) == holds
    assert semver_compare(f"<={bound}", text) == semver_compare(f"=<{bound}", text) == (order <= 0)
    assert semver_compare(f">={bound}", text) == semver_compare(f"=>{bound}", text) == (order >= 0)


@given(VERSIONS, VERSIONS)
def test_a_caret_keeps_the_first_number_that_is_not_zero(bound, text):
    wanted, found = (tuple(map(int, one.split("."))) for one in (bound, text))
    leading = next((at for at, number in enumerate(wanted) if number), 2)
    expected = found >= wanted and found[: leading + 1] == wanted[: leading + 1]
    assert semver_compare(f"^{bound}", text) == expected


@given(VERSIONS, VERSIONS, VERSIONS)
def test_alternatives_are_joined_by_or_and_conditions_by_and(one, other, text):
    low, high = semver_compare(f">={one}", text), semver_compare(f"<{other}", text)
    assert semver_compare(f">={one} <{other}", text) == (low and high)
    assert semver_compare(f">={one} || <{other}", text) == (low or high)


def test_a_condition_knows_which_numbers_are_given():
    ((condition,),) = parse_range("~1.2.x")
    assert condition.given == (1, 2)
    assert condition.within(parse_version("1.2.9"))
    assert not condition.within(parse_version("1.3.0"))
    assert condition.holds(parse_version("1.2.0"))


def test_a_prerelease_is_taken_only_where_one_is_named():
    for text, holds in [
        (">=1.0.0", False),
        (">=1.0.0-0", True),
        ("^2.0.0-a", True),
        ("*", False),
        ("*-0", True),
    ]:
        assert semver_compare(text, "2.0.0-beta") == holds


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("latest", "improper constraint: latest"),
        ("1.2.3.4", "improper constraint: 1.2.3.4"),
        (">1 ||", "improper constraint: "),
        ("1 2||^", "improper constraint: ^"),
        ("1|2", "constraint Parser Error"),
        (">1" * LONGEST, f"the range has more than {LONGEST} characters"),
    ],
)
def test_what_is_no_range(text, failure):
    with pytest.raises(FunctionError) as failed:
        parse_range(text)
    assert failed.value.message == failure
