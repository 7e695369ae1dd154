"""Texts in bytes: cut within a letter, repeated up to the limit, split at nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig import texts
from smockproxy.engines.sprig.limits import MOST_LETTERS, MOST_TEXT, LimitError

TEXTS = st.text(alphabet="aé中😀 ,\n", max_size=12)


@given(TEXTS, st.integers(0, 60))
def test_what_is_cut_off_and_what_stays_are_all_the_bytes(text, length):
    octets = to_bytes(text)
    begin = texts.trunc(length, text)
    assert to_bytes(begin) == octets[:length]
    if length <= len(octets):
        assert begin == texts.substr(0, length, text)
        assert texts.substr(length, -1, text) == to_text(octets[length:])
        assert texts.trunc(-length, text) == to_text(octets[-length:] if length else b"")


def test_half_a_letter_is_a_byte():
    assert texts.trunc(2, "hé") == "h\udcc3"
    assert texts.trunc(-1, "é") == texts.substr(1, 2, "é") == "\udca9"


@given(TEXTS, st.integers(-1, 5))
def test_what_is_split_is_joined(text, most):
    assert texts.join(",", texts.split_list(",", text)) == text
    pieces = texts.splitn(",", most, text)
    assert list(pieces) == [f"_{at}" for at in range(len(pieces))]
    assert ",".join(pieces.values()) == (text if most else "")
    assert most < 0 or len(pieces) <= most
    assert "".join(texts.split("", text).values()) == text


def test_letters_beyond_ascii_are_bounded_and_others_are_not():
    assert texts.upper("a" * (MOST_LETTERS + 1)) == "A" * (MOST_LETTERS + 1)
    for change in (texts.upper, texts.lower):
        with pytest.raises(LimitError):
            change("é" * (MOST_LETTERS + 1))


@pytest.mark.parametrize(
    "grow",
    [
        lambda: texts.repeat(2, "x" * (MOST_TEXT // 2 + 1)),
        lambda: texts.indent(MOST_TEXT, "x"),
        lambda: texts.replace("", "x" * 1_001, "y" * (MOST_TEXT // 1_000)),
        lambda: texts.join("x" * 1_000_000, [""] * 11),
    ],
)
def test_a_text_grows_up_to_its_limit(grow):
    with pytest.raises(LimitError, match=f"at most {MOST_TEXT} are allowed"):
        grow()
    assert len(texts.repeat(MOST_TEXT, "x")) == MOST_TEXT


def test_white_space_is_go_s():
    assert texts.trim("\u3000\x85 a\u200b\u202f") == "a\u200b"
    assert texts.trim_all("é", "éaé") == "a"
    assert texts.nindent(1, "a\r\n\nb") == "\n a\r\n \n b"


def test_lists_become_texts_in_order():
    assert texts.sort_alpha(["b", "B", "é", "z", 10, 9, None]) == ["10", "9", "B", "b", "z", "é"]
    assert texts.sort_alpha(None) == ["<nil>"]
    assert texts.to_strings(("a", 1.0, [None])) == ["a", "1", "[<nil>]"]
    assert texts.quote("", None, []) == '"" "[]"'
    assert texts.squote("", "it's") == "'' 'it's'"
    assert texts.cat("", None, "") == " "


def test_only_one_is_singular():
    assert [texts.plural("mock", "mocks", count) for count in (-1, 0, 1, 2)] == [
        "mocks",
        "mocks",
        "mock",
        "mocks",
    ]
