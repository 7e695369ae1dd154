"""Conversations in which a real server, the client or smockproxy itself fails."""

import json

import pytest
from mitmproxy import http
from mitmproxy.proxy import events

from smockproxy.core.history import Outcome
from smockproxy.core.responders import ForwardTo
from smockproxy.proxy.sending import ForwardingNotDecidedError
from smockproxy.proxy.upstream import ForwardingStream
from tests.unit.proxy.conversation import Conversation, answer, answers, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock

GET = head("GET http://a.test/x HTTP/1.1", "Host: a.test")
POST = head("POST http://a.test/x HTTP/1.1", "Host: a.test", "Content-Length: {}")
OK = head("HTTP/1.1 200 OK", "Content-Length: 2") + "hi"


def to_real(responder: ForwardTo | None = None) -> MockedEdge:
    """A mock that forwards /x to real.test, with a use count of its own."""
    return MockedEdge((mock("/x", responder or ForwardTo("http://real.test")),))


# -- failures -----------------------------------------------------------------------------------------------


def test_a_server_that_cannot_be_reached() -> None:
    told = 'Get "http://real.test/x": refused'
    for mocked, status, reason in ((MockedEdge(), 502, "refused"), (to_real(), 602, told)):
        talk = Conversation(mocked, connect_errors=dict.fromkeys(("a.test", "real.test"), "refused"))
        said = answer(talk.says(GET))
        assert said.status == status
        assert json.loads(said.body)["message"].endswith(f": {reason}")
        assert (mocked.entry.outcome, mocked.entry.error) == (Outcome.FAILED, reason)
        assert talk.flow.marked == "failed"
        assert all(mocked.uses(used) == 0 for used in mocked.mocks)
        assert answer(talk.says(GET)).status == status


def test_a_server_that_cannot_be_reached_for_an_upload() -> None:
    talk = Conversation(MockedEdge(), connect_errors={"a.test": "refused"})
    assert answer(talk.says(POST.format(4))).status == 502
    assert talk.says(b"abcd") == b""
    assert answer(talk.says(GET)).status == 502
    assert [entry.outcome for entry in talk.mocked.history] == [Outcome.FAILED] * 2


@pytest.mark.parametrize("keeps_whole", [False, True])
def test_an_answer_that_could_hide_another_one(*, keeps_whole: bool) -> None:
    two_lengths = head("HTTP/1.1 200 OK", "Content-Length: 2", "Transfer-Encoding: chunked")
    for mocked, status in ((MockedEdge(), 502), (to_real(), 602)):
        mocked.edge.keeps_whole_bodies = keeps_whole
        talk = Conversation(mocked)
        talk.says(GET)
        said = answer(talk.server_says(two_lengths + "2\r\nhi\r\n0\r\n\r\n"))
        assert said.status == status
        assert "is not valid: message with both" in json.loads(said.body)["message"]
        assert mocked.entry.outcome is Outcome.FAILED
        assert mocked.entry.response is not None
        assert mocked.entry.response.status == status
        assert all(mocked.uses(used) == 0 for used in mocked.mocks)
        talk.says(GET)
        assert answer(talk.server_says(OK)).body == b"hi", "the next request has a connection of its own"
        assert len(talk.servers) == 2


@pytest.mark.parametrize("keeps_whole", [False, True])
@pytest.mark.parametrize("said", ["", "no HTTP\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
def test_a_server_that_gives_no_answer(said: str, *, keeps_whole: bool) -> None:
    for mocked, status in ((MockedEdge(), 502), (to_real(), 602)):
        mocked.edge.keeps_whole_bodies = keeps_whole
        talk = Conversation(mocked)
        talk.says(GET)
        answered = talk.server_says(said) if said else talk.server_leaves()
        assert answer(answered).status == status
        assert mocked.entry.outcome is Outcome.FAILED
        assert mocked.entry.response is not None
        assert mocked.entry.response.status == status
        assert answer(talk.says(head("GET http://127.0.0.1:8080/ HTTP/1.1"))).status == 666


def test_a_server_that_sends_two_framings() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    said = talk.server_says(
        head("HTTP/1.1 200 OK", "Content-Length: 2", "Transfer-Encoding: chunked") + "0\r\n\r\n"
    )
    assert said.startswith(b"HTTP/1.1 502 ")
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert not talk.servers[0].connected


def test_a_server_that_stops_in_the_middle_of_its_response() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 9") + "some")
    talk.server_leaves()
    assert talk.is_closed
    entry = talk.mocked.entry
    assert entry.outcome is Outcome.FAILED
    assert "without sending complete message body" in entry.error
    assert entry.response is not None
    assert (entry.response.status, entry.response.body) == (200, b"some")


def test_a_server_that_stops_while_its_response_is_kept_whole() -> None:
    talk = Conversation(to_real())
    talk.mocked.edge.keeps_whole_bodies = True
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 9") + "some")
    assert answer(talk.server_leaves()).status == 602
    assert talk.mocked.entry.outcome is Outcome.FAILED


def test_a_response_beyond_mitmproxys_own_limit() -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    talk.options.update(body_size_limit="1")
    try:
        talk.server_says(OK)
    finally:
        talk.options.update(body_size_limit=None)
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert "body_size_limit" in talk.mocked.entry.error


def test_a_client_that_leaves_before_the_server_answers() -> None:
    talk = Conversation(to_real())
    talk.says(GET)
    talk.leaves()
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "client gone")
    assert talk.mocked.entry.server == "192.0.2.80:80"
    assert not talk.servers[0].connected
    assert talk.hooks_seen.count("error") == 1


def test_a_client_that_leaves_in_the_middle_of_an_upload_or_of_a_response() -> None:
    talk = Conversation(MockedEdge())
    talk.says(POST.format(9) + "abc")
    talk.leaves()
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert not talk.servers[0].connected

    talk = Conversation(MockedEdge())
    talk.says(GET)
    talk.server_says(head("HTTP/1.1 200 OK", "Content-Length: 9") + "abc")
    talk.leaves()
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "client gone")
    assert not talk.servers[0].connected


