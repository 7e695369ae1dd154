import json

import pytest
from mitmproxy import log
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.test import taddons
from mitmproxy.tools.web.app import ClientConnection

from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web.eventlog import EventLog
from smockproxy.proxy.web.newest import Bounds, NewestView
from smockproxy.proxy.web.telling import Telling
from smockproxy.proxy.web.watch import Watch
from tests.unit.proxy.mocked_edge import Clock
from tests.unit.proxy.web.exchanges import exchange


class Browser:
    """Notes what it is told."""

    filters = {}  # noqa: RUF012 - as mitmproxy's

    def __init__(self) -> None:
        self.told: list[str] = []

    def send(self, message: bytes) -> None:
        self.told.append(json.loads(message)["type"])

    def _broadcast_flow(self, kind, *_: object) -> None:
        self.told.append(kind)

    @staticmethod
    def _json_dumps(facts) -> bytes:
        return json.dumps(facts).encode()


@pytest.fixture
def browser(monkeypatch):
    there = Browser()
    monkeypatch.setattr(ClientConnection, "connections", {there})
    return there


async def test_browsers_are_told_what_changes(browser):
    view = NewestView(Watch(Gate()), Clock(), Bounds(bytes=10**6))
    events, proxyserver = EventLog(is_redacting=True), Proxyserver()
    with taddons.context(proxyserver) as context:
        telling = Telling(view, events, context.options, proxyserver)
        view.recall([exchange(1)])
        assert browser.told == []
        view.take(exchange(2))
        view.update([view[1]])
        view.remove([view[0]])
        view.clear()
        events._add_log(log.LogEntry("a line", "info"))
        events.clear()
        context.options.update(rawtcp=False)
        await proxyserver.servers.changed.send()
    del telling
    assert browser.told == [
        "flows/add",
        "flows/update",
        "flows/remove",
        "flows/reset",
        "events/add",
        "events/reset",
        "options/update",
        "state/update",
    ]


async def test_without_a_browser_nothing_is_made_for_one(monkeypatch):
    monkeypatch.setattr(ClientConnection, "connections", set())
    monkeypatch.setattr(ClientConnection, "broadcast_flow", lambda *_: pytest.fail("there is no browser"))
    view = NewestView(Watch(Gate()), Clock(), Bounds(bytes=10**6))
    proxyserver = Proxyserver()
    with taddons.context(proxyserver) as context:
        telling = Telling(view, EventLog(is_redacting=True), context.options, proxyserver)
        view.take(exchange(2))
        view.update([view[0]])
    del telling
