"""A Lua script, compiled and run."""

from dataclasses import replace

import pytest
from lupa import lua51

from smockproxy.engines.contract import Program, ScriptError, Surroundings
from smockproxy.engines.limits import MEBIBYTE, ScriptOverrun
from smockproxy.engines.lua import compile_program, program
from tests.unit.engines.lua.running import surroundings


def test_a_flaw_is_found_when_it_is_compiled():
    with pytest.raises(ScriptError) as failed:
        compile_program(Program("lua", "return {\n  body == 1,\n"))
    assert failed.value.line == 2
    assert failed.value.message.startswith("failed to execute Lua script: <string>:3: ")


def test_a_program_runs_many_times():
    script = compile_program(Program("lua", "n = (n or 0) + 1 return {body = n}"))
    assert [script(surroundings())["body"] for _ in range(3)] == ["1", "1", "1"]


def test_functions_that_change_are_found():
    script = compile_program(Program("lua", "return {body = tostring(uuid)}"))
    given = surroundings()
    assert script(given)["body"].startswith("function")
    fewer = {name: each for name, each in given.functions.items() if name != "uuid"}
    object.__setattr__(given, "functions", fewer)
    assert script(given)["body"] == "nil"


def given_memory(size: int) -> Surroundings:
    return replace(surroundings(), memory=size)


def test_the_limit_of_memory_is_that_of_the_run():
    script = compile_program(Program("lua", "return {body = #('x'):rep(2 * 2 ^ 20)}"))
    for _ in range(2):
        assert script(given_memory(8 * MEBIBYTE))["body"] == "2097152"
        with pytest.raises(ScriptOverrun, match=r"^it needs more memory than 2 MiB$"):
            script(given_memory(2 * MEBIBYTE))


def test_a_request_that_lua_has_no_memory_for():
    script = compile_program(Program("lua", "return {body = #request.path}"))
    with pytest.raises(ScriptOverrun, match=r"^it needs more memory than 1,000 bytes$"):
        script(given_memory(1000))


def test_an_answer_of_ours_that_lua_has_no_memory_for():
    script = compile_program(Program("lua", "return {body = #request.body_string}"))
    request = {"body_string": "x" * 500_000}
    assert script(replace(given_memory(MEBIBYTE), request=request))["body"] == "500000"
    with pytest.raises(ScriptError, match="it needs more memory than 600,000 bytes"):
        script(replace(given_memory(600_000), request=request))


def test_a_script_that_lua_has_no_memory_to_compile(monkeypatch: pytest.MonkeyPatch):
    def state() -> lua51.LuaRuntime:
        return lua51.LuaRuntime(encoding=None, max_memory=10_000)

    monkeypatch.setattr(program, "new_state", state)
    with pytest.raises(MemoryError):
        compile_program(Program("lua", f"return '{'x' * 20_000}'"))


def test_a_fault_is_left_out_and_its_author_told():
    log: list[str] = []
    script = compile_program(Program("lua", "return {body = 'x', fault = 'connection_reset'}"))
    assert script(surroundings(log=log))["body"] == "x"
    assert log == ["warning: fault is left out: a script can't break connections yet"]


def test_text_that_is_no_utf_8():
    script = compile_program(Program("lua", "return {body = '\ud800'}"))
    assert script(surroundings())["body"] == "?"
