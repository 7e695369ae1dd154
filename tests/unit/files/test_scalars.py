"""Scalars and what they mean in YAML 1.2."""

import pytest

from smockproxy.files.scalars import (
    Mapping,
    NotJsonError,
    Plain,
    boolean_of,
    integer_of,
    json_value,
    kind_of,
    number_in,
    number_of,
    quoted,
    shortened,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("012", 12),
        ("-7", -7),
        ("+7", 7),
        ("0x1F", 31),
        ("0o17", 15),
        ("200.0", 200),
        ("2e2", 200),
        ("1.5", None),
        ("1e999", None),
        ("1_000", None),
        ("", None),
        ("-", None),
        ("abc", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_integers(text, number):
    assert integer_of(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.50", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-1.5E-2", -0.015),
        ("3", 3),
        ("10:30", None),
        (".", None),
    ],
)
def test_numbers(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1e999"])
def test_numbers_that_json_does_not_have(text):
    with pytest.raises(NotJsonError):
        number_of(text)


@pytest.mark.parametrize(
    ("text", "boolean"),
    [
        ("true", True),
        ("TRUE", True),
        ("False", False),
        ("yes", None),
        ("on", None),
        ("tRUE", None),
        ("1", None),
    ],
)
def test_booleans(text, boolean):
    assert boolean_of(text) is boolean


def test_quoted_scalars_stay_text_in_json():
    assert json_value(["1", Plain("1"), "true", Plain("true"), Plain("1.50x")]) == [
        "1",
        1,
        "true",
        True,
        "1.50x",
    ]


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (None, "nothing"),
        (Mapping(), "a mapping"),
        ([1], "a list"),
        (b"x", "binary"),
        (Plain("200"), "200"),
        (Plain("true"), "true"),
        (Plain("hello"), '"hello"'),
        ("200", 'the text "200"'),
        (".inf", 'the text ".inf"'),
        (5, "5"),
        (True, "true"),
    ],
)
def test_what_a_message_calls_a_value(tree, said):
    assert kind_of(tree) == said


def test_text_in_a_message_is_short_and_on_one_line():
    assert quoted("a\nb\x1b[31m") == '"a\\nb\\x1b[31m"'
    assert shortened("x" * 100) == "x" * 60 + "…"
    assert shortened("café") == "café"


@pytest.mark.parametrize(
    ("tree", "number"),
    [
        (Plain("0.5"), 0.5),
        (Plain("7"), 7.0),
        (Plain("x"), None),
        (Plain(".inf"), None),
        (Plain("9" * 400), None),
        (10**400, None),
        ("0.5", None),
        (2, 2.0),
        (True, None),
        (None, None),
    ],
)
def test_the_number_in_a_value(tree, number):
    assert number_in(tree) == number
