"""What a script is given and gives back."""

from smockproxy.engines.contract import Call, Program, ScriptError


def test_a_call_needs_only_a_program_and_a_request():
    call = Call(Program("lua", "return {}"), {"method": "GET"})
    assert (call.state, call.session, call.mock, call.seed) == ({}, {}, {}, "")


def test_an_error_has_the_line_of_the_script():
    error = ScriptError("boom", 3)
    assert (str(error), error.message, error.line) == ("boom", "boom", 3)
