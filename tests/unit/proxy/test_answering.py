"""Conversations about what mocks answer: delays, framing, and what other addons make of it."""

from dataclasses import replace

import pytest
from mitmproxy import http

from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.responders import Fixed
from smockproxy.proxy.answering import LONGEST_WAIT
from tests.unit.proxy.conversation import Conversation, answer, answers, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

SECOND = 1_000_000_000
HELLO = head("GET http://a.test/hello HTTP/1.1", "Host: a.test")
UPLOAD = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: {}")


def hello(**facts) -> MockedEdge:
    return MockedEdge((mock("/hello"),), **facts)


def slow(seconds: float) -> MockedEdge:
    held = Delay(int(seconds * SECOND), int(seconds * SECOND))
    return MockedEdge((mock("/hello", Fixed(response(201, b"late"), held)),))


def assert_nothing_went_out(talk: Conversation) -> None:
    assert talk.servers == []
    assert talk.refused == []


# -- delays -------------------------------------------------------------------------------------------------


def test_a_delay_is_waited_for() -> None:
    talk = Conversation(slow(1.5))
    assert talk.says(HELLO) == b""
    assert [timer.delay for timer in talk.timers] == [1.5]
    assert talk.mocked.history == []
    assert answer(talk.wakes()).body == b"late"
    assert talk.mocked.entry.timing.delay == 1.5


def test_a_long_delay_is_waited_for_in_pieces() -> None:
    talk = Conversation(slow(2 * LONGEST_WAIT + 1))
    talk.says(HELLO)
    pieces = []
    while talk.timers:
        pieces.append(talk.timers[0].delay)
        said = talk.wakes()
    assert pieces == [LONGEST_WAIT, LONGEST_WAIT, 1]
    assert answer(said).body == b"late"


def test_a_client_that_leaves_in_the_delay() -> None:
    mocked = slow(3)
    talk = Conversation(mocked)
    talk.says(HELLO)
    talk.leaves()
    entry = talk.mocked.entry
    assert (entry.outcome, entry.error) == (Outcome.FAILED, "client gone")
    assert entry.mock is not None
    assert mocked.uses(mocked.mocks[0]) == 1
    assert talk.flow.marked == "failed"
    assert talk.flow.comment == "mock: mocks/hello.yml:3 (client gone)"
    assert talk.wakes() == b""
    assert talk.timers == []
    assert len(talk.mocked.history) == 1
    assert talk.hooks_seen == ["requestheaders", "request", "error"]


def test_a_client_that_leaves_while_a_hook_runs() -> None:
    for hook in ("requestheaders", "request", "responseheaders", "response"):
        talk = Conversation(hello(), held_hook=hook)
        talk.says(HELLO)
        talk.leaves()
        assert talk.resume() == b""
        assert talk.mocked.entry.outcome is Outcome.FAILED
        assert talk.mocked.entry.error == "client gone"
        assert talk.hooks_seen.count("error") == (0 if hook == "response" else 1), hook
        assert_nothing_went_out(talk)


# -- framing ------------------------------------------------------------------------------------------------


def test_head_and_get_down_one_connection() -> None:
    talk = Conversation(hello())
    said = talk.says(HELLO.replace("GET", "HEAD") + HELLO)
    first, second = answers(said, "HEAD", "GET")
    assert first.headers == second.headers
    assert first.headers["content-length"] == "6"
    assert (first.body, second.body) == (b"", b"mocked")


@pytest.mark.parametrize("status", [204, 304])
def test_answers_that_have_no_body(status: int) -> None:
    talk = Conversation(MockedEdge((mock("/hello", Fixed(response(status, b"not to be sent"))),)))
    first, second = answers(talk.says(HELLO + HELLO), "GET", "GET")
    assert first == second
    assert first.status == status
    assert "content-length" not in first.headers
    assert talk.mocked.history[0].response_size == 0


def test_an_interim_status_is_followed_by_a_final_answer() -> None:
    talk = Conversation(MockedEdge((mock("/hello", Fixed(response(103, b"early", Link="</x>"))),)))
    interim, final = answers(talk.says(HELLO), "GET", "GET")
    assert (interim.status, interim.headers) == (103, {"link": "</x>"})
    assert (final.status, final.body) == (200, b"early")
    assert talk.mocked.entry.response is not None
    assert talk.mocked.entry.response.status == 200


