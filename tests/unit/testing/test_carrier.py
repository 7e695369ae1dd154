"""Questions over blocking sockets, with connections of the test's own."""

from http.client import BadStatusLine, IncompleteRead, RemoteDisconnected
from io import BytesIO
from typing import ClassVar

import pytest

from smockproxy.testing import carrier
from smockproxy.testing.address import address_of
from smockproxy.testing.ask import Sent
from smockproxy.testing.carrier import carried
from smockproxy.testing.errors import ClientError, NotReachableError, RefusedError, StrangerError

ADMIN = address_of("http://127.0.0.1:8081", None, {})
SENT = Sent("PUT", "/x?a=1", {"Content-Type": "text/x"}, b"body")


class Answer(BytesIO):
    """What `getresponse` gives; its pieces are short, as they come."""

    length: int | None = None

    def __init__(self, body: bytes = b"", status: int = 200, breaks: Exception | None = None) -> None:
        super().__init__(body)
        self.status = status
        self._breaks = breaks

    def read1(self, _size=-1):
        piece = super().read(3)
        if not piece and self._breaks:
            raise self._breaks
        return piece


class Connection:
    """Takes the place of `HTTPConnection`."""

    answer: Answer | Exception = Answer()
    refuses: OSError | None = None

    def __init__(self, host, port, **given) -> None:
        self.made.append(self)
        self.asked, self.given, self.closed = [host, port], given, False

    def connect(self):
        if self.refuses:
            raise self.refuses

    def request(self, *asked):
        self.asked += asked

    def getresponse(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def close(self):
        self.closed = True


@pytest.fixture
def connection(monkeypatch) -> type[Connection]:
    class Fresh(Connection):
        made: ClassVar[list[Connection]] = []

    monkeypatch.setattr(carrier, "HTTPConnection", Fresh)
    return Fresh


def refused(kind: type[ClientError], address=ADMIN) -> str:
    with pytest.raises(kind) as caught:
        list(carried(address, SENT, 3.0))
    assert type(caught.value) is kind
    return str(caught.value)


def test_pieces_are_given_as_they_come(connection):
    connection.answer = Answer(b"abcdef")
    pieces = carried(ADMIN, SENT, 3.0)
    assert next(pieces) == b"abc"
    (made,) = connection.made
    assert made.asked == ["127.0.0.1", 8081, "PUT", "/x?a=1", b"body", {"Content-Type": "text/x"}]
    assert made.given == {"timeout": 3.0}
    assert not made.closed
    assert list(pieces) == [b"def"]
    assert made.closed


def test_whoever_stops_in_the_middle_lets_go(connection):
    connection.answer = Answer(b"abcdef")
    pieces = carried(ADMIN, SENT, 3.0)
    next(pieces)
    pieces.close()
    assert connection.made[0].closed


def test_nothing_listens(connection):
    connection.refuses = ConnectionRefusedError(111, "Connection refused")
    assert refused(NotReachableError).startswith(
        "Nothing answers at http://127.0.0.1:8081 (Connection refused)"
    )
    assert connection.made[0].closed


@pytest.mark.parametrize("status", [201, 204])
def test_more_than_one_status_is_good(connection, status):
    connection.answer = Answer(b"", status)
    assert list(carried(ADMIN, SENT, 3.0)) == []


def test_a_refusal_is_told(connection):
    connection.answer = Answer(b'{"message": "There is no exchange."}', 404)
    assert refused(RefusedError) == "There is no exchange."


def test_what_speaks_no_http(connection):
    connection.answer = BadStatusLine("SSH-2.0")
    assert refused(StrangerError) == "What answers at http://127.0.0.1:8081 is not smockproxy's admin API."


def test_one_that_goes_before_it_answers_may_come_back(connection):
    connection.answer = RemoteDisconnected("Remote end closed connection without response")
    assert "broke off in the middle of its answer: Remote end closed" in refused(NotReachableError)


@pytest.mark.parametrize(
    "reason", [IncompleteRead(b"ab"), ConnectionResetError(104, "reset"), TimeoutError()]
)
def test_an_answer_that_breaks_off(connection, reason):
    connection.answer = Answer(b"abc", breaks=reason)
    assert "broke off in the middle of its answer" in refused(NotReachableError)
    assert connection.made[0].closed


def test_an_answer_that_is_shorter_than_it_says(connection):
    connection.answer = Answer(b"abc")
    connection.answer.length = 4
    assert "IncompleteRead(0 bytes read, 4 more expected)" in refused(NotReachableError)


def test_tls_is_checked(connection, monkeypatch):
    monkeypatch.setattr(carrier, "HTTPSConnection", connection)
    monkeypatch.setattr(carrier, "secure_context", lambda: "context")
    list(carried(address_of("https://a.test", None, {}), SENT, 3.0))
    assert connection.made[0].given == {"timeout": 3.0, "context": "context"}
    assert connection.made[0].asked[:2] == ["a.test", 443]
