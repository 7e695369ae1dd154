"""Which bytes of a client are answered here, which are handed over, and what becomes of the connection."""

import pytest

from smockproxy.core.history import Outcome
from smockproxy.proxy.lane.heads import LARGEST
from smockproxy.proxy.lane.http1 import LARGEST_BODY, MOST_PIECES, MOST_WAITING
from tests.unit.proxy.conversation import answers
from tests.unit.proxy.lane.talking import HELLO, Talk, answered, head, hello, slow, timers
from tests.unit.proxy.mocked_edge import MockedEdge, mock

MISS = head("GET http://a.test/nothing HTTP/1.1")
UPLOAD = head("POST http://a.test/upload HTTP/1.1", "Host: a.test", "Content-Length: 6")
CHUNKED = head("POST http://a.test/upload HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked")
QUICK = head("GET http://a.test/quick HTTP/1.1")


def uploads() -> MockedEdge:
    return hello(mock("/upload", body="needle"))


def test_a_mock_answers_again_and_again() -> None:
    talk = Talk(hello())
    assert talk.says(HELLO) == answered()
    assert talk.says(HELLO) == answered()
    assert talk.says(HELLO) == answered()
    assert (talk.lane.answered, talk.lane.handed_over, talk.handlers) == (3, 0, 0)
    assert [entry.outcome for entry in talk.mocked.history] == [Outcome.MOCKED] * 3


def test_what_no_mock_answers_is_handed_over_as_it_came() -> None:
    talk = Talk(hello())
    assert talk.says(MISS) == b""
    assert talk.handed_over == MISS.encode()
    assert talk.mocked.history == []
    assert talk.lane.answered == 0


def test_the_lane_goes_on_when_mitmproxy_is_done() -> None:
    talk = Talk(hello())
    talk.says(MISS)
    talk.beside.is_idle = False
    assert talk.says(HELLO) == b""
    assert talk.handed_over == (MISS + HELLO).encode()
    talk.beside.is_idle = True
    assert talk.says(HELLO) == answered()
    talk.says(MISS)
    assert talk.handlers == 1


def test_while_the_gate_is_closed_everything_is_handed_over() -> None:
    talk = Talk(hello())
    talk.says(HELLO)
    talk.says(HELLO)
    talk.lane.gate.close("a script")
    assert talk.says(HELLO) == b""
    assert talk.handed_over == HELLO.encode()
    talk.lane.gate.open("a script")
    assert talk.says(HELLO) == answered()


@pytest.mark.parametrize("at", range(1, len(HELLO)))
def test_a_head_that_comes_in_two_pieces(at: int) -> None:
    talk = Talk(hello())
    assert talk.says(HELLO[:at]) == b""
    assert talk.says(HELLO[at:]) == answered()


def test_a_head_that_comes_in_too_many_pieces_is_handed_over() -> None:
    talk = Talk(hello())
    for piece in HELLO[:MOST_PIECES]:
        assert talk.says(piece) == b""
    assert not talk.was_handed_over
    talk.says(HELLO[MOST_PIECES])
    assert talk.handed_over == HELLO[: MOST_PIECES + 1].encode()


@pytest.mark.parametrize(
    "data", ["get / HTTP/1.1\r\n", "\r\nGET / ", "GET / HTTP/1.1\nHost", "G" * (LARGEST + 1)]
)
def test_what_can_become_no_plain_head_is_handed_over_at_once(data: str) -> None:
    talk = Talk(hello())
    talk.says(data)
    assert talk.handed_over == data.encode()


def test_requests_that_come_together_are_handed_over_together() -> None:
    talk = Talk(hello())
    assert talk.says(HELLO + HELLO) == b""
    assert talk.handed_over == (HELLO + HELLO).encode()


@pytest.mark.parametrize("at", [0, 1, len(UPLOAD) - 1, len(UPLOAD), len(UPLOAD) + 3])
def test_a_body_is_waited_for_if_the_decision_needs_it(at: int) -> None:
    talk = Talk(uploads())
    data = UPLOAD + "needle"
    if at:
        assert talk.says(data[:at]) == b""
    assert talk.says(data[at:]) == answered()
    assert talk.mocked.entry.request.body == b"needle"