def test_http_1_0_has_no_interim_answers() -> None:
    talk = Conversation(MockedEdge((mock("/hello", Fixed(response(103, b"early"))),)))
    assert answer(talk.says(HELLO.replace("HTTP/1.1", "HTTP/1.0"))).body == b"early"


def test_after_a_mocked_101_it_is_still_http() -> None:
    talk = Conversation(MockedEdge((mock("/hello", Fixed(response(101, b"lost", Upgrade="x"))),)))
    first, second = answers(talk.says(HELLO + HELLO), "GET", "GET")
    assert (first.status, first.headers["upgrade"]) == (101, "x")
    assert first == second
    assert not talk.is_closed
    assert [entry.response and entry.response.status for entry in talk.mocked.history] == [101, 101]
    assert not talk.mocked.history[0].seen_by_smocker


def test_a_status_that_is_none_is_a_500() -> None:
    mocked = MockedEdge((mock("/hello", Fixed(response(99, b"lost", X_A="1"))),))
    talk = Conversation(mocked)
    found = answer(talk.says(HELLO))
    assert (found.status, found.body) == (500, b'{"message":"Internal Server Error"}\n')
    assert found.headers["x-a"] == "1"
    entry = mocked.entry
    assert (entry.outcome, entry.error) == (
        Outcome.FAILED,
        "the mock's status 99 is none: expected 100 to 999",
    )
    assert not entry.seen_by_smocker
    assert mocked.uses(mocked.mocks[0]) == 1


def too_short(length: int) -> MockedEdge:
    cut = mock("/hello", Fixed(response(200, b"12345", Content_Length=str(length))))
    return MockedEdge((replace(cut, source=None),))


def test_an_answer_whose_length_is_too_small_is_cut() -> None:
    talk = Conversation(too_short(3))
    said = talk.says(HELLO)
    assert said.endswith(b"\r\n\r\n")
    assert b"\r\nContent-Length: 3\r\n" in said
    assert talk.is_closed
    entry = talk.mocked.entry
    assert (entry.response_size, entry.seen_by_smocker) == (0, False)
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 1


def test_an_answer_to_head_that_would_be_cut_leaves_the_connection_open() -> None:
    talk = Conversation(too_short(3))
    said = talk.says(HELLO.replace("GET", "HEAD"))
    assert answer(said, "HEAD").headers["content-length"] == "3"
    assert not talk.is_closed


def test_what_another_addon_made_of_such_an_answer_is_whole() -> None:
    talk = Conversation(too_short(3))

    def changes(flow: http.HTTPFlow) -> None:
        assert flow.response is not None
        flow.response.content = b"other"

    talk.hooks = {"response": changes}
    assert answer(talk.says(HELLO)).body == b"other"
    assert not talk.is_closed


def test_a_method_that_smocker_does_not_know() -> None:
    talk = Conversation(MockedEdge((replace(mock("/hello", times=1), source=None),)))
    said = talk.says(HELLO.replace("GET", "FOO") + UPLOAD.format(2).replace("POST", "FOO") + "up" + HELLO)
    first, second, third = answers(said, "GET", "GET", "GET")
    assert [found.status for found in (first, second, third)] == [600, 600, 201]
    assert first.body == b'{"message":"Smocker internal error: code=405, message=Method Not Allowed"}\n'
    assert [entry.seen_by_smocker for entry in talk.mocked.history] == [False, False, True]
    assert {entry.outcome for entry in talk.mocked.history[:2]} == {Outcome.REFUSED}


def test_options_on_everything() -> None:
    talk = Conversation(MockedEdge())
    found = answer(talk.says(head("OPTIONS * HTTP/1.1", "Host: a.test")))
    assert (found.status, found.body, found.headers["content-length"]) == (200, b"", "0")
    assert not talk.mocked.entry.seen_by_smocker


def test_headers_keep_their_casing_and_a_false_length_is_corrected() -> None:
    wrong = response(200, b"12345", X_oDd="1", Content_Length="99", Transfer_Encoding="chunked")
    talk = Conversation(MockedEdge((mock("/hello", Fixed(wrong)),)))
    said = talk.says(HELLO)
    assert b"\r\nX-oDd: 1\r\n" in said
    assert b"Transfer-Encoding" not in said
    assert answer(said).body == b"12345"


