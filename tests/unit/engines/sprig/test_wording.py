"""Words in bytes: wrapped, abbreviated, capitalised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.octets import to_bytes
from smockproxy.engines.sprig import wording
from smockproxy.engines.sprig.limits import MOST_LETTERS, MOST_MEMBERS, LimitError

WORDS = st.lists(st.text(alphabet="abéX", min_size=1, max_size=9), min_size=1, max_size=8).map(" ".join)
WIDTHS = st.integers(1, 12)


@given(WIDTHS, WORDS)
def test_wrapping_breaks_at_spaces_only(width, text):
    lines = wording.wrap(width, text).split("\n")
    assert " ".join(lines) == text
    assert all(" " not in line for line in lines if len(to_bytes(line)) > width)


@given(WIDTHS, WORDS)
def test_wrapping_with_a_separator_keeps_lines_short(width, text):
    lines = to_bytes(wording.wrap_with(width, "|", text)).split(b"|")
    assert all(len(line) <= width for line in lines)
    assert b"".join(lines).replace(b" ", b"") == to_bytes(text).replace(b" ", b"")


@given(st.integers(4, 20), WORDS)
def test_an_abbreviation_is_no_longer_than_it_may_be(width, text):
    short = to_bytes(wording.abbrev(width, text))
    assert len(short) <= width
    assert short == to_bytes(text) or short == to_bytes(text)[: width - 3] + b"..."


def test_bytes_are_cut_and_not_letters():
    assert wording.abbrev(4, "ééé") == "\udcc3..."
    assert wording.wrap_with(1, "|", "é") == "\udcc3|\udca9"
    assert wording.initials("é a") == "Ãa"
    assert wording.nospace("é\u3000a") == "é\u3000a"


@pytest.mark.parametrize(
    ("left", "right", "text"),
    [
        (0, 3, "abcdefgh"),
        (1, 6, "abcdefgh"),
        (5, 8, "abcdefgh"),
        (-1, 9, "abcdefgh"),
    ],
)
def test_what_fits_or_has_no_room_stays(left, right, text):
    assert wording.abbrevboth(left, right, text) == text


@pytest.mark.parametrize(
    ("left", "right", "short"),
    [
        (4, 9, "abcdef..."),
        (5, 9, "...fgh..."),
        (25, 9, "...uvwxyz"),
        (-5, 9, "abcdef..."),
    ],
)
def test_both_ends_are_abbreviated(left, right, short):
    assert wording.abbrevboth(left, right, "abcdefghijklmnopqrstuvwxyz") == short


def test_title_case_is_not_upper_case():
    assert wording.title("ǆa ǆb") == "ǅa ǅb"
    assert wording.swapcase("ǅ aǆ") == "ǆ AǄ"
    assert wording.swapcase("Ⓐ ⓐ ª") == "Ⓐ ⓐ ª"


@pytest.mark.parametrize(
    ("text", "title", "untitled"),
    [
        ("it's A_b c\u00a0d", "It'S A_b C\u00a0D", "it's a_b c\u00a0d"),
        ("  AB  Cd", "  AB  Cd", "  aB  cd"),
        ("1a 中b", "1a 中b", "1a 中b"),
        ("", "", ""),
    ],
)
def test_where_a_word_begins(text, title, untitled):
    assert wording.title(text) == title
    assert wording.untitle(text) == untitled


@pytest.mark.parametrize("change", [wording.title, wording.untitle, wording.swapcase, wording.initials])
def test_letters_are_bounded(change):
    with pytest.raises(LimitError):
        change("a" * (MOST_LETTERS + 1))


def test_lines_are_bounded():
    with pytest.raises(LimitError):
        wording.wrap_with(1, "|", "a" * (MOST_MEMBERS + 2))
