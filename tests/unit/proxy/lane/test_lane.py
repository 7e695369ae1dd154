"""What the connections of all clients share, and what of a request is the lane's."""

from dataclasses import replace

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.conditions import Condition, Conditions, OnBody, OnField
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Form, Request
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.passing import PassingOn
from tests.unit.proxy.conversation import Conversation
from tests.unit.proxy.lane.talking import HELLO, PEER, Talk, answered, head, hello, slow, timers
from tests.unit.proxy.mocked_edge import MockedEdge, forward_to, mock, response

UPLOAD = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: 4") + "body"


@pytest.mark.parametrize(
    ("sent", "form"),
    [
        (HELLO, Form.ABSOLUTE),
        (HELLO.replace("GET", "HEAD"), Form.ABSOLUTE),
        (head("GET /hello HTTP/1.1"), Form.ORIGIN),
        (head("GET http://a.test:81/hello?a=b HTTP/1.1", "Host: c.test", "X: y"), Form.ABSOLUTE),
        (UPLOAD, Form.ABSOLUTE),
        (
            head("GET http://a.test/hello HTTP/1.1", "Host: a.test", "X-Smockproxy-Session: alice"),
            Form.ABSOLUTE,
        ),
    ],
)
def test_the_entry_and_the_answer_are_those_of_mitmproxys_path(sent: str, form: Form) -> None:
    """The first time it is worked out, the third time it is known."""
    talk = Talk(hello())
    for _ in range(3):
        said = talk.says(sent)
    through = Conversation(hello())
    for _ in range(3):
        other = through.says(sent)
    assert said == other
    assert not talk.was_handed_over
    for ours, theirs in zip(talk.mocked.history, through.mocked.history, strict=True):
        assert comparable(ours) == comparable(theirs)
        assert ours.request.form is form


def comparable(entry: HistoryEntry) -> HistoryEntry:
    """But for the times between two steps."""
    return replace(entry, timing=None)  # type: ignore[arg-type]


@pytest.mark.parametrize("kept", [0, 2, 100])
def test_history_keeps_so_much_of_bodies(kept: int) -> None:
    talk = Talk(hello(settings=Settings(history_body_limit=kept)))
    talk.says(UPLOAD)
    entry = talk.mocked.entry
    assert (entry.request.body, entry.request_size) == (b"body"[:kept], 4)
    assert entry.response is not None
    assert (entry.response.body, entry.response_size) == (b"mocked"[:kept], 6)


def test_a_tunnel_has_an_origin_of_its_own() -> None:
    talk = Talk(mocked := hello())
    inside = Talk(mocked, talk.lane.origin(PEER, "alice", "b.test", 8080, "http"), talk.lane)
    assert inside.says(head("GET /hello HTTP/1.1")) == answered()
    (entry,) = mocked.history
    assert (entry.request.form, entry.request.url) == (Form.TUNNEL, "http://b.test:8080/hello")
    assert talk.lane.origin(PEER, "alice", "b.test", 8080, "http") is inside.inside
    assert talk.lane.origin(PEER, "alice", "b.test", 8080, "https") is not inside.inside


def test_only_so_many_origins_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smockproxy.proxy.lane.lane.MOST_ORIGINS", 2)
    lane = Lane(hello().edge)
    first = lane.origin("a", "")
    lane.origin("b", "")
    lane.origin("c", "")
    assert lane.origin("a", "") is not first


def test_the_name_of_a_port() -> None:
    mocked = hello()
    mocked.edge.names.ports[8080] = "alice"
    talk = Talk(mocked)
    talk.says(HELLO)
    assert mocked.edge.instances.find("alice").engine.session.uses(mocked.mocks[0]) == 1


@pytest.mark.parametrize(
    "mocked",
    [MockedEdge((mock("/hello", forward_to("http://b.test")),)), MockedEdge(())],
)
def test_what_goes_to_a_server_is_not_answered(mocked: MockedEdge) -> None:
    talk = Talk(mocked)
    assert talk.says(HELLO) == b""
    assert talk.handed_over == HELLO.encode()
    assert mocked.history == []


def test_a_body_beyond_the_limit_of_what_is_matched_is_mitmproxys() -> None:
    talk = Talk(hello(settings=Settings(match_body_limit=3)))
    assert talk.says(UPLOAD) == b""
    assert talk.handed_over == UPLOAD.encode()


def test_names_that_none_can_have_are_mitmproxys() -> None:
    talk = Talk(hello())
    sent = head("GET http://a.test/hello HTTP/1.1", "Host: a.test", "X-Smockproxy-Session: a b")
    talk.says(sent)
    assert talk.handed_over == sent.encode()


def test_a_method_that_smocker_does_not_route_is_mitmproxys() -> None:
    talk = Talk(hello())
    sent = head("PURGE http://a.test/hello HTTP/1.1")
    talk.says(sent)
    assert talk.handed_over == sent.encode()


@pytest.mark.parametrize(
    "sent",
    [
        head("GET /nowhere HTTP/1.1"),
        head("HEAD /nowhere HTTP/1.1"),
        head("GET /nowhere HTTP/1.1", "Host: a.test", "Accept: text/plain"),
        UPLOAD.replace("POST http://a.test/hello", "POST /nowhere"),
        head("GET /nowhere?pretty HTTP/1.1", "Host: a.test", "Connection: close"),
    ],
)
def test_a_refusal_is_that_of_mitmproxys_path(sent: str) -> None:
    talk, through = Talk(hello()), Conversation(hello())
    assert talk.says(sent) == through.says(sent)
    assert not talk.was_handed_over
    assert comparable(talk.mocked.entry) == comparable(through.mocked.entry)
    assert talk.mocked.entry.outcome is Outcome.REFUSED


