"""Conversations in which a real server is given up."""

import json

import pytest
from mitmproxy.proxy import commands, events

from smockproxy.core.history import Outcome
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.proxy.deadline import LONGEST_LOOK_AWAY
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"
TIMED = ForwardTo("http://real.test", timeout=2.0)


class Slow(Conversation):
    """A conversation in which connections open only when they are let."""

    is_held = False

    def _carry_out(self, command):
        if self.is_held and isinstance(command, commands.OpenConnection):
            self.opening = command
            return
        yield from super()._carry_out(command)

    def opens(self) -> bytes:
        """The connection is there after all."""
        self.is_held = False
        return self._after(events.OpenConnectionCompleted(self.opening, self._open(self.opening.connection)))


def talking(responder: ForwardTo = TIMED, **facts) -> Slow:
    return Slow(MockedEdge((mock("/x", responder, times=2),)), **facts)


def later(talk: Conversation, seconds: float) -> bytes:
    talk.mocked.clock.now += seconds
    return talk.wakes()


def test_an_answer_in_time_is_the_answer() -> None:
    talk = talking()
    talk.says(GET)
    assert [timer.delay for timer in talk.timers] == [2.0]
    assert answer(talk.server_says(OK)).body == b"hi"
    assert later(talk, 2) == b""
    assert talk.mocked.entry.outcome is Outcome.FORWARDED


def test_an_answer_that_does_not_come_is_a_602() -> None:
    talk = talking()
    talk.says(GET)
    got = answer(later(talk, 2))
    assert (got.status, json.loads(got.body)["message"]) == (
        602,
        'Error during request redirection: Get "http://real.test/x": no answer within 2 s (proxy.timeout)',
    )
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 0


def test_the_clock_is_looked_at_now_and_then() -> None:
    talk = talking(ForwardTo("http://real.test", timeout=12.0))
    talk.says(GET)
    delays = []
    for _ in range(2):
        delays.append(talk.timers[0].delay)
        assert later(talk, LONGEST_LOOK_AWAY) == b""
    assert [*delays, talk.timers[0].delay] == [5.0, 5.0, 2.0]
    assert answer(later(talk, 2)).status == 602


def test_a_connection_that_does_not_open_is_given_up_and_may_open_later() -> None:
    talk = talking()
    talk.is_held = True
    assert talk.says(GET) == b""
    got = answer(later(talk, 2))
    assert "no answer within 2 s" in json.loads(got.body)["message"]
    assert talk.opens() == b""
    assert talk.says(GET) == b""
    assert answer(talk.server_says(OK)).body == b"hi"


def test_while_a_client_uploads_the_time_begins_anew() -> None:
    talk = talking()
    talk.says(head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Length: 4"))
    talk.mocked.clock.now += 1.5
    talk.says("up")
    assert later(talk, 1.5) == b""
    assert answer(later(talk, 0.5)).status == 602


@pytest.mark.parametrize("seconds", [0.0, 1.0])
def test_a_fallback_answers_in_its_place(seconds: float) -> None:
    fallback = Fixed(response(504, b"late"))
    talk = talking(ForwardTo("http://real.test", timeout=2.0, on_error=fallback))
    talk.says(GET)
    got = answer(later(talk, 2 + seconds))
    assert (got.status, got.body) == (504, b"late")
    entry = talk.mocked.entry
    assert (entry.outcome, "no answer within" in entry.error) == (Outcome.MOCKED, True)
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 1


def test_a_fallback_for_a_server_that_is_not_there() -> None:
    fallback = Fixed(response(503, b"down"))
    talk = talking(ForwardTo("http://real.test", on_error=fallback), connect_errors={"real.test": "refused"})
    got = answer(talk.says(GET))
    assert (got.status, got.body, talk.mocked.entry.error) == (
        503,
        b"down",
        'Get "http://real.test/x": refused',
    )


def test_a_fallback_that_is_a_template_runs_in_the_hook_of_scripts() -> None:
    template = Scripted(TEMPLATE, '{"body": "{{ request.path }}"}')
    talk = talking(ForwardTo("http://real.test", timeout=2.0, on_error=template), held_hook="smock_script")
    talk.says(GET)
    assert later(talk, 2) == b""
    assert "smock_script" in talk.hooks_seen
