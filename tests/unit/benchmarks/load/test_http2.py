"""The load's HTTP/2, held against hyper-h2 as the server."""

import h2.config
import h2.connection
import h2.events
import pytest

from benchmarks.load.answers import WrongAnswerError
from benchmarks.load.http2 import DATA, HEADERS, PING, Asker, frame, frames_of, opening
from benchmarks.load.orders import Ask, Order
from benchmarks.load.talking import Tally

ASKS = (Ask("/x", headers=(("X-Long", "y" * 120),)), Ask("/y", "POST", (), "given"))
ORDER = Order(("127.0.0.1", 1), "h2", "a.test", 443, ASKS, "body", 2, 1.0)


class Server:
    """hyper-h2, that answers every request."""

    def __init__(self, status: str = "200", body: bytes = b"body") -> None:
        self.speech = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.speech.initiate_connection()
        self.asked: list[dict[bytes, bytes]] = []
        self.given: list[bytes] = []
        self._status, self._body = status, body

    def take(self, sent: bytes) -> bytes:
        for event in self.speech.receive_data(sent):
            match event:
                case h2.events.RequestReceived():
                    self.asked.append(dict(event.headers))
                case h2.events.DataReceived():
                    self.given.append(event.data)
                case h2.events.StreamEnded():
                    fields = [(":status", self._status), ("content-length", str(len(self._body)))]
                    self.speech.send_headers(event.stream_id, fields)
                    self.speech.send_data(event.stream_id, self._body[:1])
                    self.speech.send_data(event.stream_id, self._body[1:], end_stream=True)
        return self.speech.data_to_send()


def test_requests_are_asked_in_turn_and_answers_are_counted() -> None:
    tally, server = Tally(waiting=2), Server()
    asker = Asker(ORDER, tally)
    received = server.take(opening() + asker.ask() + asker.ask())
    received += server.take(asker.take(received))
    asker.take(server.speech.data_to_send())
    assert [(fields[b":method"], fields[b":path"]) for fields in server.asked] == [
        (b"GET", b"/x"),
        (b"POST", b"/y"),
        (b"GET", b"/x"),
        (b"POST", b"/y"),
    ]
    assert server.given == [b"given", b"given"]
    assert (len(tally.took), tally.waiting) == (2, 0)


def test_answers_may_come_in_any_pieces() -> None:
    tally, server = Tally(waiting=1), Server()
    asker = Asker(ORDER, tally)
    for octet in server.take(opening() + asker.ask()):
        asker.take(bytes((octet,)))
    assert len(tally.took) == 1


@pytest.mark.parametrize(("status", "body"), [("404", b"body"), ("200", b"tidy"), ("200", b"body!")])
def test_a_wrong_answer(status: str, body: bytes) -> None:
    server = Server(status, body)
    asker = Asker(ORDER, Tally())
    with pytest.raises(WrongAnswerError, match="HTTP/2"):
        asker.take(server.take(opening() + asker.ask()))


def test_later_answers_must_begin_with_200_too() -> None:
    server = Server()
    asker = Asker(ORDER, Tally())
    again = asker.take(server.take(opening() + asker.ask()))
    server._status = "404"
    with pytest.raises(WrongAnswerError, match="200"):
        asker.take(server.take(again))


def test_a_ping_is_answered_and_a_reset_is_an_error() -> None:
    asker = Asker(ORDER, Tally())
    assert asker.take(frame(PING, 0, 0, b"12345678")) == frame(PING, 1, 0, b"12345678")
    with pytest.raises(WrongAnswerError, match="frame 3 on stream 1"):
        asker.take(frame(3, 0, 1, b"\0\0\0\x08"))


def test_frames() -> None:
    received = bytearray(frame(HEADERS, 4, 3, b"ab") + frame(DATA, 1, 3, b"c")[:-1])
    assert list(frames_of(received)) == [(HEADERS, 4, 3, b"ab")]
    received += b"c"
    assert list(frames_of(received)) == [(DATA, 1, 3, b"c")]
    assert received == b""
