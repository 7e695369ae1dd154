"""Values from JSON as Go prints them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.goprint import go_string, go_syntax
from smockproxy.core.http import parse_json

FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("json", "text"),
    [
        ("null", ""),
        ('""', ""),
        ('"x\\ny"', "x\ny"),
        ("true", "true"),
        ("false", "false"),
        ("0", "0"),
        ("-0", "-0"),
        ("1.0", "1"),
        ("1.50", "1.5"),
        ("1E3", "1000"),
        ("100000000", "100000000"),
        ("12345678901234567890", "12345678901234567000"),
        ("9007199254740993", "9007199254740992"),
        ("1e21", "1000000000000000000000"),
        ("1.5e-7", "0.00000015"),
        ("0.1", "0.1"),
        ("-12.25", "-12.25"),
        ("1e-5", "0.00001"),
        ("123456.789e3", "123456789"),
    ],
)
def test_what_smocker_compares(json: str, text: str) -> None:
    assert go_string(parse_json(json)) == text


@pytest.mark.parametrize(
    ("json", "syntax"),
    [
        ("{}", "map[string]interface {}{}"),
        ("[]", "[]interface {}{}"),
        ('{"a": 1}', 'map[string]interface {}{"a":1}'),
        (
            '{"b": [1.5, "x", null], "a": true}',
            'map[string]interface {}{"a":true, "b":[]interface {}{1.5, "x", interface {}(nil)}}',
        ),
        ("[false, -0]", "[]interface {}{false, -0}"),
        (
            "[999999, 1000000, 123456789, 0.0001, 0.00001, -1.5e-7]",
            "[]interface {}{999999, 1e+06, 1.23456789e+08, 0.0001, 1e-05, -1.5e-07}",
        ),
        ('["\\"\\\\\\b\\f\\n\\r\\t"]', r'[]interface {}{"\"\\\b\f\n\r\t"}'),
        ('["é\\u0001\\u007f\\u00a0\\u2028 😀"]', r'[]interface {}{"é\x01\x7f\u00a0\u2028 😀"}'),
        ('["\\udb40\\udc01"]', r'[]interface {}{"\U000e0001"}'),
    ],
)
def test_an_object_or_a_list_is_printed_in_gos_syntax(json: str, syntax: str) -> None:
    assert go_string(parse_json(json)) == syntax


def test_depth_is_no_way_to_break_it() -> None:
    deep: Any = 1
    for _ in range(5_000):
        deep = [deep]
    assert go_string(deep) == "[]interface {}{" * 5_000 + "1" + "}" * 5_000


@given(FLOATS)
def test_plain_decimal_is_the_same_number_without_an_exponent(number: float) -> None:
    text = go_string(number)
    assert float(text) == number
    assert not set(text) - set("-.0123456789")


@given(FLOATS)
def test_syntax_is_the_same_number(number: float) -> None:
    assert float(go_syntax(number)) == number


@given(st.text())
def test_quoted_text_is_printable(text: str) -> None:
    assert go_syntax(text).isprintable()
