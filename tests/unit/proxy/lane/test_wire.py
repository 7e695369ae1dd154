import asyncio

from smockproxy.proxy.lane.wire import Wire


def test_transports_of_sockets_are_wires() -> None:
    for name in (name for name in vars(Wire) if not name.startswith("_")):
        assert hasattr(asyncio.Transport, name)
