from dataclasses import replace

import pytest
from h2.errors import ErrorCodes

from smockproxy.app.settings.table import Settings
from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import Outcome
from smockproxy.core.responders import Fixed
from smockproxy.proxy.lane.http2 import LARGEST_BODY
from tests.unit.proxy.lane.streaming import Streaming
from tests.unit.proxy.lane.talking import DATE, hello, slow, timers
from tests.unit.proxy.mocked_edge import MockedEdge, forward_to, mock, response

ANSWER = [
    (":status", "201"),
    ("content-type", "text/plain"),
    ("date", DATE),
    ("content-length", "6"),
]


def refusing(*mocks) -> MockedEdge:
    return MockedEdge(mocks, settings=Settings(unmatched=Unmatched.REFUSE))


def test_a_request_is_answered() -> None:
    client = Streaming(hello())
    got = client.get()
    assert (got.fields, got.body, got.has_ended) == (ANSWER, b"mocked", True)
    assert client.counted == (1, 0)
    assert client.talk.hooks_seen == []


def test_an_entry_is_that_of_mitmproxys_path() -> None:
    entries = []
    for is_open in (True, False):
        mocked = hello()
        client = Streaming(mocked)
        mocked.edge.gate.keep("test", closed=not is_open)
        client.get("/hello?a=b", "GET", ("x-a", "1"), ("cookie", "c=1"), ("cookie", "d=2"))
        entries.append(mocked.entry)
    assert client.counted == (0, 1)
    by_lane, by_mitmproxy = entries
    assert by_lane.request.http_version == "HTTP/2.0"
    same = {"trace": None, "timing": None}
    assert replace(by_lane, **same) == replace(by_mitmproxy, **same)


def test_a_request_that_comes_again_follows_a_plan() -> None:
    mocked = hello()
    client = Streaming(mocked)
    for _ in range(4):
        assert client.get().fields == ANSWER
    assert client.streams.origin.plans
    assert (client.counted, mocked.uses(mocked.mocks[0])) == ((4, 0), 4)
    assert [entry.trace.uses_after for entry in mocked.history] == [1, 2, 3, 4]


def test_a_plan_that_does_not_stand_is_not_followed() -> None:
    mocked = hello()
    client = Streaming(mocked)
    for _ in range(3):
        client.get()
    mocked.instance.engine.replace_files((mock("/hello", Fixed(response(202, b"new"))),))
    assert client.get().body == b"new"
    assert client.counted == (4, 0)


def test_streams_that_come_together_are_answered_in_their_order() -> None:
    mocked = MockedEdge(tuple(mock(f"/{n}", Fixed(response(200, b"%d" % n))) for n in range(20)))
    client = Streaming(mocked)
    asked = [client.asks(f"/{n}") for n in range(20)]
    client.send()
    assert [client.got[stream].body for stream in asked] == [b"%d" % n for n in range(20)]
    assert [entry.request.target for entry in mocked.history] == [f"/{n}" for n in range(20)]


def test_what_is_mitmproxys_is_left_to_it_among_others() -> None:
    client = Streaming(hello(mock("/odd", Fixed(response(200, b"odd")))))
    first = client.asks()
    odd = client.asks("/odd", "GET", ("te", "trailers"))
    last = client.asks()
    client.send()
    assert [client.got[stream].body for stream in (first, odd, last)] == [b"mocked", b"odd", b"mocked"]
    assert client.counted == (2, 1)


@pytest.mark.parametrize("path", ["*", "/caf\u00e9", "/a b"])
def test_odd_targets_are_mitmproxys(path: str) -> None:
    client = Streaming(refusing())
    client.get(path)
    assert client.counted == (0, 1)


def test_a_head_has_the_length_of_what_it_does_not_have() -> None:
    got = Streaming(hello()).get("/hello", "HEAD")
    assert (got.fields, got.body, got.has_ended) == (ANSWER, b"", True)


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_ends_with_its_head(status: int) -> None:
    got = Streaming(MockedEdge((mock("/hello", Fixed(response(status, b"none"))),))).get()
    assert (got.status, got.body, got.has_ended) == (status, b"", True)


def test_what_means_a_connection_is_left_out() -> None:
    fixed = Fixed(response(200, b"x", Connection="close", Keep_Alive="5", Date="never"))
    client = Streaming(MockedEdge((mock("/hello", fixed),)))
    for _ in range(3):
        assert {name for name, _ in client.get().fields} == {
            ":status",
            "content-type",
            "date",
            "content-length",
        }
    assert client.counted == (3, 0)


def test_a_large_answer_waits_for_its_client() -> None:
    body = b"0123456789abcdef" * 20_000
    client = Streaming(MockedEdge((mock("/hello", Fixed(response(200, body))),)))
    stream = client.asks()
    client.send()
    assert len(client.got[stream].body) == 65_535
    while client.client.outbound_flow_control_window and not client.got[stream].has_ended:
        client.send()
    assert client.got[stream].body == body


