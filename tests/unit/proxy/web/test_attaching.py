from types import SimpleNamespace

import pytest
import tornado.httpserver
import tornado.netutil
from mitmproxy import options
from mitmproxy.addons import clientplayback, core
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.tools.web import webaddons

from smockproxy.app.settings.table import Settings
from smockproxy.proxy.addon import StartError
from smockproxy.proxy.master import ServeMaster
from smockproxy.proxy.waking import Sleepers
from smockproxy.proxy.web.attaching import attach
from smockproxy.proxy.web.replaying import Replaying
from tests.unit.proxy.mocked_edge import MockedEdge

PORT = 40_123


class Server:
    """A server that listens nowhere."""

    made: "Server"

    def __init__(self, application, **facts) -> None:
        Server.made = self
        self.application, self.facts = application, facts
        self.sockets, self.is_open = [], True

    def add_sockets(self, sockets) -> None:
        self.sockets = sockets

    def stop(self) -> None:
        self.is_open = False

    async def close_all_connections(self) -> None:
        assert not self.is_open


@pytest.fixture(autouse=True)
def listening(monkeypatch):
    """Nothing listens; what would have, is noted."""
    asked = []

    def bind_sockets(port, address):
        asked.append((address, port))
        return [SimpleNamespace(getsockname=lambda: (address, port or PORT))]

    monkeypatch.setattr(tornado.netutil, "bind_sockets", bind_sockets)
    monkeypatch.setattr(tornado.httpserver, "HTTPServer", Server)
    return asked


def master_with(*addons, is_leaving_out=False, **given) -> ServeMaster:
    master = ServeMaster(options.Options())
    if is_leaving_out:
        master.addons.sleepers = Sleepers(master.addons, master)
        master.addons.sleepers.declare()
    master.addons.add(core.Core(), Proxyserver(), *addons)
    master.options.set(*(f"{name}={text}" for name, text in given.items()), defer=True)
    return master


def attached(master, **facts):
    mocked = MockedEdge(settings=Settings(web=True, **facts))
    return attach(master, mocked.edge, mocked.instance.settings, "machine")


async def test_the_page_listens_and_its_url_has_the_token(listening):
    master = master_with()
    page = attached(master, web_port=0)
    token = page.url.removeprefix(f"http://127.0.0.1:{PORT}/?token=")
    assert len(token) == 32
    assert page.address == ("127.0.0.1", PORT)
    assert listening == [("127.0.0.1", 0)]
    assert master.options.web_port == PORT
    assert Server.made.application.settings["auth_cookie_name"]() == f"mitmproxy-auth-{PORT}"
    await master.addons.get("webpage").done()
    assert not Server.made.is_open


async def test_a_password_of_ones_own_is_not_in_the_url():
    page = attached(master_with(web_password="chosen"), web_host="::1")
    assert page.url == "http://[::1]:8082/"


@pytest.mark.parametrize("name", ["web_port", "web_host"])
async def test_options_that_settings_give_are_refused(name):
    with pytest.raises(StartError, match=f"{name} is --{name.replace('_', '-')} here"):
        attached(master_with(**{name: "1"}))


async def test_a_value_that_is_none_is_refused():
    with pytest.raises(StartError, match="mitmproxy: "):
        attached(master_with(intercept="~nothing"))


async def test_our_replay_is_in_the_place_of_mitmproxys():
    theirs = ([clientplayback.ClientPlayback()], False), ([], True), ([], False)
    for addons, is_leaving_out in theirs:
        master = master_with(*addons, is_leaving_out=is_leaving_out)
        attached(master)
        ours = master.addons.get("clientplayback")
        assert isinstance(ours, Replaying)
        assert sum(isinstance(each, clientplayback.ClientPlayback) for each in master.addons.chain) == 1
        assert master.commands.commands["replay.client"].func == ours.start_replay
        assert master.options.client_replay_concurrency == 1


async def test_a_browser_is_opened_only_if_asked_for(monkeypatch, caplog):
    opened = []
    monkeypatch.setattr(webaddons, "open_browser", opened.append)
    master = master_with()
    page = attached(master)
    addon = master.addons.get("webaddon")
    addon.running()
    assert opened == []
    master.options.update(web_open_browser=True)
    caplog.set_level("INFO")
    addon.running()
    assert opened == [page.url]
    assert "no browser was found" in caplog.text
