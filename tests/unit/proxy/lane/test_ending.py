"""What a defect in the middle of a forwarded exchange comes to."""

import pytest

from tests.unit.proxy.lane.test_forwarding import OK, whole


def test_a_defect_is_a_600(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = whole()
    monkeypatch.setattr("smockproxy.proxy.lane.forwarding.read_head", None)
    exchange.forwarding.from_server(OK)
    assert exchange.client.got.startswith(b"HTTP/1.1 600 ")
    assert exchange.entry.error.startswith("smockproxy failed: TypeError")


def test_a_defect_in_the_middle_cuts_the_client_off(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = whole()
    exchange.forwarding.from_server(OK[:-1])
    monkeypatch.setattr(exchange.client, "write", None)
    exchange.forwarding.from_server(b"k")
    assert exchange.client.told == ["cut"]
    assert exchange.entry.error.startswith("smockproxy failed")
