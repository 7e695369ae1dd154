"""What a Lua script calls."""

from smockproxy.engines.lua.host import callable_names
from tests.unit.engines.lua.running import body, failure, surroundings


def test_the_names_that_can_be_called():
    assert callable_names({"uuid": str})[:3] == ("uuid", "state.get", "state.set")


def test_the_state_is_changed_through_its_functions():
    given = surroundings(state={"n": 1, "old": "x"})
    source = """
    state.incr("n") state.incr("n", 2.5) state.delete("old") state:set("list", {1, 2})
    return {body = state.get("n") .. tostring(state.has("old")) .. table.concat(state.keys(), ",") ..
      tostring(state.get("none")) .. state.get("none", "default")}
    """
    assert body(source, given) == "4.5falselist,nnildefault"
    assert given.state.get("list") == [1, 2]


def test_clear():
    given = surroundings(state={"a": 1})
    assert body("state.clear() return {body = #state.keys()}", given) == "0"


def test_assignment_to_the_state_changes_nothing():
    given = surroundings(state={"a": 1})
    assert body("state.a = 5 state = 'x' return {body = 'ok'}", given) == "ok"
    assert (given.state.get("a"), given.state.keys()) == (1, ["a"])


def test_an_error_of_a_function_is_text_that_a_script_can_catch():
    source = "local ok, e = pcall(state.incr, {}) return {body = type(e) .. tostring(ok)}"
    assert body(source) == "stringfalse"


def test_an_error_of_a_function_has_the_line_of_its_caller():
    error = failure("\n\nfrom_json('{')")
    assert (error.line, "<string>:3: from_json:" in error.message) == (3, True)


def test_wrong_arguments_are_told():
    assert "<string>:1: uuid: expected no arguments, found 2" in failure("uuid(1, 2)").message
    assert "state.get: expected 1 or 2 arguments, found 0" in failure("state.get()").message
    assert "state.put: expected 3 arguments, found 1" in failure("state:put('a')").message
    assert "math.random: expected 0 to 2 arguments, found 3" in failure("math.random(1, 2, 3)").message


def test_draws_within_bounds():
    source = (
        "for _ = 1, 50 do local n = math.random(2, 4) assert(n >= 2 and n <= 4 and n % 1 == 0) end return {}"
    )
    assert body(source) == ""
