import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.state import State, StateLimits
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.scriptstate import MOST_ABSENT_READS, ScriptState


def refusal(action, *arguments) -> str:
    with pytest.raises(ScriptError) as raised:
        action(*arguments)
    return raised.value.message


def test_values_are_set_and_read_back():
    state = ScriptState({"a": 1})
    state.set("b", {"c": [1, (2,)]})
    assert (state.get("a"), state.get("b"), state.get("x"), state.get("x", 0)) == (
        1,
        {"c": [1, [2]]},
        None,
        0,
    )
    assert state.keys() == ["a", "b"]
    assert (state.has("a"), state.has("x")) == (True, False)


def test_what_is_read_and_what_was_set_are_copies():
    given_value: dict[str, list[int]] = {"n": [1]}
    state = ScriptState({})
    state.set("a", given_value)
    given_value["n"].append(2)
    state.get("a")["n"].append(3)
    assert state.get("a") == {"n": [1]}


def test_deleted_keys_are_gone():
    state = ScriptState({"a": 1})
    assert (state.delete("a"), state.delete("a"), state.has("a")) == (True, False, False)
    assert state.operations == (("delete", "a"),)


def test_numbers_are_added_to():
    state = ScriptState({"n": 1.5})
    assert (state.incr("n"), state.incr("n", 2), state.incr("new"), state.incr("new", -3)) == (
        2.5,
        4.5,
        1,
        -2,
    )
    assert type(state.incr("new", 2)) is int


@pytest.mark.parametrize("value", ["1", True, None, [1]])
def test_what_is_no_number_is_not_added_to(value):
    message = refusal(ScriptState({"n": value}).incr, "n")
    assert message == f"state.incr('n'): its value is {value!r}, no number"


def test_a_step_is_a_number():
    assert refusal(ScriptState({}).incr, "n", "2") == "state.incr('n'): the step is '2', no number"


def test_lists_grow_and_shrink():
    state = ScriptState({"a": [1, {"b": []}]})
    state.get("a")[1]["b"].append("not kept")
    assert (state.push("a", (3,)), state.push("new", None), state.push("new", len)) == (3, 1, 2)
    assert (state.shift("a"), state.pop("a"), state.get("a")) == (1, [3], [{"b": []}])
    assert (state.pop("nothing"), state.shift("nothing"), state.has("nothing")) == (None, None, False)
    assert state.operations == (("set", "a", [{"b": []}]), ("set", "new", [None, None]))
    assert state.reads == ("a", "new", "nothing")


def test_what_is_taken_from_a_list_is_a_copy():
    taken = [1]
    state = ScriptState({"a": [taken]})
    state.pop("a").append(2)
    assert taken == [1]


def test_mappings_get_and_lose_entries():
    begun_with = {"a": {"b": 1}}
    state = ScriptState(begun_with)
    state.put("a", "c", (2,))
    state.put("new", 7, {"x": 1})
    assert (state.get("a"), state.get("new")) == ({"b": 1, "c": [2]}, {"7": {"x": 1}})
    assert (state.remove("a", "b"), state.remove("a", "b"), state.remove("new", 7)) == (True, False, True)
    state.put("a", "c", len)
    assert (state.get("a"), state.get("new"), begun_with) == ({}, {}, {"a": {"b": 1}})


def test_what_is_no_collection_is_not_changed():
    state = ScriptState({"a": {}, "b": [], "c": "text"})
    assert refusal(state.push, "a", 1) == "state.push('a'): its value is {}, no list"
    assert refusal(state.pop, "c") == "state.pop('c'): its value is 'text', no list"
    assert refusal(state.put, "b", "x", 1) == "state.put('b'): its value is [], no mapping"
    assert refusal(state.remove, "c", "x") == "state.remove('c'): its value is 'text', no mapping"
    assert refusal(state.put, "a", None, 1) == "state.put('a'): the key None is no text"
    assert state.operations == ()


