"""Names in other cases: where words begin, and where numbers belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.limits import MOST_LETTERS, LimitError
from smockproxy.engines.sprig.naming import FUNCTIONS, camelcase, kebabcase, snakecase

NAMES = st.text(alphabet="aBcDé09 -_.中", max_size=20)


@given(NAMES)
def test_kebab_case_is_snake_case_with_hyphens(name):
    assert kebabcase(name) == snakecase(name).replace("_", "-")
    assert snakecase(name) == snakecase(name).lower()


@given(st.lists(st.text(alphabet="abcxyz", min_size=1, max_size=5), min_size=1, max_size=4))
def test_snake_case_of_words_leads_there_and_back(words):
    assert snakecase("_".join(words)) == "_".join(words)
    capitalised = [word.capitalize() for word in words]
    assert camelcase("_".join(words)) == "".join(capitalised)
    if all(len(word) > 1 for word in words):
        assert snakecase("".join(capitalised)) == "_".join(words)


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("AWSRegionID", "aws_region_id"),
        ("userID", "user_id"),
        ("_Private", "_private"),
        ("Two  Spaces", "two__spaces"),
        ("v2API", "v2_api"),
        ("sha256sum", "sha_256sum"),
        ("SHA256Sum", "sha256_sum"),
        ("90days", "90days"),
        ("a.b/C", "a.b/c"),
        ("ÜberÄmter", "über_ämter"),
        ("中文Name", "中文_name"),
        ("", ""),
    ],
)
def test_where_words_begin(name, snake):
    assert snakecase(name) == snake


@pytest.mark.parametrize(
    ("name", "camel"),
    [
        ("a", "A"),
        ("-_x_-", "-_X_-"),
        ("user-id 7", "UserId7"),
        ("éa_öb", "ÉaÖb"),
        ("  ", "  "),
        ("ABC", "Abc"),
    ],
)
def test_connectors_within_are_dropped(name, camel):
    assert camelcase(name) == camel


@pytest.mark.parametrize("name", FUNCTIONS)
def test_names_are_unicode_and_bounded(name):
    assert "\ufffd" in FUNCTIONS[name]("a\udcffb")
    with pytest.raises(LimitError):
        FUNCTIONS[name]("a" * (MOST_LETTERS + 1))