def test_a_body_in_chunks() -> None:
    talk = Talk(uploads())
    assert talk.says(CHUNKED + "3\r\nnee\r\n") == b""
    assert talk.says("3\r\ndle\r\n0\r\n\r\n") == answered()
    assert talk.mocked.entry.request.body == b"needle"


def test_a_body_that_nothing_needs_is_not_waited_for() -> None:
    talk = Talk(hello())
    part = head("POST http://a.test/nothing HTTP/1.1", "Host: a.test", "Content-Length: 6") + "nee"
    talk.says(part)
    assert talk.handed_over == part.encode()


def test_a_body_beyond_what_the_lane_waits_for_is_handed_over() -> None:
    talk = Talk(uploads())
    sent = UPLOAD.replace(": 6", f": {LARGEST_BODY + 1}")
    talk.says(sent)
    assert talk.handed_over == sent.encode()


def test_what_follows_a_body_is_handed_over_with_it() -> None:
    talk = Talk(uploads())
    talk.says(UPLOAD + "needle" + HELLO)
    assert talk.handed_over == (UPLOAD + "needle" + HELLO).encode()


def test_a_head_whose_body_was_empty_is_no_request_by_itself() -> None:
    """A plan knows heads only: in this one a body is announced, of which nobody can say yet what it is."""
    talk = Talk(hello())
    sent = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked")
    assert talk.says(sent + "0\r\n\r\n") == answered()
    assert talk.says(sent) == b""
    assert talk.says("0\r\n\r\n") == answered()
    assert [entry.request.body for entry in talk.mocked.history] == [b"", b""]


@pytest.mark.parametrize(
    "sent", [HELLO, head(HELLO.split("\r\n", maxsplit=1)[0], "Host: a.test", "Connection: close")]
)
def test_the_connection_ends_if_the_client_wants_it(sent: str) -> None:
    talk = Talk(hello())
    assert talk.says(sent) == answered()
    assert talk.wire.is_closed is ("close" in sent)


def test_it_ends_the_next_times_too() -> None:
    sent = head(HELLO.split("\r\n", maxsplit=1)[0], "Host: a.test", "Connection: close")
    first = Talk(mocked := hello())
    first.says(sent)
    for _ in range(3):
        again = Talk(mocked, given=first.lane)
        assert again.says(sent) == answered()
        assert again.wire.is_closed


def test_nothing_is_read_behind_the_end() -> None:
    talk = Talk(hello())
    sent = head(HELLO.split("\r\n", maxsplit=1)[0], "Host: a.test", "Connection: close")
    talk.says(sent)
    assert talk.says(HELLO) == b""
    assert len(talk.mocked.history) == 1
    assert not talk.was_handed_over


def test_a_request_for_a_tunnel_is_mitmproxys_if_tls_is() -> None:
    talk = Talk(hello())
    asked = head("CONNECT a.test:443 HTTP/1.1")
    talk.says(asked)
    assert talk.handed_over == asked.encode()


# -- an exchange that stays open ----------------------------------------------------------------------------


def test_what_comes_while_an_exchange_is_open_is_answered_after_it() -> None:
    with timers() as time:
        talk = Talk(slow(2))
        assert talk.says(HELLO) == b""
        assert talk.says(QUICK) == b""
        time.pass_by(2)
        said = answers(talk.wire.taken(), "GET", "GET")
        assert [each.body for each in said] == [b"late", b"mocked"]
        assert talk.lane.answered == 2


def test_who_says_too_much_meanwhile_has_to_wait() -> None:
    with timers() as time:
        talk = Talk(slow(2))
        talk.says(HELLO)
        talk.says("G" * (MOST_WAITING + 1))
        talk.says("G")
        assert talk.wire.asked == ["pause"]
        talk.connection.pause_writing()
        talk.connection.resume_writing()
        assert talk.wire.asked == ["pause"]
        time.pass_by(2)
        assert talk.wire.asked == ["pause", "resume"]
        assert len(talk.handed_over) == MOST_WAITING + 2


