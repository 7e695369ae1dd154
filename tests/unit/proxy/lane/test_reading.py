"""Who lets a client wait, and until when."""

from smockproxy.proxy.lane.reading import Because, OfMitmproxy, Reading
from tests.unit.proxy.lane.talking import Socket


def test_a_client_waits_until_nobody_has_enough() -> None:
    reading = Reading(wire := Socket())  # type: ignore[arg-type]
    reading.stop(Because.MITMPROXY_IS_BUSY)
    reading.stop(Because.IT_TAKES_NOTHING)
    reading.stop(Because.IT_TAKES_NOTHING)
    assert wire.asked == ["pause"]
    reading.go_on(Because.IT_TAKES_NOTHING)
    assert wire.asked == ["pause"]
    reading.go_on(Because.MITMPROXY_IS_BUSY)
    reading.go_on(Because.MITMPROXY_IS_BUSY)
    assert wire.asked == ["pause", "resume"]


def test_a_client_that_leaves_is_not_asked() -> None:
    reading = Reading(wire := Socket())  # type: ignore[arg-type]
    wire.close()
    reading.stop(Because.MUCH_IS_WAITING)
    reading.go_on(Because.MUCH_IS_WAITING)
    assert wire.asked == []


def test_mitmproxys_reader_is_one_reason_of_several() -> None:
    reading = Reading(wire := Socket())  # type: ignore[arg-type]
    known = OfMitmproxy(wire, reading)  # type: ignore[arg-type]
    known.write(b"through")
    assert wire.written == b"through"
    assert known.get_extra_info("peername") == wire.named["peername"]
    known.pause_reading()
    reading.stop(Because.IT_TAKES_NOTHING)
    known.resume_reading()
    assert wire.asked == ["pause"]
    reading.go_on(Because.IT_TAKES_NOTHING)
    assert wire.asked == ["pause", "resume"]
