"""Exchanges as text."""

import pytest

from smockproxy.cli.exchangetext import is_unmatched, table, visible, whole
from smockproxy.core.history import Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.interop.entry import entry_shape
from tests.unit.exchanges import exchange, golden, several, text_headers


def test_golden_table():
    golden("cli/history-list.txt", table([entry_shape(entry, with_bodies=False) for entry in several()]))


def test_empty_table():
    assert table([]) == "No exchanges yet.\n"


def test_golden_exchanges():
    golden("cli/history-show.txt", "=====\n".join(whole(entry_shape(entry)) for entry in several()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [("plain ż", "plain ż"), ("\x1b[31m", "\\x1b[31m"), ("a\r\nb\tc", "a\\r\nb\tc"), ("\u202e", "\\u202e")],
)
def test_nothing_reaches_the_terminal_raw(text, shown):
    assert visible(text, kept="\n\t") == shown


def test_headers_and_urls_stay_on_their_line():
    request = Request("GET", "http", "a.test", 80, "/\x1b[2J", text_headers(X="a\nb"))
    shown = whole(entry_shape(exchange(request)))
    assert "GET http://a.test/\\x1b[2J HTTP/1.1\nX: a\\nb\n" in shown


def test_a_body_of_several_lines():
    shown = whole(entry_shape(exchange(response=Response(200, body=b"one\ntwo\n"))))
    assert shown.endswith("HTTP/1.1 200\n\none\ntwo\n")


def test_without_a_delay():
    shown = whole(entry_shape(exchange(timing=Timing(started_at=0.0, ended=0.0015))))
    assert "started 1970-01-01T00:00:00Z, took 1.5 ms\n" in shown


def test_whole_seconds_are_a_time_too():
    (line,) = table([entry_shape(exchange(timing=Timing(started_at=0.0)))]).splitlines()[1:]
    assert "00:00:00 " in line


def test_the_log_of_a_script():
    shown = whole(entry_shape(exchange(log=("counting\x1b[31m",))))
    assert "\nlog: counting\\x1b[31m\n" in shown


def test_a_trace_of_several_lines():
    shown = whole(entry_shape(exchange(error="boom\nstack:\n\t[G]: ?\x07\n", log=("a\nlog: b",))))
    assert "\nerror: boom\n  stack:\n  \t[G]: ?\\x07\nlog: a\n  log: b\n" in shown


def test_what_rules_did():
    shown = whole(entry_shape(exchange(chaos=("chaos: c.yml:3 answers 503 (call 1)",))))
    assert "\nchaos: c.yml:3 answers 503 (call 1)\n" in shown


def test_a_callback_says_what_it_followed_and_is_not_unmatched():
    shape = entry_shape(exchange(outcome=Outcome.CALLBACK, callback_of="7", mock=None))
    assert whole(shape).startswith("1: callback of 7\n")
    assert not is_unmatched(shape)
