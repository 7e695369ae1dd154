"""Texts of mocks that come by the API."""

from itertools import count

import pytest

from smockproxy.app.mocks.text import MockTextError, MockTexts, ReadMocks

TWO = b"- request: {path: /a}\n  response: {body: hi}\n- id: mine\n  request: {path: /b}\n  response: {}\n"


def read(raw: bytes, *, as_json: bool = False, allow: bool = False) -> ReadMocks:
    numbers = count(1)
    texts = MockTexts(lambda: f"new{next(numbers)}", allow)
    return texts.read(raw, as_json=as_json, now=7.0)


def test_several():
    found = read(TWO)
    assert [mock.id for mock in found.mocks] == ["new1", "mine"]
    assert found.named == {"mine"}
    assert all(mock.source is None and mock.created_at == 7.0 for mock in found.mocks)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("raw", "as_json"),
    [
        (b"request: {path: /a}\nresponse: {body: |-\n   hi}\n".replace(b"|-\n   hi", b"hi"), False),
        (b"request: {path: /a}\nresponse:\n  body: |-\n    hi\n", False),
        (b"---\nrequest: {path: /a}\nresponse: {body: hi}\n", False),
        (b'{"request": {"path": "/a"},\n"response": {"body": "hi"}}', True),
        (b'[{"request": {"path": "/a"}, "response": {"body": "hi"}}]', True),
        (b"defaults: {response: {body: hi}}\nmocks:\n- request: {path: /a}\n", False),
    ],
)
def test_one(raw, as_json):
    (mock,) = read(raw, as_json=as_json).mocks
    assert mock.responder.response.body == b"hi"


@pytest.mark.parametrize("raw", [b"", b"[]", b"# nothing\n", b"- {enabled: false, response: {}}"])
def test_none(raw):
    assert read(raw).mocks == ()


@pytest.mark.parametrize(
    ("raw", "place", "path", "message"),
    [
        (
            b"request:\n  pth: /a\nresponse: {}\n",
            (2, 3),
            "request.pth",
            'line 2, column 3: request.pth: unknown key "pth" (did you mean "path"?)',
        ),
        (
            b"- request: {path: /}\n  response: {status: x}\n- {respnse: {}}\n",
            (2, 22),
            "[0].response.status",
            'line 2, column 22: [0].response.status: expected a whole number, found "x"; and 1 more',
        ),
        (b"\xff", (1, 1), "", "line 1, column 1: the byte 0xff is not UTF-8 (save the file as UTF-8)"),
    ],
)
def test_what_is_wrong_has_its_place(raw, place, path, message):
    with pytest.raises(MockTextError) as refused:
        read(raw)
    first = refused.value.problems[0]
    assert ((first.line, first.column), first.path, first.file) == (place, path, "")
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("engine", ["javascript", "python"])
def test_scripts_that_can_do_what_the_server_can(engine):
    raw = f"- request: {{path: /}}\n  dynamic_response: {{engine: {engine}, script: 'x'}}\n".encode()
    with pytest.raises(MockTextError, match=r"taken from files of mocks only .*--allow-remote-scripts"):
        read(raw)
    (mock,) = read(raw, allow=True).mocks
    assert (mock.responder.engine, mock.responder.file) == (engine, "")


def test_scripts_in_a_sandbox():
    (mock,) = read(b"- dynamic_response: {engine: lua, script: 'return {}'}\n").mocks
    assert mock.responder.engine == "lua"


@pytest.mark.parametrize("raw", [b"response: {delay: 31s}", b"- response: {delay: 31s}"])
def test_a_delay_longer_than_is_allowed(raw):
    texts = MockTexts(lambda: "new", longest_delay=31_000_000_000)
    assert len(texts.read(raw, as_json=False, now=7.0).mocks) == 1
    with pytest.raises(MockTextError, match=r"response\.delay: a delay may be 30s at most, found 31s"):
        MockTexts(lambda: "new", longest_delay=30_000_000_000).read(raw, as_json=False, now=7.0)
