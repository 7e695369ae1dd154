import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.state import (
    ALL_KEYS,
    REMEMBERED,
    State,
    StateLimits,
    StateOverrunError,
    entries_size,
    entry_size,
    whole_size,
)

SMALL = StateLimits(keys=2, size=40)


def holding(**values: object) -> State:
    state = State()
    assert state.commit([("set", key, value) for key, value in values.items()], (), 0)
    return state


def values(state: State) -> dict[str, object]:
    return dict(state.snapshot().values)


def test_it_begins_empty():
    snapshot = State().snapshot()
    assert (snapshot.version, dict(snapshot.values)) == (0, {})


def test_operations_are_done_in_order():
    state = holding(a=1, b=2)
    assert state.commit([("delete", "a"), ("set", "b", 3), ("set", "c", [4])], (), 1)
    assert values(state) == {"b": 3, "c": [4]}
    assert state.commit([("set", "d", 5), ("clear",), ("set", "e", 6), ("delete", "nothing")], (), 2)
    assert values(state) == {"e": 6}


@pytest.mark.parametrize("operation", [("push", "a", 1), ("set", "a"), ("set", 1, 2), ()])
def test_an_operation_that_does_not_exist_changes_nothing(operation):
    state = holding(a=1)
    with pytest.raises(ValueError, match="no operation on state"):
        state.commit([("set", "a", 2), operation], (), 1)
    assert values(state) == {"a": 1}


def test_a_snapshot_stays_as_it_is():
    state = holding(a=1)
    before = state.snapshot()
    state.commit([("set", "a", 2)], (), before.version)
    assert (before.values["a"], values(state)["a"]) == (1, 2)


def test_copies_go_apart():
    state = holding(a=1)
    twin = state.copy()
    state.commit([("set", "a", 2)], (), 1)
    twin.commit([("set", "b", 3)], (), 1)
    assert (values(state), values(twin)) == ({"a": 2}, {"a": 1, "b": 3})
    assert not state.commit([("set", "c", 1)], ["a"], 1)
    assert twin.commit([("set", "c", 1)], ["a"], 1)


# -- transactions -----------------------------------------------------------------------


def test_what_was_read_and_has_changed_since_refuses_the_whole():
    state = holding(a=1, b=1)
    version = state.snapshot().version
    state.commit([("set", "a", 2)], (), version)
    assert not state.commit([("set", "b", 9), ("set", "c", 9)], ["b", "a"], version)
    assert values(state) == {"a": 2, "b": 1}
    assert state.commit([("set", "b", 9)], ["b"], version)
    assert state.commit([("set", "b", 8)], ["a", "b"], version + 2)


def test_what_was_written_without_reading_does_not_collide():
    state = holding(a=1)
    assert state.commit([("set", "a", 2)], (), 1)
    assert state.commit([("set", "a", 3)], (), 1)
    assert values(state) == {"a": 3}


def test_who_only_reads_never_runs_again():
    state = holding(a=1)
    state.commit([("set", "a", 2)], (), 1)
    assert state.commit((), ["a"], 1)
    assert state.snapshot().version == 2


@pytest.mark.parametrize("change", [("set", "new", 1), ("delete", "a"), ("clear",)])
def test_who_looked_at_which_keys_there_are_sees_them_change(change):
    state = holding(a=1)
    state.commit([change], (), 1)
    assert not state.commit([("set", "n", 1)], [ALL_KEYS], 1)


def test_a_changed_value_does_not_change_which_keys_there_are():
    state = holding(a=1)
    state.commit([("set", "a", 2)], (), 1)
    assert state.commit([("set", "n", 1)], [ALL_KEYS], 1)


@pytest.mark.parametrize("change", [("delete", "a"), ("clear",)])
def test_a_key_that_is_gone_has_changed(change):
    state = holding(a=1)
    state.commit([change], (), 1)
    assert not state.commit([("set", "n", 1)], ["a"], 1)
    assert state.commit([("set", "n", 1)], ["b"], 1)