def test_a_collection_within_the_limits_stays():
    state = ScriptState({"a": [1]}, StateLimits(size=len('{"a":[1,2]}')))
    assert state.push("a", 2) == 2
    assert refusal(state.push, "a", 3) == "state would take 13 bytes as JSON: 11 are allowed"
    assert state.get("a") == [1, 2]


def test_everything_is_cleared():
    state = ScriptState({"a": 1, "b": 2})
    state.set("a", 3)
    state.clear()
    assert state.keys() == []
    state.set("c", 4)
    assert state.operations == (("clear",), ("set", "c", 4))


def test_changes_are_told_in_short():
    state = ScriptState({"a": 1})
    for number in range(50):
        state.set("b", number)
    state.set("c", 1)
    state.delete("c")
    assert state.operations == (("set", "b", 49), ("delete", "c"))


def test_functions_are_dropped():
    state = ScriptState({"f": 1})
    state.set("a", {"f": print, "n": 1})
    state.set("f", print)
    assert state.operations == (("set", "a", {"n": 1}), ("delete", "f"))


def test_circles_and_what_is_no_json_are_refused():
    around: list[object] = []
    around.append(around)
    state = ScriptState({})
    message = "state.set('a') at [0]: a value that contains itself can't become JSON"
    assert refusal(state.set, "a", around) == message
    assert refusal(state.set, "a", object()).startswith("state.set('a'): object is no JSON")
    assert refusal(state.set, "a", 10**5000).startswith("state.set('a'): Exceeds the limit")
    assert refusal(state.set, 1, 1) == "a key of state is text: found int 1"
    assert state.operations == ()


# -- what was read ----------------------------------------------------------------------


def test_keys_that_are_looked_at_are_told():
    state = ScriptState({"a": 1, "b": 1, "c": 1})
    state.get("a")
    state.has("b")
    state.delete("x")
    state.incr("c")
    assert state.reads == ("a", "b", "c", "x")


def test_ones_own_writes_are_not_read_from_others():
    state = ScriptState({"a": 1})
    state.set("a", 2)
    state.get("a")
    state.clear()
    state.get("b")
    assert state.reads == ()


def test_who_lists_the_keys_looked_at_which_there_are():
    state = ScriptState({"a": 1})
    state.keys()
    assert state.reads == ("*",)


def test_many_keys_that_are_not_there_count_as_all():
    state = ScriptState({"a": 1})
    for number in range(2 * MOST_ABSENT_READS):
        state.has(f"x{number}")
    state.get("a")
    assert len(state.reads) == MOST_ABSENT_READS + 2
    assert {"*", "a"} < set(state.reads)


# -- limits -----------------------------------------------------------------------------


def test_both_sides_of_the_limit_of_keys():
    state = ScriptState({f"k{number}": 1 for number in range(999)})
    state.set("last", 1)
    assert refusal(state.set, "more", 1) == "state would have 1,001 keys: 1,000 are allowed"
    state.delete("last")
    state.set("more", 1)


def test_both_sides_of_the_limit_of_bytes():
    state = ScriptState({})
    exact = "x" * (100 * 1024 - len('{"k":""}'))
    state.set("k", exact)
    assert (
        refusal(state.set, "k", exact + "x") == "state would take 102,401 bytes as JSON: 102,400 are allowed"
    )
    assert state.get("k") == exact


KEYS = st.sampled_from(["a", "b", "é"])
STEPS = st.one_of(
    st.tuples(st.just("set"), KEYS, st.text(st.characters(codec="utf-8"), max_size=8)),
    st.tuples(st.just("delete"), KEYS),
    st.tuples(st.just("clear")),
)


