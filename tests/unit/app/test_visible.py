"""Text of strangers: nothing in it reaches a terminal's controls, or looks like a line of ours."""

from smockproxy.app.visible import indented, visible


def test_what_a_terminal_would_act_on_is_escaped():
    assert visible("a\n\tb\x00", kept="\n") == "a\n\\tb\\x00"


def test_only_the_first_line_of_a_text_begins_where_ours_do():
    assert indented("failed\n\tlog: \x1b\nb\n") == "failed\n  \tlog: \\x1b\n  b"
