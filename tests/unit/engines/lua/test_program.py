"""A Lua script, compiled and run."""

import pytest

from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.limits import ScriptOverrun
from smockproxy.engines.lua import compile_program, interpreter
from tests.unit.engines.lua.running import surroundings


def test_a_flaw_is_found_when_it_is_compiled():
    with pytest.raises(ScriptError) as failed:
        compile_program(Program("lua", "return {\n  body == 1,\n"))
    assert failed.value.line == 3
    assert failed.value.message.startswith("failed to execute Lua script: <string>:3: ")


def test_a_program_runs_many_times():
    program = compile_program(Program("lua", "n = (n or 0) + 1 return {body = n}"))
    assert [program(surroundings())["body"] for _ in range(3)] == ["1", "1", "1"]


def test_functions_that_change_are_found():
    program = compile_program(Program("lua", "return {body = tostring(uuid)}"))
    given = surroundings()
    assert program(given)["body"].startswith("function")
    fewer = {name: each for name, each in given.functions.items() if name != "uuid"}
    object.__setattr__(given, "functions", fewer)
    assert program(given)["body"] == "nil"


def test_a_request_that_lua_has_no_memory_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interpreter, "MARGIN", interpreter.MEMORY - 1000)
    program = compile_program(Program("lua", "return {body = #request.path}"))
    with pytest.raises(ScriptOverrun, match=r"^it needs more memory than 64 MiB$"):
        program(surroundings())


def test_an_answer_of_ours_that_lua_has_no_memory_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(interpreter, "MARGIN", interpreter.MEMORY - 500_000)
    program = compile_program(Program("lua", "return {body = #base64(('x'):rep(500000))}"))
    with pytest.raises(ScriptError, match="<string>:1: it needs more memory than 64 MiB"):
        program(surroundings())


def test_text_that_is_no_utf_8():
    program = compile_program(Program("lua", "return {body = '\ud800'}"))
    assert program(surroundings())["body"] == "?"
