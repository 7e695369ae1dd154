"""JSON, held against Python's own."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.values import Struct
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.jsontext import decode, encode
from smockproxy.engines.sprig.moments import GoTime

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)


@given(VALUES, st.booleans(), st.sampled_from(["", "  "]))
def test_what_is_written_is_read_back(value, html, indent):
    written = encode(value, html=html, indent=indent)
    assert decode(written) == value
    assert json.loads(written, parse_int=float) == value
    assert not html or not set("<>&") & set(written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e20, "100000000000000000000"),
        (1.2345678901234568e20, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.5e-9, "-1.5e-9"),
        (0.000001, "0.000001"),
        (-0.0, "-0"),
        (Int64(2**62), "4611686018427387904"),
        ("\x00\b\f\x7f", '"\\u0000\\b\\f\x7f"'),
        ("a\udcff", '"a\\ufffd"'),
        ({"b": {}, "a": []}, '{"a":[],"b":{}}'),
        (GoTime(0, 500_000_000, 3600, ""), '"1970-01-01T01:00:00.5+01:00"'),
        (Certificate("c", "k"), '{"Cert":"c","Key":"k"}'),
        (Struct("T", {"B": 1, "A": [Certificate("", "")]}), '{"B":1,"A":[{"Cert":"","Key":""}]}'),
        (Struct("T", {}), "{}"),
    ],
)
def test_values_are_written_as_go_writes_them(value, written):
    assert encode(value) == written


def test_levels_are_indented():
    assert encode({"a": Struct("T", {"B": [1]})}, indent="  ") == (
        '{\n  "a": {\n    "B": [\n      1\n    ]\n  }\n}'
    )


@pytest.mark.parametrize(
    "text", ["", "[", "nul", "NaN", "-Infinity", "01", "'a'", '{"a":1,}', '"\t"', "1 2", "\ufeff1"]
)
def test_what_is_no_json_is_an_error(text):
    with pytest.raises(FunctionError):
        decode(text)


def test_what_json_does_not_have_is_an_error():
    with pytest.raises(FunctionError, match=r"json: unsupported type: func\(\)"):
        encode([object()])
