"""Server-sent events are read as they come, wherever the pieces are cut."""

import pytest

from smockproxy.testing.eventstream import ServerEvent, events_in

STREAM = (
    b": a comment\nretry: 1000\n\n"
    b'id: 1@2.5\nevent: exchange\ndata: {"a": 1}\n\n'
    b"id: 7\n\n"
    b"event: nothing\n\n"
    b"data:first\ndata:  second\n\n"
    b"id: x\r\ndata: \xc5\xbc\xff\r\n\r\n"
    b"data: not whole\n"
)
EVENTS = [
    ServerEvent("exchange", '{"a": 1}', "1@2.5"),
    ServerEvent("message", "", "7"),
    ServerEvent("message", "first\n second", ""),
    ServerEvent("message", "ż\ufffd", "x"),
]


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_the_pieces_do_not_matter(size):
    pieces = [STREAM[at : at + size] for at in range(0, len(STREAM), size)]
    assert list(events_in(pieces)) == EVENTS


def test_an_event_is_given_as_soon_as_it_is_whole():
    def pieces():
        yield b"data: 1\n\nda"
        raise AssertionError("read too far")

    assert next(events_in(pieces())) == ServerEvent(data="1")
