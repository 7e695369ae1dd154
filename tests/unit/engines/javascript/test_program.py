"""A script in JavaScript, compiled and run."""

from dataclasses import replace

import pytest

from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.javascript import compile_program
from smockproxy.engines.limits import MEBIBYTE, ScriptOverrun
from tests.unit.engines.javascript.running import surroundings


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [
        ("x = ;", "SyntaxError: unexpected token in expression: ';'", 1),
        ("\n\n  if (1 {", "SyntaxError: expecting ')'", 3),
        ("function f() {\n", "SyntaxError: unexpected token in expression: ')'", 2),
        ("a\n\0", "the script has a NUL character", 2),
    ],
)
def test_a_flaw_is_found_when_it_is_compiled(source: str, message: str, line: int):
    with pytest.raises(ScriptError) as failed:
        compile_program(Program("javascript", source))
    assert (failed.value.message, failed.value.line) == (message, line)


def test_a_program_runs_many_times_prepared_or_not():
    program = compile_program(
        Program("javascript", "globalThis.n = (globalThis.n || 0) + 1; return {body: n}")
    )
    bodies = [program(surroundings())["body"]]
    bodies.append(program(surroundings())["body"])
    program.prepare()
    program.prepare()
    bodies.append(program(surroundings())["body"])
    assert bodies == ["1", "1", "1"]


def test_the_limit_of_memory_is_that_of_the_run():
    program = compile_program(Program("javascript", "return {body: 'x'.repeat(2 ** 21).length}"))
    for _ in range(2):
        assert program(replace(surroundings(), memory=8 * MEBIBYTE))["body"] == "2097152"
        with pytest.raises(ScriptOverrun, match=r"^it needs more memory than 2 MiB$"):
            program(replace(surroundings(), memory=2 * MEBIBYTE))


def test_half_of_a_pair_in_a_source():
    program = compile_program(Program("javascript", "return {body: '\ud800'}"))
    assert program(surroundings())["body"] == "?"
