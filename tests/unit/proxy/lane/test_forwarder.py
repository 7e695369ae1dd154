"""What all forwarded exchanges share."""

from tests.unit.proxy.lane.test_forwarding import whole


def test_at_the_end_of_a_run_nothing_is_left() -> None:
    exchange = whole()
    exchange.pool.close = lambda: None
    exchange.forwarder.stop()
    assert exchange.client.told == ["cut"]
    assert exchange.entry.error == "client gone"