def test_what_is_used_up_is_refused_and_counted() -> None:
    used_up = mock("/hello", times=1)
    talk = Talk(MockedEdge((used_up,)))
    talk.says(HELLO)
    assert talk.says(HELLO).startswith(b"HTTP/1.1 666 ")
    assert talk.mocked.uses(used_up) == 2


def test_a_refusal_that_would_show_more_than_history_keeps_is_mitmproxys() -> None:
    talk = Talk(hello(settings=Settings(history_body_limit=3)))
    talk.says(UPLOAD.replace("http://a.test/hello", "/nowhere"))
    assert talk.was_handed_over


def test_a_refused_upload_is_read_first() -> None:
    talk = Talk(hello())
    sent = UPLOAD.replace("http://a.test/hello", "/nowhere")
    assert talk.says(sent[:-2]) == b""
    assert talk.says(sent[-2:]).startswith(b"HTTP/1.1 666 ")


def rule(*conditions: Condition) -> Mock:
    return Mock("rule", Chaos((Fault(Disturbance.DROP),)), Conditions(conditions))


def test_a_rule_of_chaos_that_holds_is_mitmproxys() -> None:
    talk = Talk(hello(rule(OnField("path", equal("/hello")))))
    talk.says(HELLO)
    assert talk.was_handed_over
    assert talk.mocked.instance.engine.session.counts.calls("rule") == 0


@pytest.mark.parametrize("field", ["path", "host"])
def test_a_rule_of_chaos_that_does_not_hold_disturbs_nothing(field: str) -> None:
    talk = Talk(hello(rule(OnField(field, equal("/other")))))
    for _ in range(3):
        assert talk.says(HELLO) == answered()
    assert not talk.was_handed_over
    talk.mocked.instance.engine.replace_files((rule(), mock("/hello")))
    assert talk.says(HELLO) == b""
    assert talk.was_handed_over


def test_a_rule_that_asks_for_the_body_waits_for_it() -> None:
    talk = Talk(MockedEdge((rule(OnBody(equal("body"))),)))
    talk.lane.passing = passed = Passed()
    talk.says(UPLOAD[:-2])
    assert (passed.taken, talk.was_handed_over) == ([], False)
    talk.says(UPLOAD[-2:])
    assert [request.body for request in passed.taken] == [b"body"]


def test_an_upload_of_an_unknown_method_is_mitmproxys() -> None:
    talk = Talk(hello())
    talk.says(UPLOAD[:-2].replace("POST", "PURGE"))
    assert talk.was_handed_over


def test_without_a_way_to_servers_an_upload_to_one_is_mitmproxys() -> None:
    talk = Talk(MockedEdge(()))
    talk.says(UPLOAD[:-2])
    assert talk.was_handed_over


class Passed(PassingOn):
    """Notes what is passed on."""

    def __init__(self) -> None:
        self.taken: list[Request] = []

    def take(self, http1, _, __, request, ___, ____) -> None:  # type: ignore[no-untyped-def]
        self.taken.append(request)
        http1.settled()


def test_what_no_mock_touches_is_passed_on() -> None:
    talk = Talk(MockedEdge(()))
    talk.lane.passing = passed = Passed()
    talk.says(HELLO)
    assert [request.url for request in passed.taken] == ["http://a.test/hello"]
    assert not talk.was_handed_over


def test_a_body_that_is_still_coming_is_passed_on() -> None:
    talk = Talk(MockedEdge(()))
    talk.lane.passing = passed = Passed()
    talk.says(UPLOAD[:-2])
    assert [request.body for request in passed.taken] == [None]


def test_a_mock_that_goes_to_a_server_does_not_hold_its_body_up() -> None:
    talk = Talk(MockedEdge((mock("/hello", forward_to("http://b.test")),)))
    talk.says(UPLOAD[:-2])
    assert talk.handed_over == UPLOAD[:-2].encode()


def test_at_the_end_everybody_is_let_go() -> None:
    with timers():
        talk = Talk(slow(2))
        talk.says(HELLO)
        quiet = Talk(talk.mocked, given=talk.lane)
        talk.lane.end()
        assert talk.lane.connections == set()
        assert (talk.wire.asked, quiet.wire.asked) == (["abort"], ["abort"])
        assert talk.mocked.entry.outcome is Outcome.FAILED


def test_what_it_tells_of_itself() -> None:
    talk = Talk(hello())
    assert talk.mocked.edge.instances.lane is talk.lane
    assert talk.lane.closed_for == frozenset()
    talk.lane.gate.close("scripts")
    assert talk.lane.closed_for == {"scripts"}


def test_the_added_headers_of_a_mock_with_its_own_date() -> None:
    talk = Talk(MockedEdge((mock("/hello", Fixed(response(200, b"x", Date="now"))),)))
    for _ in range(3):
        assert b"Date: now\r\n" in talk.says(HELLO)
    assert {entry.added_headers for entry in talk.mocked.history} == {("content-length", "content-type")}
