"""gopher-lua's words."""

import pytest

from smockproxy.engines.lua.words import go_message, go_traceback, line_of


@pytest.mark.parametrize(
    ("of_c", "of_go"),
    [
        (
            "bad argument #2 to 'rep' (number expected, got table)",
            "bad argument #2 to rep (number expected, got table)",
        ),
        ("attempt to compare two nil values", "attempt to compare nil with nil"),
        ("attempt to call field 'x' (a table value)", "attempt to call a non-function object"),
        ("attempt to call a table value", "attempt to call a non-function object"),
        ("'for' step must be a number", "for statement step must be a number"),
        ("boom", "boom"),
    ],
)
def test_messages(of_c: str, of_go: str):
    assert go_message(of_c) == of_go


def test_a_traceback_without_frames():
    assert go_traceback("") == "stack traceback:\n\t[G]: ?"


def test_a_traceback_keeps_the_scripts_own_xpcall():
    frames = ["", "stack traceback:", "\t<string>:1: in function 'f'", "\t[C]: in function 'xpcall'",
              "\t<string>:2: in main chunk", "\t[C]: in function 'xpcall'", "\t[G]:9: in function 'run'"]  # fmt: skip  # noqa: E501 - one case a line
    assert go_traceback("\n".join(frames)).splitlines()[2:] == ["\t[G]: in function 'xpcall'", "\t<string>:2: in main chunk", "\t[G]: ?"]  # fmt: skip  # noqa: E501 - one case a line


@pytest.mark.parametrize(("text", "line"), [("<string>:12: x", 12), ("x", 0)])
def test_lines(text: str, line: int):
    assert line_of(text) == line