@pytest.mark.parametrize("hook", ["requestheaders", "request", "responseheaders", "response"])
def test_a_forwarded_flow_that_is_killed(hook: str) -> None:
    talk = Conversation(MockedEdge(), hooks={hook: http.HTTPFlow.kill})
    talk.says(GET)
    if talk.servers:
        talk.server_says(OK)
    assert talk.is_closed
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "killed")
    assert len(talk.servers) == (hook in {"responseheaders", "response"})


# -- never without a decision -------------------------------------------------------------------------------


def test_without_a_decision_there_is_no_connection() -> None:
    talk = Conversation(MockedEdge())
    stream = ForwardingStream(talk.context.fork(), 1, talk.mocked.edge)
    with pytest.raises(ForwardingNotDecidedError):
        list(stream.make_server_connection())


MOCKED = GET.replace("/x", "/mocked")
REFUSED = head("GET /x HTTP/1.1", "Host: a.test")
UPLOAD = POST.format(2) + "up"
STEPS = {
    GET: ("begin", "decide", "mark", "loops_back"),
    UPLOAD: ("begin", "decide_head", "mark", "loops_back"),
    MOCKED: ("begin", "decide", "mark", "mocked", "complete"),
    REFUSED: ("begin", "decide", "mark", "refusal", "complete"),
}
"""The edge's part in each kind of exchange, up to its answer or its connection."""
NOT_RECORDED = {"begin", "mark", "complete"}
"""Without them there is nothing to record, or nobody to do it."""


def breaks(*_: object) -> None:
    raise LookupError("a defect")


@pytest.mark.parametrize(
    ("asked", "step"), [(asked, step) for asked, steps in STEPS.items() for step in steps]
)
def test_a_defect_in_any_step_ends_as_a_600(asked: str, step: str, monkeypatch, caplog) -> None:
    talk = Conversation(MockedEdge((mock("/mocked"),)))
    monkeypatch.setattr(talk.mocked.edge, step, breaks)
    found = answer(talk.says(asked))
    assert found.status == 600
    assert json.loads(found.body)["id"] == "1"
    assert talk.servers == []
    assert talk.refused == []
    assert "exchange 1 failed inside smockproxy: LookupError('a defect')" in caplog.text
    assert len(talk.mocked.history) == (step not in NOT_RECORDED)
    assert all(entry.outcome is Outcome.FAILED for entry in talk.mocked.history)


def test_a_defect_after_a_connection_failed_ends_as_a_600(monkeypatch) -> None:
    talk = Conversation(MockedEdge(), connect_errors={"a.test": "refused"})
    monkeypatch.setattr(talk.mocked.edge, "upstream_failure", breaks)
    assert answer(talk.says(GET)).status == 600
    assert talk.mocked.entry.outcome is Outcome.FAILED


def test_a_defect_after_the_answer_began_cuts_it(monkeypatch, caplog) -> None:
    talk = Conversation(MockedEdge())
    talk.says(GET)
    monkeypatch.setattr(talk.mocked.edge, "complete", breaks)
    talk.server_says(OK)
    assert talk.is_closed
    assert not talk.servers[0].connected
    assert "exchange 1 failed inside smockproxy" in caplog.text


def test_a_defect_in_mitmproxys_layer_closes_the_connection_and_is_recorded(monkeypatch, caplog) -> None:
    talk = Conversation(MockedEdge())
    talk.says(POST.format(9) + "abc")
    connection = talk.layer.connections[talk.client]

    def breaks(event: events.Event):
        raise LookupError("a defect")
        yield

    monkeypatch.setattr(connection, "state", breaks)
    talk.says(b"d")
    assert talk.is_closed
    assert not talk.servers[0].connected
    assert talk.mocked.entry.outcome is Outcome.FAILED
    assert "LookupError('a defect')" in caplog.text


def test_two_answers_come_back_in_order() -> None:
    talk = Conversation(MockedEdge((mock("/mocked"),)))
    talk.says(GET + GET.replace("/x", "/mocked"))
    found = answers(talk.server_says(OK), "GET", "GET")
    assert [one.body for one in found] == [b"hi", b"mocked"]
