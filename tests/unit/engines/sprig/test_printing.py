"""Values as texts, and texts in quotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.literals import quote
from smockproxy.engines.sprig.gotypes import Certificate, Int64
from smockproxy.engines.sprig.limits import MOST_LETTERS, LimitError
from smockproxy.engines.sprig.moments import Duration, GoTime, Month
from smockproxy.engines.sprig.printing import quoted, text_of
from smockproxy.engines.sprig.versions import parse_version


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "<nil>"),
        (True, "true"),
        (-7, "-7"),
        (Int64(5), "5"),
        (1.0, "1"),
        (1e20, "1e+20"),
        (0.000001, "1e-06"),
        (float("inf"), "+Inf"),
        (float("nan"), "NaN"),
        ("a b", "a b"),
        ([], "[]"),
        ([1, "a", None, [True]], "[1 a <nil> [true]]"),
        ({"b": 1, "a": None}, "map[a:<nil> b:1]"),
        (Certificate("c", "k"), "{c k}"),
        (Duration(90 * 10**9), "1m30s"),
        (Month(5), "May"),
        (GoTime(0), "1970-01-01 00:00:00 +0000 UTC"),
        (parse_version("v1.2"), "1.2.0"),
    ],
)
def test_a_value_is_printed_as_go_prints_it(value, text):
    assert text_of(value) == text


def test_a_value_too_large_to_print_is_refused():
    nested = ["x"]
    for _ in range(30):
        nested = [nested, nested]
    with pytest.raises(FunctionError):
        text_of(nested)
    with pytest.raises(FunctionError):
        text_of({"a": ["x" * 1_000_000] * 11})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ('it\'s "it" \\', r'''"it's \"it\" \\"'''),
        ("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"'),
        ("\x00\x1f\x7f", r'"\x00\x1f\x7f"'),
        ("é中😀", '"é中😀"'),
        ("\xa0\u200b\u2028\ufeff", r'"\u00a0\u200b\u2028\ufeff"'),
        ("\U000e0001", r'"\U000e0001"'),
        ("a\udcffb", r'"a\xffb"'),
        ("\ufffd", '"\ufffd"'),
    ],
)
def test_a_text_is_quoted_as_go_quotes_it(text, written):
    assert quoted(text) == written


@given(st.text(max_size=20))
def test_quotes_are_those_of_the_interpreter(text):
    assert quoted(text) == quote(text)


def test_letters_that_must_be_looked_at_are_bounded():
    assert len(quoted("a" * (MOST_LETTERS + 1))) == MOST_LETTERS + 3
    with pytest.raises(LimitError):
        quoted("a" * MOST_LETTERS + "\xa0")
