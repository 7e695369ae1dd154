"""How answers are written."""

import pytest

from smockproxy.admin import answers
from smockproxy.admin.answers import in_pieces, json_answer, message_answer, plain_json_answer


def test_json_is_compact_with_a_newline():
    answer = json_answer({"a": [1, "<"]})
    assert (answer.status_code, answer.body) == (200, b'{"a":[1,"\\u003c"]}\n')


def test_message():
    answer = message_answer("no", 404)
    assert (answer.status_code, answer.body) == (404, b'{"message":"no"}\n')


async def test_plain_json():
    assert (await plain_json_answer(lambda: {"a": "<ż"})).body == '{"a":"<ż"}\n'.encode()


@pytest.mark.parametrize(
    ("chunks", "pieces"),
    [
        ([], []),
        ([b"a"], [b"a"]),
        ([b"ab", b"cd", b"e"], [b"abcd", b"e"]),
        ([b"abcdef", b"g"], [b"abcdef", b"g"]),
        ([b"", b""], [b""]),
    ],
)
def test_pieces(chunks, pieces, monkeypatch):
    monkeypatch.setattr(answers, "PIECE", 4)
    assert list(in_pieces(chunks)) == pieces


def test_pieces_are_lazy(monkeypatch):
    monkeypatch.setattr(answers, "PIECE", 1)

    def chunks():
        yield b"a"
        raise AssertionError("asked too early")

    assert next(in_pieces(chunks())) == b"a"
