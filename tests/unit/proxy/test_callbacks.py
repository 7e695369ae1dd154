"""Callbacks on their way, with a sender that is no network."""

import asyncio
import gzip
import json
import logging
from dataclasses import replace

import pytest

from smockproxy.app.scripts.scripting import ScriptAnswer
from smockproxy.core.callbacks import Callback
from smockproxy.core.chance import Chance
from smockproxy.core.decision import Reservation
from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.proxy import callbacks
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.callbackclient import CallbackError, NotConnectedError
from smockproxy.proxy.callbacks import STOPPED, Callbacks
from smockproxy.proxy.callbacktarget import Targets
from smockproxy.proxy.exchange import Exchange
from tests.unit.exchanges import instance

AT_ONCE = Callback("POST", "http://localhost:9000/paid", body=b"x" * 20)


class Sends:
    """Answers one after the other; what is raised, is raised."""

    def __init__(self, *answers) -> None:
        self.answers, self.sent = list(answers), []

    async def __call__(self, sending):
        self.sent.append(sending)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def kept():
    return []


def made(kept, send, *wanted, outcome=Outcome.MOCKED):
    ours = instance()
    session = ours.sessions.current()
    mock = Mock("m", Fixed(Response()), callbacks=wanted)
    exchange = Exchange(
        "1", ours, session.facts.id, 1.0, Request("GET", "http", "a.test", 80, "/"), KeptBody(5), KeptBody(5)
    )
    exchange.mock, exchange.outcome = mock, outcome
    exchange.reservation = Reservation(mock, session.counts, chance=Chance(1, "m", 0))
    following = Callbacks(
        Targets(("localhost",), lambda *_: False), send, lambda entry, _: kept.append(entry)
    )
    following.follow(exchange)
    return following, ours


async def over(following):
    while following._waiting:
        await asyncio.gather(*following._waiting)
        await asyncio.sleep(0)  # what they call when they are done


async def test_one_is_sent_and_kept(kept):
    send = Sends(Response(200, body=b"y" * 20))
    await over(made(kept, send, AT_ONCE)[0])
    (entry,) = kept
    assert (entry.outcome, entry.callback_of, entry.error, entry.server) == (
        Outcome.CALLBACK,
        "1",
        "",
        "127.0.0.1",
    )
    assert (entry.request.body, entry.request_size, entry.response_size) == (b"xxxxx", 20, 20)
    assert send.sent[0].request.headers.get("host") == "localhost:9000"
    assert not entry.seen_by_smocker


async def test_where_nobody_listens_the_next_address_is_tried(kept):
    send = Sends(NotConnectedError("refused"), Response(200))
    await over(made(kept, send, AT_ONCE)[0])
    assert [(entry.server, entry.error) for entry in kept] == [("::1", "")]
    send = Sends(NotConnectedError("refused"), NotConnectedError("refused, too"))
    await over(made(kept, send, AT_ONCE)[0])
    assert (kept[-1].server, kept[-1].error) == ("::1", "refused, too")


async def test_headers_that_follow_from_the_body_are_worked_out(kept):
    lines = [("Content-Length", "3"), ("transfer-encoding", "chunked"), ("HOST", "b.test"), ("X-A", "1")]
    send = Sends(Response(200))
    await over(made(kept, send, replace(AT_ONCE, headers=Headers.of(lines)))[0])
    assert list(send.sent[0].request.headers) == [("Host", "localhost:9000"), ("X-A", "1")]


async def test_nothing_follows_what_was_not_answered(kept):
    following, _ = made(kept, Sends(), AT_ONCE, outcome=Outcome.FAILED)
    assert not following._waiting
    assert kept == []


async def test_it_is_tried_again(kept, monkeypatch):
    monkeypatch.setattr(callbacks, "pause_before", lambda *_: 0.0)
    send = Sends(Response(503), CallbackError("refused"), TimeoutError(), Response(404))
    await over(made(kept, send, Callback("POST", "http://localhost:1/", retries=5, timeout=2.0))[0])
    assert [entry.error for entry in kept] == ["", "refused", "no answer within 2 s", ""]


async def test_a_host_that_is_not_allowed_is_not_tried_again(kept):
    await over(made(kept, Sends(), Callback("POST", "http://evil.test/", retries=5))[0])
    assert [entry.error.partition(":")[0] for entry in kept] == ["refused"]


async def test_those_that_wait_are_told_at_the_stop(kept):
    following, _ = made(kept, Sends(), Callback("POST", "not yet", after=Delay(10**12, 10**12)))
    following.stop()
    assert [(entry.error, entry.request.target) for entry in kept] == [(STOPPED, "not yet")]


async def test_a_session_that_is_gone_sends_nothing(kept):
    following, ours = made(kept, Sends(), AT_ONCE)
    ours.reset(force=True)
    await over(following)
    assert kept == []


async def test_too_many_are_refused(kept, monkeypatch):
    monkeypatch.setattr(callbacks, "MOST_WAITING", 1)
    following, _ = made(kept, Sends(Response(200)), AT_ONCE, AT_ONCE)
    assert [entry.error for entry in kept] == ["1 callbacks are waiting already"]
    await over(following)


async def test_a_template_that_cannot_run_is_told(kept):
    await over(made(kept, Sends(), Callback("POST", "{{ x }}", template=json.dumps({"json": {}})))[0])
    assert "its template failed" in kept[0].error


async def test_a_defect_is_logged_and_told(kept, caplog):
    with caplog.at_level(logging.ERROR):
        await over(made(kept, Sends(RuntimeError("oops")), AT_ONCE)[0])
    assert "smockproxy failed: RuntimeError('oops')" in kept[0].error
    assert "a callback of exchange 1 failed inside smockproxy" in caplog.text


async def test_a_template_sees_a_packed_answer_unpacked(kept):
    following, ours = made(kept, Sends(Response(200)), AT_ONCE)
    (begun,) = following._waiting.values()
    packed = Response(200, Headers.of([("Content-Encoding", "gzip")]), gzip.compress(b'{"id": 7}'))
    seen = []

    async def answer(_script, _request, _session, response):
        seen.append(response)
        return ScriptAnswer(Response(200, body=b'{"method": "POST", "url": "/", "headers": []}'), Delay())

    ours.scripts.answer = answer
    await callbacks.printed(replace(begun, callback=Callback("", "", template="{}"), answered=packed))
    assert (seen[0]["body"], seen[0]["json"]) == ('{"id": 7}', {"id": 7})
    await over(following)