def test_what_is_forgotten_counts_as_changed():
    state = State(StateLimits(keys=1))
    for number in range(REMEMBERED + 1):
        assert state.commit([("clear",), ("set", f"k{number}", 1)], (), number)
    version = state.snapshot().version
    assert not state.commit([("set", "n", 1)], ["untouched"], version - 1)
    assert state.commit([("delete", "k4")], ["untouched"], version)


# -- limits -----------------------------------------------------------------------------


def test_both_sides_of_the_limit_of_keys():
    state = State()
    full = [("set", f"k{number}", 1) for number in range(1_000)]
    assert state.commit(full, (), 0)
    with pytest.raises(StateOverrunError) as raised:
        state.commit([("set", "more", 1)], (), 1)
    assert str(raised.value) == "state would have 1,001 keys: 1,000 are allowed"
    assert len(values(state)) == 1_000
    assert state.commit([("delete", "k0"), ("set", "more", 1)], (), 1)


def test_both_sides_of_the_limit_of_bytes():
    exact = "x" * (100 * 1024 - len('{"k":""}'))
    state = holding(k=exact)
    with pytest.raises(StateOverrunError) as raised:
        state.commit([("set", "k", exact + "x")], (), 1)
    assert str(raised.value) == "state would take 102,401 bytes as JSON: 102,400 are allowed"
    assert values(state) == {"k": exact}


def test_over_a_limit_by_what_others_did_it_must_run_again():
    state = State(SMALL)
    state.commit([("set", "a", 1), ("set", "b", 1)], (), 0)
    assert not state.commit([("set", "c", 1)], (), 0)
    with pytest.raises(StateOverrunError):
        state.commit([("set", "c", 1)], (), 1)


@pytest.mark.parametrize("value", [float("nan"), {1, 2}])
def test_what_is_no_json_is_refused(value):
    state = holding(a=1)
    with pytest.raises((TypeError, ValueError)):
        state.commit([("set", "b", value)], (), 1)
    assert values(state) == {"a": 1}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), JSON, max_size=4))
def test_sizes_add_up_to_that_of_the_whole(kept):
    whole = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    assert whole_size(len(kept), entries_size(kept, kept)) == len(whole)
    assert entries_size(["not there"], {}) == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), JSON | st.none()), max_size=8))
def test_the_size_is_kept_along(changes):
    state = State()
    for version, (key, value) in enumerate(changes):
        operation = ("delete", key) if value is None else ("set", key, value)
        assert state.commit([operation], (), version)
    assert state._entries_size == entries_size("abc", state.snapshot().values)


def test_half_a_surrogate_pair_has_a_size():
    assert entry_size("k", "\ud800") == len('"k":""') + 3


@pytest.mark.parametrize(
    ("growth", "fits"), [((1, 5), True), ((2, 5), False), ((1, 26), True), ((1, 27), False)]
)
def test_changes_that_needed_room_meanwhile_need_it_still(growth: tuple[int, int], *, fits: bool):
    state = State(SMALL)
    before = state.snapshot()
    state.commit([("set", "a", "12345")], (), before.version)
    assert len('{"a":"12345",}') + 26 == SMALL.size
    assert state.commit([("set", "b", 1)], (), before.version, growth) is fits


def test_changes_of_the_newest_state_had_all_the_room_that_they_needed():
    state = State(SMALL)
    assert state.commit([("set", "a", 1)], (), 0, (99, 99))


def test_a_state_begins_with_values_of_an_earlier_run():
    before = State()
    before.commit([("set", "a", [1]), ("set", "ä", "x")], (), 0)
    after = State.of_values(before.snapshot().values, StateLimits(keys=3, size=19))
    assert dict(after.snapshot().values) == {"a": [1], "ä": "x"}
    version = after.snapshot().version
    with pytest.raises(StateOverrunError, match="20 bytes"):
        after.commit([("set", "ä", "xyz")], (), version)
    assert after.commit([("set", "ä", "xy")], (), version)
