"""The types of exchanges have the keys that exchanges are written with."""

from smockproxy.app.api.entries import AskedMock, Entry, EntryRequest, EntryResponse, Timing, Trace
from smockproxy.app.why.explanation import Why
from smockproxy.app.why.shape import trace_shape
from smockproxy.core.trace import NO_TRACE
from smockproxy.interop.entry import entry_shape
from tests.unit.exchanges import exchange, several


def fits(shape, value: dict) -> bool:
    return shape.__required_keys__ <= value.keys() <= set(shape.__annotations__)


def test_entries():
    for entry in several():
        for with_bodies in (True, False):
            told = entry_shape(entry, with_bodies=with_bodies)
            assert fits(Entry, told)
            assert fits(Timing, told["timing"])
            assert fits(EntryRequest, told["request"])
            assert told["response"] is None or fits(EntryResponse, told["response"])


def test_traces():
    assert fits(Trace, trace_shape(Why(exchange().request, "x", NO_TRACE, 1)))
    assert "held_back" in AskedMock.__annotations__
