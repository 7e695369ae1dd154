"""Types and kinds of the values that only sprig makes."""

import pytest

from smockproxy.engines.gotemplate.values import Struct
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.moments import Duration, GoTime, Weekday
from smockproxy.engines.sprig.reflection import FUNCTIONS, kind_is, kind_of, type_is, type_is_like, type_of
from smockproxy.engines.sprig.versions import parse_version


@pytest.mark.parametrize(
    ("value", "type_name", "kind"),
    [
        (Int64(1), "int64", "int64"),
        (GoTime(0), "time.Time", "struct"),
        (Duration(1), "time.Duration", "int64"),
        (Weekday(1), "time.Weekday", "int"),
        (Certificate("", ""), "sprig.certificate", "struct"),
        (parse_version("1"), "*semver.Version", "ptr"),
        (Struct("types.Request", {}), "types.Request", "struct"),
        (None, "<nil>", "invalid"),
    ],
)
def test_a_value_has_a_type_and_a_kind(value, type_name, kind):
    assert (type_of(value), kind_of(value)) == (type_name, kind)
    assert type_is(type_name, value)
    assert type_is_like(type_name, value)
    assert kind_is(kind, value)
    assert not type_is(f"{type_name}s", value)
    assert not kind_is("", value)


def test_what_a_pointer_points_to_is_like_it():
    version = parse_version("1")
    assert type_is_like("semver.Version", version)
    assert not type_is("semver.Version", version)
    assert not type_is_like("**semver.Version", version)
    assert not type_is_like("*time.Time", GoTime(0))


def test_values_are_compared_with_their_types():
    assert FUNCTIONS["deepEqual"]([Int64(1)], [Int64(1)])
    assert not FUNCTIONS["deepEqual"]([Int64(1)], [1])