# -- bodies -----------------------------------------------------------------------------


def test_a_body_is_waited_for() -> None:
    mocked = MockedEdge((mock("/hello", body="abcd"),))
    client = Streaming(mocked)
    stream = client.asks("/hello", "POST", body=b"", is_coming=True)
    client.send()
    client.client.send_data(stream, b"ab")
    client.send()
    mocked.clock.now += 1
    client.client.send_data(stream, b"cd", end_stream=True)
    client.send()
    assert client.got[stream].body == b"mocked"
    assert client.counted == (1, 0)
    assert (mocked.entry.request.body, mocked.entry.timing.request_read) == (b"abcd", 1.0)


def test_requests_with_the_same_body_follow_a_plan() -> None:
    client = Streaming(MockedEdge((mock("/hello", body="abcd"),), Settings(unmatched=Unmatched.REFUSE)))
    for _ in range(3):
        assert client.get("/hello", "POST", body=b"abcd").status == 201
    assert client.streams.origin.plans
    assert client.get("/hello", "POST", body=b"abce").status == 666


def test_a_body_without_bytes() -> None:
    client = Streaming(hello())
    assert client.get("/hello", "POST", body=b"").status == 201
    assert client.counted == (1, 0)


def test_a_body_that_goes_on_anyway_is_left_as_it_comes() -> None:
    client = Streaming(hello())
    client.asks("/elsewhere", "POST", body=b"", is_coming=True)
    client.send()
    assert client.counted == (0, 1)


@pytest.mark.parametrize("path", ["/hello", "/forwarded"])
def test_a_large_body_is_left(path: str) -> None:
    client = Streaming(hello(mock("/forwarded", forward_to("https://b.test"))))
    stream = client.asks(path, "POST", body=b"", is_coming=True)
    client.send()
    left = LARGEST_BODY + 1
    while left:
        piece = min(left, 16_384)
        client.client.send_data(stream, b"x" * piece, end_stream=piece == left)
        left -= piece
        client.send()
    assert client.counted == (0, 1)
    if path == "/hello":
        assert client.got[stream].body == b"mocked"
        assert client.mocked.entry.request_size == LARGEST_BODY + 1


def test_trailers_are_mitmproxys() -> None:
    client = Streaming(hello())
    stream = client.asks("/hello", "POST", body=b"", is_coming=True)
    client.client.send_data(stream, b"abcd")
    client.client.send_headers(stream, [("x-end", "1")], end_stream=True)
    client.send()
    assert client.got[stream].body == b"mocked"
    assert client.counted == (0, 1)
    assert client.mocked.entry.request.body == b"abcd"


# -- clients that leave -----------------------------------------------------------------


def test_a_reset_before_the_body_is_there() -> None:
    client = Streaming(hello())
    stream = client.asks("/hello", "POST", body=b"", is_coming=True)
    client.send()
    client.client.reset_stream(stream, ErrorCodes.CANCEL)
    client.send()
    assert client.counted == (0, 1)
    assert (client.mocked.entry.outcome, client.mocked.entry.error) == (Outcome.FAILED, CLIENT_GONE)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (ErrorCodes.CANCEL, CLIENT_GONE),
        (ErrorCodes.INTERNAL_ERROR, "stream reset by client (INTERNAL_ERROR)"),
        (77, "stream reset by client (77)"),
    ],
)
def test_a_reset_before_the_answer(code: int, error: str) -> None:
    with timers() as time:
        client = Streaming(slow(2))
        stream = client.asks()
        client.send()
        assert client.awake == 1
        client.client.reset_stream(stream, code)
        client.send()
        time.pass_by(3)
        client.take_late()
    assert (client.mocked.entry.outcome, client.mocked.entry.error) == (Outcome.FAILED, error)
    assert client.awake == 0


def test_a_client_that_leaves() -> None:
    with timers():
        client = Streaming(slow(2))
        client.asks()
        client.asks("/hello", "POST", body=b"", is_coming=True)
        client.send()
        client.talk.leaves()
    late, coming = client.mocked.history
    assert (late.error, coming.error) == (CLIENT_GONE, CLIENT_GONE)
    assert (late.request.method, coming.request.method) == ("GET", "POST")
    assert client.counted == (1, 1)


def test_a_client_that_says_goodbye() -> None:
    with timers():
        client = Streaming(slow(2))
        client.asks()
        client.send()
        client.client.close_connection()
        client.send()
    assert client.mocked.entry.error == CLIENT_GONE


def test_rubbish_ends_what_was_waiting() -> None:
    with timers():
        client = Streaming(slow(2))
        client.asks()
        client.send()
        client.talk.says(b"\0\0\x04\x03\0\0\0\0\0\0\0\0\0")
    assert client.mocked.entry.error.startswith("HTTP/2 protocol error")


# -- answers that take time -------------------------------------------------------------


