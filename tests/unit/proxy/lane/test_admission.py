from types import SimpleNamespace

import pytest
from mitmproxy import ctx, options
from mitmproxy.addons.block import Block
from mitmproxy.proxy.mode_specs import ProxyMode

from smockproxy.proxy.lane.admission import TurnedAway, is_turned_away, only_admitted

MODE = ProxyMode.parse("regular")


@pytest.fixture(autouse=True)
def chosen(monkeypatch):
    """mitmproxy's options, with those of `Block`."""
    chosen = options.Options()
    Block().load(SimpleNamespace(add_option=chosen.add_option))
    monkeypatch.setattr(ctx, "options", chosen, raising=False)
    return chosen


@pytest.mark.parametrize(
    ("address", "is_private_blocked", "expected"),
    [
        ("127.0.0.1", True, False),
        ("::1", True, False),
        ("127.0.0.9", True, False),
        ("192.168.1.2", False, False),
        ("192.168.1.2", True, True),
        ("8.8.8.8", False, True),
        ("::ffff:8.8.8.8", False, True),
        ("fe80::1%eth0", False, False),
    ],
)
def test_who_is_turned_away(chosen, address: str, *, is_private_blocked: bool, expected: bool) -> None:
    chosen.update(block_private=is_private_blocked)
    assert is_turned_away((address, 1), MODE) is expected


def test_a_public_address_can_be_let_in(chosen) -> None:
    chosen.update(block_global=False)
    assert not is_turned_away(("8.8.8.8", 1), MODE)


class Wire:
    def __init__(self, address: str) -> None:
        self.address, self.is_closed = address, False

    def get_extra_info(self, name: str) -> object:
        return {"peername": (self.address, 1)}[name]

    def close(self) -> None:
        self.is_closed = True


def test_whoever_may_come_in_is_greeted() -> None:
    wire = Wire("127.0.0.1")
    admit = only_admitted(lambda connection, wire: (connection, wire), MODE)
    assert admit("connection", wire) == ("connection", wire)
    assert not wire.is_closed


def test_others_find_a_closed_door() -> None:
    wire = Wire("8.8.8.8")
    speaker = only_admitted(lambda *_: pytest.fail("greeted"), MODE)("connection", wire)
    assert isinstance(speaker, TurnedAway)
    assert wire.is_closed
    speaker.feed(b"GET / HTTP/1.1\r\n\r\n")
    speaker.pause()
    speaker.resume()
    speaker.ended()
    speaker.lost(None)
