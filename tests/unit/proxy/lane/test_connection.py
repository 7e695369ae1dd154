"""A client's socket, and who hears of it."""

import pytest

from smockproxy.proxy.lane.connection import LaneConnection
from tests.unit.proxy.lane.talking import Beside, Socket


def connected(speaker: Beside, left: list[object]) -> tuple[Socket, LaneConnection]:
    socket = Socket()
    connection = LaneConnection(lambda *_: speaker, left.append)  # type: ignore[arg-type, return-value]
    connection.connection_made(socket)  # type: ignore[arg-type]
    return socket, connection


def test_everything_is_handed_on() -> None:
    speaker, left = Beside(), []
    _, connection = connected(speaker, left)
    connection.data_received(b"a")
    connection.pause_writing()
    connection.resume_writing()
    assert connection.eof_received()  # whoever speaks closes
    assert left == []
    connection.connection_lost(OSError("gone"))
    connection.connection_lost(None)
    assert speaker.got == b"a"
    assert speaker.told == ["pause", "resume", "ended", "lost gone"]
    assert left == [connection]


def test_who_comes_and_leaves_is_logged_at_level_debug(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG", logger="smockproxy"):
        _, connection = connected(Beside(), [])
        connection.connection_lost(None)
        connection.connection_lost(None)
    assert [line.rpartition(") ")[2] for line in caplog.messages] == ["has come", "has left"]


def test_a_client_that_nobody_can_greet_is_let_go(caplog: pytest.LogCaptureFixture) -> None:
    """It has no address any more: it left before it was seen."""
    socket, left = Socket(), []

    def greet(*_: object) -> Beside:
        raise TypeError("no address")

    connection = LaneConnection(greet, left.append)  # type: ignore[arg-type]
    connection.connection_made(socket)  # type: ignore[arg-type]
    assert socket.asked == ["abort"]
    connection.data_received(b"a")
    connection.pause_writing()
    connection.resume_writing()
    connection.eof_received()
    connection.connection_lost(None)
    assert left == [connection]
    assert "no address" in caplog.text
