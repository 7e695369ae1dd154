"""The load checks every answer, so that a server can't be quick by being wrong."""

import pytest

from benchmarks.load import WrongAnswerError, is_complete

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.mark.parametrize("length", range(len(ANSWER)))
def test_an_answer_that_is_not_all_there(length: int) -> None:
    assert not is_complete(ANSWER[:length], b"hi")


def test_a_whole_answer() -> None:
    assert is_complete(ANSWER, b"hi")


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER + b"!",
        ANSWER[:-1] + b"o",
        ANSWER.replace(b"200", b"502"),
        b"HTTP/1.1 666 \r\n\r\n{}",
        b"\r\n\r\nhi",
    ],
)
def test_a_wrong_answer(answer: bytes) -> None:
    with pytest.raises(WrongAnswerError, match=r"HTTP|hi"):
        is_complete(answer, b"hi")