# -- other addons -------------------------------------------------------------------------------------------


def test_every_hook_sees_a_mocked_flow() -> None:
    talk = Conversation(hello())
    talk.says(HELLO)
    assert talk.hooks_seen == ["requestheaders", "request", "responseheaders", "response"]
    assert (talk.flow.marked, talk.flow.comment) == ("mocked", "mock: mocks/hello.yml:3")
    assert talk.flow.response is not None
    assert talk.flow.response.content == b"mocked"
    assert not talk.flow.live


@pytest.mark.parametrize("hook", ["requestheaders", "request"])
@pytest.mark.parametrize("body", ["", "x"])
def test_another_addon_answers(hook: str, body: str) -> None:
    talk = Conversation(hello())

    def answers_instead(flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(418, b"tea", {"Transfer-Encoding": "chunked"})

    talk.hooks[hook] = answers_instead
    said = answer(talk.says(UPLOAD.format(len(body)) + body))
    assert (said.status, said.body) == (418, b"tea")
    entry = talk.mocked.entry
    assert (entry.outcome, entry.mock) == (Outcome.MOCKED, None)
    assert talk.flow.comment == "answered by another addon"
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 0
    assert talk.hooks_seen == ["requestheaders", "request", "responseheaders", "response"]
    assert_nothing_went_out(talk)


def changes_body(flow: http.HTTPFlow) -> None:
    assert flow.response is not None
    flow.response.data.content = b"something else"


def changes_status(flow: http.HTTPFlow) -> None:
    assert flow.response is not None
    flow.response.status_code = 204


def breaks_framing(flow: http.HTTPFlow) -> None:
    assert flow.response is not None
    flow.response.headers["Content-Length"] = "99"
    flow.response.headers["Transfer-Encoding"] = "chunked"
    flow.response.headers["X-Seen"] = "yes"


def adds_trailers(flow: http.HTTPFlow) -> None:
    assert flow.response is not None
    flow.response.trailers = http.Headers(digest="abc")


@pytest.mark.parametrize("hook", ["responseheaders", "response"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("change", [changes_body, changes_status, breaks_framing, adds_trailers])
def test_another_addon_changes_our_answer(hook: str, method: str, change) -> None:
    talk = Conversation(hello())
    talk.hooks[hook] = change
    said = talk.says((HELLO + HELLO).replace("GET", method))
    first, second = answers(said, method, method)
    assert first == second
    if change is changes_body:
        assert first.headers["content-length"] == str(len(b"something else"))
    elif change is changes_status:
        assert first.status == 204
        assert "content-length" not in first.headers
    else:
        assert first.headers["content-length"] == "6"
    assert "transfer-encoding" not in first.headers
    assert ("x-seen" in first.headers) is (change is breaks_framing)
    assert len(talk.mocked.history) == 2


@pytest.mark.parametrize("hook", ["requestheaders", "request", "responseheaders", "response"])
def test_a_flow_that_is_killed(hook: str) -> None:
    talk = Conversation(hello())
    talk.hooks[hook] = http.HTTPFlow.kill
    assert talk.says(HELLO) == b""
    assert talk.is_closed
    assert (talk.mocked.entry.outcome, talk.mocked.entry.error) == (Outcome.FAILED, "killed")
    assert_nothing_went_out(talk)


def test_what_another_addon_makes_of_the_request_is_matched() -> None:
    talk = Conversation(hello())

    def moves(flow: http.HTTPFlow) -> None:
        flow.request.path = "/hello"

    for hook in ("requestheaders", "request"):
        talk.hooks = {hook: moves}
        assert answer(talk.says(HELLO.replace("/hello", "/elsewhere"))).body == b"mocked"


def test_a_request_that_another_addon_wants_to_stream_is_decided_first() -> None:
    talk = Conversation(hello())

    def streams(flow: http.HTTPFlow) -> None:
        flow.request.stream = True

    talk.hooks["requestheaders"] = streams
    talk.says(UPLOAD.format(2))
    assert answer(talk.says(b"hi")).body == b"mocked"
    assert_nothing_went_out(talk)