def test_a_late_answer_is_sent_when_it_is_due() -> None:
    with timers() as time:
        client = Streaming(slow(2))
        late, quick = client.asks(), client.asks("/quick")
        client.send()
        assert (client.got[late].fields, client.got[quick].body) == ([], b"mocked")
        time.pass_by(2)
        client.take_late()
    assert (client.got[late].body, client.got[late].has_ended) == (b"late", True)
    assert (client.awake, client.counted) == (0, (2, 0))


def test_an_interim_answer_goes_before() -> None:
    client = Streaming(MockedEdge((mock("/hello", Fixed(response(103, b"", Link="</a>"))),)))
    got = client.get()
    assert (got.interim, got.has_ended) == ([{":status": "103", "link": "</a>"}], True)


def test_there_is_no_101() -> None:
    client = Streaming(MockedEdge((mock("/hello", Fixed(response(101, b"x"))),)))
    assert client.get().status == 200
    assert client.counted == (1, 0)


def test_a_refusal() -> None:
    client = Streaming(refusing(mock("/helo")))
    got = client.get()
    assert (got.status, client.counted) == (666, (1, 0))
    assert (client.mocked.entry.outcome, client.mocked.entry.request.http_version) == (
        Outcome.REFUSED,
        "HTTP/2.0",
    )


# -- fail closed ------------------------------------------------------------------------


class BrokenError(Exception):
    """A defect."""


def broken(*_args, **_facts):
    raise BrokenError


def test_a_defect_before_anything_is_settled_leaves_it_to_mitmproxy(monkeypatch) -> None:
    client = Streaming(hello())
    monkeypatch.setattr(client.lane, "answer", broken)
    assert client.get().body == b"mocked"
    assert client.counted == (0, 1)


def test_a_defect_in_looking_ahead_leaves_it_to_mitmproxy(monkeypatch) -> None:
    client = Streaming(hello())
    monkeypatch.setattr(client.lane, "upload", broken)
    stream = client.asks("/hello", "POST", body=b"", is_coming=True)
    client.send()
    client.client.send_data(stream, b"abcd", end_stream=True)
    client.send()
    assert (client.got[stream].body, client.counted) == (b"mocked", (0, 1))


@pytest.mark.parametrize("before", [0, 2])
def test_a_defect_after_that_resets_the_stream(monkeypatch, before: int) -> None:
    client = Streaming(hello())
    for _ in range(before):
        client.get()
    monkeypatch.setattr(client.streams, "write", broken)
    got = client.get()
    assert (got.fields, got.reset) == ([], ErrorCodes.INTERNAL_ERROR)
    monkeypatch.undo()
    assert client.get().body == b"mocked"


def test_a_defect_in_carrying_out_is_answered_600(monkeypatch) -> None:
    with timers() as time:
        client = Streaming(slow(1))
        stream = client.asks()
        client.send()
        monkeypatch.setattr(client.mocked.edge, "mocked", broken)
        time.pass_by(1)
        client.take_late()
    assert (client.got[stream].status, client.got[stream].has_ended) == (600, True)
    assert client.mocked.entry.outcome is Outcome.FAILED


def test_an_answer_that_can_not_be_written_resets_its_stream(monkeypatch) -> None:
    with timers() as time:
        client = Streaming(slow(1))
        stream = client.asks()
        client.send()
        monkeypatch.setattr(client.streams, "write", broken)
        time.pass_by(1)
        client.take_late()
    assert client.got[stream].reset == ErrorCodes.INTERNAL_ERROR
    assert client.mocked.entry.outcome is Outcome.FAILED


def test_a_defect_around_the_streams_ends_what_was_waiting(monkeypatch) -> None:
    with timers():
        client = Streaming(slow(2))
        client.asks()
        client.send()
        monkeypatch.setattr(client.streams, "take", broken)
        client.asks("/quick")
        client.send()
    assert client.mocked.entry.error.startswith("smockproxy failed: BrokenError")


def test_while_the_gate_is_closed_mitmproxy_answers() -> None:
    client = Streaming(hello())
    stream = client.asks("/hello", "POST", body=b"", is_coming=True)
    client.send()
    client.lane.gate.close("test")
    client.client.send_data(stream, b"abcd", end_stream=True)
    client.send()
    assert (client.get().body, client.got[stream].body) == (b"mocked", b"mocked")
    assert client.get("/hello", "POST", body=b"").body == b"mocked"
    assert client.counted == (0, 3)


@pytest.mark.parametrize("name", ["over", "_flush", "_can_answer"])
def test_what_can_not_even_be_reset_ends_the_connection(monkeypatch, name: str) -> None:
    with timers() as time:
        client = Streaming(slow(1))
        client.asks()
        client.send()
        monkeypatch.setattr(client.streams, name, broken)
        time.pass_by(1)
    assert client.wire.asked == ["abort"]
    assert client.mocked.entry.outcome is Outcome.FAILED
