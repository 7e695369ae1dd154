"""What is empty, and what is chosen when something is."""

from math import nan

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.values import GoMap
from smockproxy.engines.sprig import emptiness
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.moments import ZERO_SECONDS, Duration, GoTime

EMPTY = [None, False, 0, 0.0, -0.0, Int64(0), Duration(0), "", [], (), {}, GoMap()]
FULL = [True, -1, 0.1, nan, Int64(1), " ", "0", [None], ("",), {"": None}, GoMap({"a": []})]
STRUCTS = [Certificate("", ""), GoTime(0), GoTime(ZERO_SECONDS)]


@pytest.mark.parametrize("value", EMPTY, ids=repr)
def test_what_is_empty_gives_way(value):
    assert emptiness.empty(value)
    assert emptiness.default("else", value) == "else"
    assert emptiness.coalesce(value, "else") == "else"
    assert not emptiness.all_of("a", value)
    assert not emptiness.any_of(value)


@pytest.mark.parametrize("value", [*FULL, *STRUCTS], ids=repr)
def test_what_is_not_empty_stays(value):
    assert not emptiness.empty(value)
    assert emptiness.default("else", value) is value
    assert emptiness.coalesce(None, value, "else") is value
    assert emptiness.all_of("a", value)
    assert emptiness.any_of("", value)


def test_nothing_given_is_nothing_chosen():
    assert emptiness.default("else") == "else"
    assert emptiness.coalesce() is None
    assert emptiness.all_of()
    assert not emptiness.any_of()


def test_what_is_chosen_may_be_empty_itself():
    assert emptiness.default("", None) == ""
    assert emptiness.ternary("", "else", True) == ""  # noqa: FBT003 - a template's argument
    assert emptiness.ternary("else", None, False) is None  # noqa: FBT003 - a template's argument


def test_a_template_fails_with_its_own_message():
    with pytest.raises(FunctionError) as failed:
        emptiness.fail('no account "7"')
    assert failed.value.message == 'no account "7"'
