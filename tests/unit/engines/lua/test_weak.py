"""Weak decoding and gluamapper's names."""

import pytest

from smockproxy.engines.contract import BadReturnError
from smockproxy.engines.lua.weak import camel_case, go_kind, list_length, text_field, whole_number


@pytest.mark.parametrize(
    ("name", "renamed"),
    [
        ("status", "Status"),
        ("x_y", "XY"),
        ("X_y_z", "XYZ"),
        ("_a", "_a"),
        ("a__b", "A_B"),
        ("a_1", "A_1"),
        ("a_", "A_"),
    ],
)
def test_camel_case(name: str, renamed: str):
    assert camel_case(name) == renamed


def test_an_empty_name_has_no_camel_case():
    with pytest.raises(BadReturnError):
        camel_case("")


@pytest.mark.parametrize(
    ("keys", "length"),
    [
        ((), 0),
        ((b"a",), 0),
        ((1, 2), 2),
        ((5,), 5),
        ((b"a", 1), 1),
        ((0, -1, 1.5, True), 0),
        ((67_108_864,), 0),
    ],
)
def test_a_table_with_a_number_from_1_is_a_list(keys: tuple[object, ...], length: int):
    assert list_length(dict.fromkeys(keys, 1)) == length


@pytest.mark.parametrize("text", [" 1", "1 ", "+-1", "1.5", "08", "x", "\u0661"])
def test_texts_that_are_no_number(text: str):
    with pytest.raises(ValueError, match="cannot parse 'Status' as int"):
        whole_number(text.encode())


@pytest.mark.parametrize(
    ("text", "number"), [("-1", -1), ("+1", 1), ("010", 8), ("0b11", 3), ("1_0", 10), ("0", 0)]
)
def test_texts_that_are_numbers(text: str, number: int):
    assert whole_number(text.encode()) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"\xff", "\ufffd"),
        (None, ""),
        (True, "1"),
        (float("-inf"), "-Inf"),
        (float("nan"), "NaN"),
        (0.5, "0.5"),
    ],
)
def test_text(value: object, text: str):
    assert text_field("Headers[A][0]", value) == text


@pytest.mark.parametrize(("value", "kind"), [(True, "boolean"), (1, "number"), (b"", "string")])
def test_kinds(value: object, kind: str):
    assert go_kind(value) == kind