@given(st.dictionaries(KEYS, st.integers(), max_size=3), st.lists(STEPS, max_size=12))
def test_what_is_committed_is_what_the_script_saw_and_within_the_same_limits(begun_with, steps):
    limits = StateLimits(keys=2, size=30)
    begun_with = dict(list(begun_with.items())[:2])
    common = State(StateLimits())
    assert common.commit([("set", key, value) for key, value in begun_with.items()], (), 0)
    script = ScriptState(begun_with, limits)
    for name, *arguments in steps:
        before = dict(script._values)
        try:
            getattr(script, name)(*arguments)
        except ScriptError:
            would = before | {arguments[0]: arguments[1]}
            size = len(json.dumps(would, ensure_ascii=False, separators=(",", ":")).encode())
            assert len(would) > limits.keys or size > limits.size
            assert script._values == before
        else:
            size = len(json.dumps(script._values, ensure_ascii=False, separators=(",", ":")).encode())
            assert name != "set" or (len(script._values) <= limits.keys and size <= limits.size)
    assert common.commit(script.operations, script.reads, common.snapshot().version)
    assert dict(common.snapshot().values) == script._values


# -- scripts at the same time -----------------------------------------------------------

FIVE = st.sampled_from("abcde")
ACTIONS = st.one_of(
    st.tuples(st.sampled_from(["get", "has", "delete", "incr"]), FIVE),
    st.tuples(st.just("set"), FIVE, st.integers(0, 9)),
    st.tuples(st.sampled_from(["keys", "clear"])),
    st.tuples(st.sampled_from(["pop", "shift"]), st.just("list")),
    st.tuples(st.just("push"), st.just("list"), st.integers(0, 9)),
    st.tuples(st.just("put"), st.just("mapping"), FIVE, st.integers(0, 9)),
    st.tuples(st.just("remove"), st.just("mapping"), FIVE),
)
SCRIPTS = st.lists(st.lists(ACTIONS, min_size=1, max_size=4), min_size=2, max_size=5)


def ran(script, state: ScriptState) -> list[object]:
    """What the calls of a script give."""
    return [getattr(state, name)(*arguments) for name, *arguments in script]


def serial(scripts, order) -> tuple[dict[int, list[object]], dict[str, object]]:
    """The answers and the final state when the scripts run one after the other."""
    state, answers = State(), {}
    for number in order:
        mine = ScriptState(state.snapshot().values)
        answers[number] = ran(scripts[number], mine)
        assert state.commit(mine.operations, (), state.snapshot().version)
    return answers, dict(state.snapshot().values)


@given(SCRIPTS, st.data())
def test_scripts_at_the_same_time_come_out_as_in_some_order(scripts, data):
    state, answers = State(), {}
    begun: dict[int, tuple[ScriptState, int]] = {}
    steps = [number for number in range(len(scripts)) for _ in range(2)]
    for number in data.draw(st.permutations(steps)):
        snapshot = state.snapshot()
        if number not in begun:
            begun[number] = ScriptState(snapshot.values), snapshot.version
            answers[number] = ran(scripts[number], begun[number][0])
            continue
        mine, version = begun[number]
        if not state.commit(mine.operations, mine.reads, version):
            mine = ScriptState(snapshot.values)
            answers[number] = ran(scripts[number], mine)
            assert state.commit(mine.operations, mine.reads, snapshot.version)
    outcome = (answers, dict(state.snapshot().values))
    assert any(serial(scripts, order) == outcome for order in permutations(range(len(scripts))))


def test_how_much_it_has_added_at_most():
    state = ScriptState({"a": 1})
    assert state.growth == (0, 0)
    state.set("b", "xyz")
    state.set("b", 1)
    state.incr("a")
    state.delete("a")
    assert state.growth == (2, len('"b":"xyz"') + len('"a":2'))
    state.clear()
    assert state.growth == (2, 14)


def test_what_a_limit_has_refused_needs_more_room_than_there_ever_is():
    state = ScriptState({}, StateLimits(keys=1))
    state.set("a", 1)
    refusal(state.set, "b", 1)
    assert state.growth[0] > 1


@pytest.mark.parametrize(
    ("touch", "untouched"),
    [
        (lambda _: None, True),
        (lambda state: state.get("a"), False),
        (lambda state: state.keys(), False),
        (lambda state: state.set("b", 1), False),
        (lambda state: state.clear(), False),
    ],
)
def test_whether_it_was_touched_at_all(touch, untouched):
    state = ScriptState({"a": 1})
    touch(state)
    assert state.is_untouched is untouched
    assert (not state.operations and not state.reads) is untouched
