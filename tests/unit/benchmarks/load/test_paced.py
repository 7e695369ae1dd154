"""The open loop: who is asked when, and which answers are whole."""

import json
from collections import Counter
from dataclasses import asdict

import pytest

from benchmarks.load.answers import WrongAnswerError
from benchmarks.load.orders import Ask, Order
from benchmarks.load.paced import Desk, Kind, Pace, drain, is_whole, pace_of, turns

ORDER = Order(("127.0.0.1", 1), "http", "a.test", 80, (Ask("/"),), "hi", 8, 0.0)
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-LENGTH: 2\r\n\r\nhi"


def test_each_kind_is_asked_as_often_as_its_share_and_evenly() -> None:
    asked = turns([1, 4, 2])
    assert Counter(asked) == {0: 1, 1: 4, 2: 2}
    assert asked == [1, 2, 1, 0, 1, 2, 1]


def test_a_pace_as_json() -> None:
    pace = Pace((Kind("a", ORDER, 1, 666),), 2000, 60.0, 1.0)
    assert pace_of(json.loads(json.dumps(asdict(pace)))) == pace


@pytest.mark.parametrize("length", range(len(ANSWER)))
def test_an_answer_that_is_not_all_there(length: int) -> None:
    assert not Desk(Kind("a", ORDER, 1)).is_complete(ANSWER[:length])


def test_a_whole_answer_is_known_again() -> None:
    desk = Desk(Kind("a", ORDER, 1))
    assert desk.is_complete(ANSWER)
    assert desk.known == ANSWER
    assert desk.is_complete(ANSWER)


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER.replace(b"200", b"600"),
        ANSWER + b"!",
        ANSWER.replace(b"hi", b"ho"),
        ANSWER.replace(b"content-LENGTH: 2\r\n", b""),
    ],
)
def test_a_wrong_answer(answer: bytes) -> None:
    with pytest.raises(WrongAnswerError, match="HTTP"):
        is_whole(answer, b"HTTP/1.1 200 ", b"hi")


def test_a_body_that_differs_each_time_is_not_compared() -> None:
    assert is_whole(ANSWER.replace(b"hi", b"ho"), b"HTTP/1.1 200 ", b"")


class Idle:
    """A socket that holds nothing but TLS' own messages, or more."""

    def __init__(self, piece: bytes | None) -> None:
        self._piece = piece

    def recv(self, _length: int) -> bytes:
        if self._piece is None:
            raise BlockingIOError
        return self._piece


def test_what_nobody_asked_for_is_an_error_unless_it_is_nothing() -> None:
    drain(None)
    drain(Idle(None))
    with pytest.raises(WrongAnswerError, match="without being asked"):
        drain(Idle(b"HTTP/1.1 408 "))
