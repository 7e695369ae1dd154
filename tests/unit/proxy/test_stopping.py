import asyncio
from types import SimpleNamespace

import pytest

from smockproxy.proxy import stopping
from smockproxy.proxy.stopping import end_connections


def is_idle():
    return False


class Listeners:
    """Stands in for a proxy server's listeners and connections."""

    def __init__(self):
        self.connections = {}
        self.servers = self
        self.modes = ["regular"]

    async def update(self, modes):
        self.modes = modes

    def connect(self, name, task):
        """A connection that is gone once its task has ended."""
        client = object()
        io = SimpleNamespace(handler=task)
        self.connections[name] = SimpleNamespace(client=client, transports={client: io})
        if task is not None:
            task.add_done_callback(lambda _task: self.connections.pop(name))


async def test_nobody_comes_in_and_every_connection_ends():
    listeners = Listeners()
    tasks = [asyncio.ensure_future(asyncio.Event().wait()) for _ in range(3)]
    for number, task in enumerate(tasks):
        listeners.connect(number, task)
    await end_connections(listeners, is_idle)
    assert (listeners.modes, listeners.connections) == ([], {})
    assert all(task.cancelled() for task in tasks)


async def test_a_connection_that_will_not_end_does_not_hold_us(monkeypatch):
    monkeypatch.setattr(stopping, "END_SECONDS", 0.0)
    listeners = Listeners()
    listeners.connect("just accepted", None)
    listeners.connections["closed by the client"] = SimpleNamespace(client=object(), transports={})
    await end_connections(listeners, is_idle)
    assert len(listeners.connections) == 2


async def test_without_connections_it_is_done_at_once():
    listeners = Listeners()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stopping, "PAUSE", 3600)
        await end_connections(listeners, is_idle)
    assert listeners.modes == []


async def test_open_exchanges_are_finished_first():
    listeners = Listeners()
    task = asyncio.ensure_future(asyncio.Event().wait())
    listeners.connect("busy", task)
    answers = iter([True, True, False])
    await end_connections(listeners, lambda: next(answers))
    assert next(answers, None) is None
    assert task.cancelled()


async def test_an_exchange_that_does_not_finish_does_not_hold_us(monkeypatch):
    monkeypatch.setattr(stopping, "DRAIN_SECONDS", 0.0)
    listeners = Listeners()
    await end_connections(listeners, lambda: True)
    assert listeners.modes == []
