"""Go's names for kinds, and whole numbers of 64 bits."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.values import GoMap, Struct
from smockproxy.engines.sprig.gotypes import Certificate, Int64, kind_name, wrapped
from smockproxy.engines.sprig.moments import Duration, GoTime, Month
from smockproxy.engines.sprig.versions import parse_version


@given(st.integers())
def test_a_number_is_cut_to_64_bits(number):
    made = wrapped(number)
    assert type(made) is Int64
    assert -(2**63) <= made < 2**63
    assert (made - number) % 2**64 == 0


def test_the_ends_meet():
    assert wrapped(2**63) == -(2**63)
    assert wrapped(-(2**63) - 1) == 2**63 - 1
    assert wrapped(2**63 - 1) == 2**63 - 1


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "invalid"),
        (True, "bool"),
        (1, "int"),
        (Int64(1), "int64"),
        (Duration(1), "int64"),
        (Month(1), "int"),
        (1.5, "float64"),
        ("", "string"),
        ([], "slice"),
        ({}, "map"),
        (GoMap(), "map"),
        (Certificate("", ""), "struct"),
        (GoTime(0), "struct"),
        (Struct("types.Request", {}), "struct"),
        (parse_version("1"), "ptr"),
    ],
)
def test_a_value_has_a_kind(value, kind):
    assert kind_name(value) == kind


def test_a_certificate_is_a_value():
    made = Certificate("cert", "key")
    assert [getattr(made, name) for name in Certificate.go_fields] == ["cert", "key"]
    with pytest.raises(FrozenInstanceError):
        made.Key = "other"