def test_a_defect_in_what_waited_is_no_defect_of_what_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    with timers() as time:
        talk = Talk(slow(2))
        talk.says(HELLO)
        talk.says(QUICK)
        monkeypatch.setattr(talk.lane, "answer", None)
        time.pass_by(2)
        assert talk.wire.taken().endswith(b"late")
        assert talk.mocked.entry.error == ""
        assert talk.handed_over == QUICK.encode()


# -- the end ------------------------------------------------------------------------------------------------


def test_a_client_that_ends_between_requests() -> None:
    talk = Talk(hello())
    talk.says(HELLO)
    assert talk.connection.eof_received()
    assert talk.wire.is_closed


def test_a_client_that_ends_in_the_middle_is_mitmproxys() -> None:
    talk = Talk(hello())
    talk.says("GET / HT")
    talk.connection.eof_received()
    assert (talk.handed_over, talk.beside.told) == (b"GET / HT", ["ended"])
    talk.connection.connection_lost(None)
    assert talk.beside.told == ["ended", "lost None"]


def test_a_client_that_is_lost_in_the_middle_is_mitmproxys() -> None:
    talk = Talk(hello())
    talk.says("GET / HT")
    talk.connection.connection_lost(OSError("gone"))
    assert (talk.handed_over, talk.beside.told) == (b"GET / HT", ["lost gone"])
    assert talk.lane.connections == set()


def test_mitmproxy_hears_of_the_end_and_of_slow_clients() -> None:
    talk = Talk(hello())
    talk.says(MISS)
    talk.connection.pause_writing()
    talk.connection.resume_writing()
    talk.connection.connection_lost(None)
    talk.connection.connection_lost(None)
    assert talk.beside.told == ["pause", "resume", "lost None"]


def test_what_mitmproxys_reader_has_enough_of_is_not_asked_for_by_others() -> None:
    talk = Talk(hello())
    talk.says(MISS)
    (wire,) = talk.wires
    wire.pause_reading()
    talk.connection.pause_writing()
    talk.connection.resume_writing()
    assert talk.wire.asked == ["pause"]
    wire.resume_reading()
    assert talk.wire.asked == ["pause", "resume"]


@pytest.mark.parametrize("way", ["ends", "is lost"])
def test_a_client_that_leaves_before_its_answer(way: str) -> None:
    with timers() as time:
        talk = Talk(slow(2))
        talk.says(HELLO)
        if way == "ends":
            talk.connection.eof_received()
        talk.connection.connection_lost(None)
        assert talk.mocked.entry.outcome is Outcome.FAILED
        time.pass_by(2)
        assert talk.wire.taken() == b""
        assert len(talk.mocked.history) == 1
        assert talk.mocked.edge.open_exchanges == set()


# -- defects ------------------------------------------------------------------------------------------------


def test_what_breaks_before_anything_is_settled_is_mitmproxys(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    talk = Talk(hello())
    monkeypatch.setattr(talk.lane, "answer", None)
    assert talk.says(HELLO) == b""
    assert talk.handed_over == HELLO.encode()
    assert "failed in the lane" in caplog.text


@pytest.mark.parametrize("broken", ["record", "_dates"])
def test_what_breaks_later_ends_the_connection(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    talk = Talk(hello())
    monkeypatch.setattr(talk.mocked.edge if broken == "record" else talk.lane, broken, None)
    talk.says(HELLO)
    assert talk.wire.is_closed
    assert not talk.was_handed_over
    assert "failed in the lane" in caplog.text


def test_a_plan_that_breaks_ends_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = Talk(hello())
    talk.says(HELLO)
    talk.says(HELLO)
    monkeypatch.setattr(talk.lane, "follow", None)
    assert talk.says(HELLO) == b""
    assert talk.wire.is_closed


def test_without_mitmproxy_a_defect_ends_the_connection(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    talk = Talk(hello())
    monkeypatch.setattr(talk, "beside", None)
    talk.says(MISS)
    assert talk.wire.is_closed
    assert "failed in the lane" in caplog.text
