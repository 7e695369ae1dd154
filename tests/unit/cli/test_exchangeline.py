"""One line an exchange."""

import pytest

from smockproxy.cli.exchangeline import exchange_line, wants_colours
from smockproxy.interop.entry import entry_shape
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange, several

ENTRIES = [entry_shape(entry) for entry in [*several(), exchange(id="123456", session_name="worker-3")]]


@pytest.mark.parametrize("is_coloured", [False, True])
def test_golden(is_coloured):
    lines = "".join(f"{exchange_line(entry, is_coloured=is_coloured)}\n" for entry in ENTRIES)
    assert_golden(f"cli/history-tail{'-coloured' * is_coloured}.txt", lines)


def test_no_line_has_what_a_terminal_would_act_on():
    for entry in ENTRIES:
        assert exchange_line(entry).isprintable()


@pytest.mark.parametrize(
    ("variables", "is_terminal", "wanted"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"TERM": "xterm"}, True, True),
    ],
)
def test_colours_are_for_terminals_that_want_them(variables, is_terminal, wanted):
    assert wants_colours(variables, is_terminal=is_terminal) is wanted
