"""Conversations in which the answer of a real server is changed."""

import asyncio
import json

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers
from smockproxy.core.patching import Patch
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.proxy.patchhook import PatchRun, run_patch
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
OK = head("HTTP/1.1 200 OK", "Content-Length: 7", 'ETag: "1"') + '{"a":1}'
MERGE = Patch(merge=({"b": 2},))
HEAD_ONLY = Patch(418, Headers.of([("X-Patched", "yes")]))


def run(asked: PatchRun) -> None:
    asyncio.run(run_patch(asked))


def talking(patch: Patch, hook=run, settings: Settings | None = None, **facts) -> Conversation:
    patched = mock("/x", ForwardTo("http://real.test", patch=patch, **facts))
    return Conversation(MockedEdge((patched,), settings or Settings()), hooks={"smock_patch": hook})


def test_an_answer_is_held_and_goes_out_changed() -> None:
    talk = talking(MERGE)
    talk.says(GET)
    assert talk.server_says(OK[:-3]) == b""
    got = answer(talk.server_says(OK[-3:]))
    assert (got.status, got.body) == (200, b'{"a":1,"b":2}')
    entry = talk.mocked.entry
    assert entry.outcome is Outcome.FORWARDED
    assert entry.response is not None
    assert (entry.response.body, "etag" in entry.response.headers) == (b'{"a":1,"b":2}', False)


def test_a_head_is_changed_while_the_body_streams() -> None:
    talk = talking(HEAD_ONLY)
    talk.says(GET)
    begun = talk.server_says(OK[:-3])
    assert begun.startswith(b"HTTP/1.1 418 I'm a teapot\r\n")
    assert b"X-Patched: yes" in begun
    assert talk.server_says(OK[-3:]) == OK[-3:].encode()


@pytest.mark.parametrize("stream", [True, lambda piece: piece])
def test_another_addon_that_wants_to_stream_does_not_get_around_the_patch(stream) -> None:
    talk = talking(MERGE)
    talk.hooks["responseheaders"] = lambda flow: setattr(flow.response, "stream", stream)
    talk.says(GET)
    assert answer(talk.server_says(OK)).body == b'{"a":1,"b":2}'


def test_a_body_that_is_too_large_does_not_go_out() -> None:
    talk = talking(MERGE, settings=Settings(patch_body_limit=6))
    talk.says(GET)
    got = answer(talk.server_says(OK))
    assert got.status == 602
    assert "more than 6 bytes" in json.loads(got.body)["message"]


def test_what_cannot_be_changed_is_a_602_or_the_fallback() -> None:
    broken = head("HTTP/1.1 200 OK", "Content-Length: 1") + "<"
    talk = talking(MERGE)
    talk.says(GET)
    assert answer(talk.server_says(broken)).status == 602
    talk = talking(MERGE, on_error=Fixed(response(521, b"sorry")))
    talk.says(GET)
    assert answer(talk.server_says(broken)).status == 521
    assert "no JSON" in talk.mocked.entry.error


@pytest.mark.parametrize("status", [601, 521])
def test_a_template_that_fails_is_a_601_or_the_fallback(status: int) -> None:
    facts = {} if status == 601 else {"on_error": Fixed(response(521))}
    talk = talking(Patch(template="x"), **facts)  # without a worker to run it
    talk.says(GET)
    assert answer(talk.server_says(OK)).status == status


def test_a_hook_that_nobody_answers_is_a_600_and_nothing_goes_out() -> None:
    talk = talking(MERGE, hook=lambda _run: None)
    talk.says(GET)
    got = answer(talk.server_says(OK))
    assert got.status == 600
    assert b'"a"' not in got.body


def test_an_answer_that_ends_http_is_left_alone() -> None:
    talk = talking(Patch(status=500))
    talk.says(GET)
    assert talk.server_says(head("HTTP/1.1 101 Switching Protocols", "Upgrade: x")).startswith(
        b"HTTP/1.1 101"
    )
