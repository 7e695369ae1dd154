"""Lists: ends, places that are not there, and the twins whose names begin with must."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig import lists
from smockproxy.engines.sprig.limits import MOST_MEMBERS, LimitError
from smockproxy.engines.sprig.moments import GoTime

NUMBERS = st.lists(st.integers(0, 5), max_size=8)
OF_ONE_LIST = ["first", "last", "rest", "initial", "reverse", "compact", "uniq", "without", "slice"]


@given(NUMBERS)
def test_a_list_is_its_first_and_the_rest(members):
    assert lists.reverse(lists.reverse(members)) == members
    if members:
        assert lists.prepend(lists.rest(members), lists.first(members)) == members
        assert lists.append(lists.initial(members), lists.last(members)) == members


@given(NUMBERS, st.integers(1, 10))
def test_chunks_make_up_the_list(members, size):
    chunks = lists.chunk(size, members)
    assert lists.concat(*chunks) == members
    assert all(len(part) == size for part in chunks[:-1])


@given(NUMBERS, st.integers(0, 5))
def test_every_member_is_kept_once_or_left_out(members, number):
    assert lists.uniq(members) == list(dict.fromkeys(members))
    assert lists.without(members, number) == [member for member in members if member != number]
    assert lists.has(number, members) == (number in members)


@pytest.mark.parametrize("places", [(-1,), (4,), (2, 1), (0, 4)])
def test_places_that_are_not_there_are_an_error(places):
    with pytest.raises(FunctionError, match="slice index out of bounds"):
        lists.cut([1, 2, 3], *places)


def test_a_cut_may_be_empty():
    assert lists.cut([1, 2, 3], 3) == lists.cut([1, 2, 3], 1, 1) == []
    assert lists.cut([], 7, 9) is None


@pytest.mark.parametrize("name", OF_ONE_LIST)
def test_what_is_no_list_is_an_error(name):
    with pytest.raises(FunctionError, match="nil pointer dereference"):
        lists.FUNCTIONS[name](None)
    with pytest.raises(FunctionError, match=r"(on type|but) struct$"):
        lists.FUNCTIONS[name](GoTime(0))


def test_nil_is_no_list_to_join_either():
    with pytest.raises(FunctionError, match="nil pointer dereference"):
        lists.concat([1], None)
    with pytest.raises(FunctionError, match="Cannot concat type map as list"):
        lists.concat({})


def test_a_list_has_a_limited_length():
    full = [0] * MOST_MEMBERS
    for grow in (
        lambda: lists.prepend(full, 0),
        lambda: lists.append(full, 0),
        lambda: lists.concat(full, [0]),
    ):
        with pytest.raises(LimitError):
            grow()
    assert len(lists.concat(full)) == MOST_MEMBERS


@pytest.mark.parametrize("name", [name for name in lists.FUNCTIONS if name.startswith("must")])
def test_a_function_is_its_twin(name):
    assert lists.FUNCTIONS[name] is lists.FUNCTIONS[f"{name[4].lower()}{name[5:]}"]
