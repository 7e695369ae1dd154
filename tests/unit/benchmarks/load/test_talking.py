"""How the load's clients read: in whatever pieces an answer comes."""

import ssl

import pytest

from benchmarks.load.answers import Checked, WrongAnswerError
from benchmarks.load.orders import Ask, Order
from benchmarks.load.talking import Tally, answered, kept_alive, tunnelled
from benchmarks.upstream import Answering

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
ORDER = Order(("127.0.0.1", 1), "http", "a.test", 80, (Ask("/a"), Ask("/b")), "hi", 1, 1.0)
NOTHING_YET = ssl.SSLWantReadError


class Peer:
    """A socket whose reads are known beforehand; None is nothing yet."""

    def __init__(self, *pieces: bytes | None) -> None:
        self._pieces = list(pieces)
        self.sent: list[bytes] = []

    def recv(self, _length: int) -> bytes:
        piece = self._pieces.pop(0)
        if piece is None:
            raise NOTHING_YET
        return piece

    def send(self, data: bytes) -> None:
        self.sent.append(data)


def waits(talk) -> int:
    """How often a talk waits until it is over."""
    return sum(1 for _ in talk)


@pytest.mark.parametrize(
    ("pieces", "many"),
    [
        ((ANSWER,), 1),
        ((ANSWER[:20], ANSWER[20:]), 1),
        ((ANSWER[:20], None, ANSWER[20:]), 2),
        ((None, ANSWER), 2),
    ],
)
def test_an_answer_is_read_to_its_end(pieces: tuple[bytes | None, ...], many: int) -> None:
    assert waits(answered(Peer(*pieces), Checked("hi").is_complete)) == many


def test_a_server_that_closes_gives_no_answer() -> None:
    with pytest.raises(WrongAnswerError, match="the server closed after b'HTTP"):
        waits(answered(Peer(ANSWER[:20], b""), Checked("hi").is_complete))


def test_a_client_asks_in_turn_and_counts(monkeypatch) -> None:
    peer, tally = Peer(ANSWER, ANSWER, ANSWER), Tally(waiting=1)
    monkeypatch.setattr("benchmarks.load.talking.opened", lambda *_, **__: peer)
    talk = kept_alive(ORDER, None, lambda _: None, tally)
    for _ in range(4):
        next(talk)
    assert [sent.split(b" ")[1] for sent in peer.sent] == [
        b"http://a.test:80/a",
        b"http://a.test:80/b",
        b"http://a.test:80/a",
        b"http://a.test:80/b",
    ]
    assert (len(tally.took), tally.waiting) == (3, 0)


@pytest.mark.parametrize("pieces", [(b"HTTP/1.1 502 Bad\r\n\r\n",), (b"HTTP/1.1 200", b"")])
def test_a_tunnel_that_is_not_opened(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(WrongAnswerError):
        waits(tunnelled(Peer(*pieces), ORDER, ssl.create_default_context()))


def test_the_real_server_answers_each_head() -> None:
    written: list[bytes] = []
    server = Answering(b"<answer>")
    server._write = written.append
    for piece in (b"GET / HTTP/1.1\r\n\r\n", b"GET / HT", b"TP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\nGET"):
        server.data_received(piece)
    assert written == [b"<answer>", b"", b"<answer><answer>"]
