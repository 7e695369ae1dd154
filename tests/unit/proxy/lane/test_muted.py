import pytest

from smockproxy.proxy.lane.muted import Muted
from tests.unit.proxy.lane.test_tls import Socket


@pytest.mark.parametrize("pieces", [[b"hello world"], [b"hel", b"lo ", b"world"], [b"hello ", b"wor", b"ld"]])
def test_what_was_heard_is_not_said_again(pieces):
    socket = Socket()
    wire = Muted(socket, b"hello ")

    for piece in pieces:
        wire.write(piece)

    assert socket.sent == b"world"


def test_other_words_end_the_connection():
    socket = Socket()

    Muted(socket, b"hello ").write(b"help")

    assert (socket.sent, socket.events) == (b"", ["close"])


def test_the_rest_is_the_wires():
    socket = Socket()

    Muted(socket, b"x").pause_reading()

    assert socket.events == ["pause"]
