"""Draws that repeat."""

from collections import Counter
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.chance import Chance, drawn, weighted


@given(st.integers(), st.text(), st.integers(0), st.text())
def test_a_draw_is_a_number_from_0_to_below_1_and_always_the_same(seed, name, use, field):
    chance = Chance(seed, name, use)
    assert 0 <= chance.draw(field) < 1
    assert chance.draw(field) == Chance(seed, name, use).draw(field)


def test_each_part_of_it_matters():
    one = Chance(1, "m", 2)
    others = [Chance(2, "m", 2), Chance(1, "n", 2), Chance(1, "m", 3)]
    assert len({each.draw("delay") for each in (one, *others)} | {one.draw("item")}) == 5


def test_the_largest_digest_is_below_1():
    assert all(drawn(str(number)) < 1 for number in range(1_000))


def test_draws_fill_the_range_evenly():
    tenths = Counter(int(Chance(7, "m", use).draw("x") * 10) for use in range(10_000))
    assert all(880 < tenths[tenth] < 1_120 for tenth in range(10))


def test_a_scripts_own_draws_follow_the_same():
    assert Chance(7, "m", 3).script_seed == "7/m/3"


def test_places_take_room_by_their_weights():
    assert [weighted([1, 2, 1], drawn) for drawn in (0.0, 0.24, 0.25, 0.74, 0.75, 0.99)] == [0, 0, 1, 1, 2, 2]


def test_without_any_weight_it_is_the_last():
    assert weighted([0, 0], 0.5) == 1


def test_a_uuid_is_one_of_version_4_and_always_the_same():
    made = UUID(Chance(7, "m\ud800", 3).uuid("id"))
    assert (made.version, made.variant) == (4, RFC_4122)
    assert str(made) == Chance(7, "m\ud800", 3).uuid("id") != Chance(7, "m\ud800", 3).uuid("id 2")
