"""A Lua state with what scripts find in it."""

from smockproxy.engines.lua.host import callable_names
from smockproxy.engines.lua.interpreter import Interpreter, new_state
from tests.unit.engines.lua.running import surroundings


def test_a_run_ends_with_what_was_returned_or_with_the_problem():
    given = surroundings()
    interpreter = Interpreter(
        b"if request.path == '/x' then error('no', 0) end return 5", callable_names(given.functions)
    )
    assert interpreter.run(given) == (b"done", 5)
    interpreter.finish()
    how, problem, traceback = interpreter.run(surroundings(path="/x"))
    assert (how, problem, traceback.split(b"\n")[0]) == (b"failed", b"no", b"")


def test_a_state_shows_nothing_of_an_object_of_python():
    found = new_state().execute(
        b"local object = ...; return pcall(function() return object.__class__ end)", object()
    )
    assert found[0] is False
