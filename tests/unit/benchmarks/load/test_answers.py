"""The load checks every answer, so that a server can't be quick by being wrong."""

import pytest

from benchmarks.load.answers import Checked, WrongAnswerError, is_complete, is_tunnel

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
WRONG = [
    ANSWER + b"!",
    ANSWER[:-1] + b"o",
    ANSWER.replace(b"200", b"502"),
    b"HTTP/1.1 666 \r\n\r\n{}",
    b"HTTP/1.1 6",
    b"\r\n\r\nhi",
]


@pytest.mark.parametrize("length", range(len(ANSWER)))
def test_an_answer_that_is_not_all_there(length: int) -> None:
    assert not is_complete(ANSWER[:length], b"hi")


def test_a_whole_answer() -> None:
    assert is_complete(ANSWER, b"hi")


@pytest.mark.parametrize("answer", WRONG)
def test_a_wrong_answer(answer: bytes) -> None:
    with pytest.raises(WrongAnswerError, match=r"HTTP|hi"):
        is_complete(answer, b"hi")


def test_an_answer_that_was_good_is_known_again() -> None:
    checked = Checked("hi")
    assert not checked.is_complete(ANSWER[:5])
    assert checked.known is None
    assert checked.is_complete(ANSWER)
    assert checked.known == ANSWER
    assert checked.is_complete(ANSWER)
    assert checked.is_complete(ANSWER.replace(b"OK", b"Fine"))


@pytest.mark.parametrize("answer", WRONG)
def test_a_wrong_answer_is_wrong_after_a_good_one(answer: bytes) -> None:
    checked = Checked("hi")
    checked.is_complete(ANSWER)
    with pytest.raises(WrongAnswerError):
        checked.is_complete(answer)


def test_a_tunnel_is_open_after_an_empty_200() -> None:
    assert is_tunnel(b"HTTP/1.1 200 Connection established\r\n\r\n")
    assert not is_tunnel(b"HTTP/1.1 200 Conn")
    with pytest.raises(WrongAnswerError):
        is_tunnel(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
