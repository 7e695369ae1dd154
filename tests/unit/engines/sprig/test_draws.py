"""What is drawn follows the source of randomness."""

from random import Random

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.table import functions


def table(seed=7):
    return functions(0.0, Random(seed))


@pytest.mark.parametrize("name", ["randAlpha", "randAlphaNum", "randNumeric", "randAscii", "randBytes"])
def test_the_same_source_draws_the_same(name):
    assert table()[name](20) == table()[name](20) != table(8)[name](20)


def test_texts_are_drawn_from_their_alphabets():
    draws = table()
    assert len(draws["randAlpha"](50)) == 50
    assert draws["randAlpha"](200).isalpha()
    assert draws["randNumeric"](200).isdigit()
    assert draws["randAlphaNum"](200).isalnum()
    assert all(" " <= char <= "~" for char in draws["randAscii"](500))
    assert draws["randBytes"](3) != draws["randBytes"](3)


def test_numbers_are_drawn_from_one_to_before_another():
    draw = table()["randInt"]
    assert {draw(3, 6) for _ in range(100)} == {3, 4, 5}
    with pytest.raises(FunctionError, match="invalid argument to Intn"):
        draw(6, 3)


def test_a_text_is_shuffled():
    found = table()["shuffle"]("abcdefghijkl")
    assert sorted(found) == list("abcdefghijkl")
    assert found != "abcdefghijkl"


def test_a_uuid_is_of_the_fourth_version():
    drawn = table()["uuidv4"]()
    assert (len(drawn), drawn[14], drawn[19] in "89ab") == (36, "4", True)
    assert drawn == table()["uuidv4"]() != table(8)["uuidv4"]()


def test_draws_are_bounded():
    for name in ("randAlpha", "randBytes"):
        with pytest.raises(FunctionError, match="at most"):
            table()[name](10**9)
