"""Letters for which Go and Python differ, or might."""

from unicodedata import category

import pytest

from smockproxy.engines.sprig import letters

EVERY = [chr(code) for code in (*range(0x3001), *range(0x1E00, 0x2200), *range(0xA640, 0xAC00))]


@pytest.mark.parametrize("change", [letters.upper, letters.lower, letters.title])
def test_one_letter_becomes_one_letter(change):
    assert {len(change(char)) for char in EVERY} == {1}


def test_letters_that_would_become_two_stay():
    assert letters.upper("ß") == "ß"
    assert letters.upper("ŉ") == letters.title("ŉ") == "ŉ"
    assert letters.lower("İ") == "i"


def test_title_case_is_a_case_of_its_own():
    assert (letters.upper("ǆ"), letters.title("ǆ"), letters.lower("ǅ")) == ("Ǆ", "ǅ", "ǆ")
    assert letters.has_case("ǅ")
    assert not letters.is_upper("ǅ")
    assert not letters.is_lower("ǅ")


def test_case_is_that_of_letters_alone():
    for char in EVERY:
        assert letters.is_lower(char) == (category(char) == "Ll")
        assert letters.is_upper(char) == (category(char) == "Lu")
    assert not letters.is_lower("ª")
    assert not letters.is_lower("\u2170")
    assert not letters.is_upper("Ⓐ")
    assert not letters.has_case("中")


def test_white_space_is_what_unicode_calls_so():
    found = {char for char in EVERY if letters.is_space(char)}
    assert found == set("\t\n\v\f\r\x85") | {char for char in EVERY if category(char) in {"Zs", "Zl", "Zp"}}
    assert not letters.is_space("\x1c")
    assert not letters.is_space("\u200b")


def test_marks_and_numbers_are_those_of_unicode():
    assert [letters.is_punctuation(char) for char in "_/“$+a"] == [True, True, True, False, False, False]
    assert [letters.is_number(char) for char in "7½Ⅷ²a"] == [True, True, True, True, False]
