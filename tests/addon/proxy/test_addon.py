"""The hooks of the addon, each on its own, in mitmproxy's context for tests."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from mitmproxy import ctx, hooks
from mitmproxy.addons import next_layer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client, Server
from mitmproxy.exceptions import OptionsError
from mitmproxy.proxy import events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow
from mitmproxy.tls import TlsData
from mitmproxy.tools.web.webaddons import WebAddon
from OpenSSL import SSL

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import Outcome
from smockproxy.proxy.addon import Smock, StartError
from smockproxy.proxy.edge import LOOP, NOT_ASKED_FOR
from smockproxy.proxy.layers import ExchangeLayer
from smockproxy.proxy.tunnels import RefusedTunnel
from tests.unit.proxy.mocked_edge import Clock

LISTENER = ("127.0.0.1", 8080)


@dataclass
class FakeParts:
    """Stands for files of mocks and admin API."""

    admin = None
    admin_address = None
    defaults: Settings = field(default_factory=Settings)
    trouble: str = ""
    prepared: list[Settings] = field(default_factory=list)

    def prepare(self, settings: Settings) -> Instances:
        self.prepared.append(settings)
        if self.trouble:
            raise StartError(self.trouble)
        return Instances(Instance.begin(settings, Clock(), lambda: "session00001"))

    async def run(self, proxy: tuple[str, int], named: Mapping[str, int], web: str = "") -> None:  # noqa: ARG002
        raise StartError(f"nothing to run beside {proxy}{sorted(named) or ''}")


@dataclass
class Loaded:
    """An addon in a master."""

    smock: Smock
    parts: FakeParts
    context: taddons.context

    @property
    def history(self):
        assert self.smock.edge is not None
        return list(self.smock.edge.instance.history)


@pytest.fixture
async def load(tmp_path, monkeypatch):
    """Loads the addon as mitmproxy does: `load("smock_unmatched=refuse", parts=…)`."""
    contexts = []

    def loaded(*given: str, parts: FakeParts | None = None, settings: Settings | None = None) -> Loaded:
        parts = parts or FakeParts(Settings(confdir=str(tmp_path)))
        smock = Smock(parts, settings)
        context = taddons.context()
        contexts.append(context)
        context.master._legacy_log_events.uninstall()
        context.master.addons.add(Proxyserver(), next_layer.NextLayer(), WebAddon())
        monkeypatch.setattr(ctx, "master", context.master)
        monkeypatch.setattr(ctx, "options", context.options)
        monkeypatch.setattr(context.master.addons.get("proxyserver"), "listen_addrs", lambda: [LISTENER])
        context.options.set(*given, defer=True)
        if settings is not None:
            smock.begin(settings)
        context.master.addons.add(smock)
        context.configure(smock)
        return Loaded(smock, parts, context)

    return loaded


def client() -> Client:
    return Client(peername=("192.0.2.7", 5), sockname=LISTENER, timestamp_start=0.0)


# -- options ------------------------------------------------------------------------------------------------


async def test_settings_are_options_and_are_honoured(load) -> None:
    loaded = load("smock_unmatched=refuse", "smock_mocks=a.yml", "smock_mocks=b")
    (settings,) = loaded.parts.prepared
    assert settings.unmatched is Unmatched.REFUSE
    assert settings.mocks == ("a.yml", "b")
    assert loaded.smock.edge is not None
    assert loaded.smock.edge.instance.engine.unmatched is Unmatched.REFUSE


async def test_mitmproxy_is_preset_where_the_user_was_silent(load, tmp_path) -> None:
    options = load().context.options
    assert (options.connection_strategy, options.upstream_cert, options.web_port) == ("lazy", False, 8082)
    assert options.confdir == str(tmp_path)
    chosen = load("web_port=9000", f"confdir={tmp_path / 'own'}").context.options
    assert (chosen.web_port, chosen.confdir) == (9000, str(tmp_path / "own"))


async def test_with_settings_of_its_own_it_declares_nothing(load) -> None:
    loaded = load(settings=Settings(unmatched=Unmatched.REFUSE))
    assert "smock_unmatched" not in loaded.context.options
    assert loaded.context.options.web_port == 8081
    assert len(loaded.parts.prepared) == 1


async def test_the_unmatched_policy_can_change_while_it_runs(load) -> None:
    loaded = load()
    loaded.context.options.update(smock_unmatched="refuse")
    assert loaded.smock.edge.instance.engine.unmatched is Unmatched.REFUSE
    assert len(loaded.parts.prepared) == 1


async def test_a_wrong_change_while_it_runs_is_not_taken(load) -> None:
    loaded = load()
    with pytest.raises(OptionsError, match=r"option smock_history_entries: expected a whole number"):
        loaded.context.options.update(smock_history_entries=0)
    assert loaded.smock.failure is None
    assert loaded.smock.edge is not None


async def test_a_script_that_wants_whole_bodies_gets_them(load) -> None:
    loaded = load()
    assert not loaded.smock.edge.keeps_whole_bodies
    loaded.context.options.add_option("intercept", str, "", "")
    loaded.context.options.update(intercept="~all")
    assert loaded.smock.edge.keeps_whole_bodies
    loaded.context.options.update(intercept="")
    loaded.smock.client_connected(client())
    assert not loaded.smock.edge.keeps_whole_bodies


# -- starting -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", [("smock_unmatchd=refuse",), ("smock_admin_port=x",), ("smock_admin_port=-1",)]
)
async def test_what_it_cannot_take_is_an_error_that_stops_mitmproxy(load, given, caplog) -> None:
    loaded = load(*given)
    assert loaded.smock.edge is None
    assert loaded.smock.failure is not None
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage().startswith("option smock_")
    loaded.context.configure(loaded.smock)
    assert loaded.parts.prepared == []


async def test_mocks_with_errors_are_told_once(load, caplog, tmp_path) -> None:
    parts = FakeParts(Settings(confdir=str(tmp_path)), trouble="mocks/a.yml:1: wrong\none error")
    loaded = load(parts=parts)
    loaded.context.configure(loaded.smock)
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == ["mocks/a.yml:1: wrong\none error"]
    assert len(parts.prepared) == 1


async def test_what_cannot_run_beside_ends_mitmproxy(load, caplog) -> None:
    loaded = load()
    loaded.smock.running()
    await loaded.smock._beside
    assert str(loaded.smock.failure) == f"nothing to run beside {LISTENER}"
    assert str(loaded.smock.failure) in caplog.text
    await loaded.context.master.should_exit.wait()


async def test_a_script_that_is_loaded_anew_waits_for_the_one_before_to_end(load, tmp_path) -> None:
    happened = []

    class Slow(FakeParts):
        async def run(self, proxy: tuple[str, int], named: Mapping[str, int], web: str = "") -> None:  # noqa: ARG002
            assert not named
            happened.append(f"began at {proxy[1]}")
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                happened.append("ended")

    first, second = (load(parts=Slow(Settings(confdir=str(tmp_path)))).smock for _ in range(2))
    first.running()
    await asyncio.sleep(0)
    first.done()
    second.running()
    await asyncio.wait([first._beside])
    for _ in range(3):
        await asyncio.sleep(0)
    assert happened == ["began at 8080", "ended", "began at 8080"]
    second.done()
    await asyncio.wait([second._beside])


async def test_nothing_runs_beside_without_a_listener(load, monkeypatch) -> None:
    loaded = load()
    monkeypatch.setattr(ctx.master.addons.get("proxyserver"), "listen_addrs", list)
    loaded.smock.running()
    loaded.smock.done()
    assert loaded.smock._beside is None


# -- guards -------------------------------------------------------------------------------------------------


async def test_a_flow_that_came_another_way_is_answered_and_not_forwarded(load, caplog) -> None:
    loaded = load()
    flow = tflow.tflow()
    flow.request.stream = True
    loaded.smock.requestheaders(flow)
    assert flow.response.status_code == 600
    assert not flow.request.stream
    assert "did not come through smockproxy's own streams" in caplog.text


async def test_a_flow_of_our_own_streams_is_left_alone(load) -> None:
    loaded = load()
    flow = tflow.tflow()
    loaded.smock.edge.flows.add(flow)
    loaded.smock.requestheaders(flow)
    assert flow.response is None


async def test_without_mocks_every_flow_is_answered(load, tmp_path) -> None:
    loaded = load(parts=FakeParts(Settings(confdir=str(tmp_path)), trouble="bad"))
    flow = tflow.tflow()
    loaded.smock.requestheaders(flow)
    assert flow.response.status_code == 600


def connecting(
    host: str = "192.0.2.80", port: int = 80, error: str | None = None
) -> ServerConnectionHookData:
    server = Server(address=(host, port))
    server.error = error
    return ServerConnectionHookData(server=server, client=client())


async def test_connections_need_a_permit_each(load, caplog) -> None:
    smock = load().smock
    data = connecting()
    await smock.server_connect(data)
    assert data.server.error == NOT_ASKED_FOR
    assert "refused to connect to ('192.0.2.80', 80)" in caplog.text

    permitted = connecting()
    smock.edge.permit(permitted.server)
    await smock.server_connect(permitted)
    assert permitted.server.error is None
    await smock.server_connect(permitted)
    assert permitted.server.error == NOT_ASKED_FOR


async def test_connections_to_ourselves_are_refused_in_spite_of_a_permit(load) -> None:
    smock = load().smock
    for host in ("127.0.0.1", "localhost"):
        data = connecting(host, 8080)
        smock.edge.permit(data.server)
        await smock.server_connect(data)
        assert data.server.error == LOOP


async def test_what_another_addon_has_refused_stays_refused(load) -> None:
    smock = load().smock
    data = connecting(error="not on my watch")
    smock.edge.permit(data.server)
    await smock.server_connect(data)
    assert data.server.error == "not on my watch"


async def test_a_defect_in_looking_at_an_address_refuses(load, monkeypatch) -> None:
    smock = load().smock
    data = connecting()
    smock.edge.permit(data.server)

    async def breaks(*_: object) -> bool:
        raise LookupError("a defect")

    monkeypatch.setattr(smock._own, "resolves_to_own", breaks)
    with pytest.raises(LookupError):
        await smock.server_connect(data)
    assert data.server.error == NOT_ASKED_FOR


async def test_without_mocks_every_connection_is_refused(load, tmp_path) -> None:
    smock = load(parts=FakeParts(Settings(confdir=str(tmp_path)), trouble="bad")).smock
    data = connecting()
    await smock.server_connect(data)
    assert data.server.error == NOT_ASKED_FOR


# -- layers -------------------------------------------------------------------------------------------------


def asking(said: bytes, loaded: Loaded) -> layer.NextLayer:
    """A tunnel in which the client said this."""
    context = Context(client(), loaded.context.options)
    context.layers.append(layers.modes.HttpProxy(context))
    context.layers.append(layers.TCPLayer(context))
    context.server.address = ("a.test", 80)
    asks = layer.NextLayer(context)
    asks.events.append(events.DataReceived(context.client, said))
    return asks


async def test_http_gets_our_layer(load) -> None:
    loaded = load()
    asks = asking(b"GET / HTTP/1.1\r\n\r\n", loaded)
    loaded.smock.next_layer(asks)
    assert type(asks.layer) is ExchangeLayer


async def test_a_choice_that_has_to_wait_is_waited_for(load) -> None:
    loaded = load()
    ctx.options.update(ignore_hosts=["b.test"])
    asks = asking(b"GET / HTTP/1.1\r\nHo", loaded)
    loaded.smock.next_layer(asks)
    assert asks.layer is None


async def test_a_defect_in_choosing_refuses_the_tunnel(load, monkeypatch, caplog) -> None:
    loaded = load()

    def breaks(*_: object) -> None:
        raise LookupError("a defect")

    monkeypatch.setattr("smockproxy.proxy.addon.choose_layer", breaks)
    asks = asking(b"GET / HTTP/1.1\r\n\r\n", loaded)
    loaded.smock.next_layer(asks)
    assert type(asks.layer) is RefusedTunnel
    list(asks.layer.handle_event(asks.events[0]))
    (entry,) = loaded.history
    assert entry.outcome is Outcome.FAILED
    assert entry.error == "smockproxy failed: LookupError('a defect')"
    assert f"exchange {entry.id} failed inside smockproxy" in caplog.text


async def test_without_mocks_layers_are_mitmproxys_and_guarded(load, tmp_path) -> None:
    loaded = load(parts=FakeParts(Settings(confdir=str(tmp_path)), trouble="bad"))
    asks = asking(b"GET / HTTP/1.1\r\n\r\n", loaded)
    loaded.smock.next_layer(asks)
    assert asks.layer is None


async def test_a_client_that_does_not_trust_us_is_recorded(load) -> None:
    loaded = load()
    context = Context(client(), loaded.context.options)
    context.server.address = ("a.test", 443)
    conn = context.client
    conn.error = "unknown ca"
    loaded.smock.tls_failed_client(TlsData(conn, context))
    (entry,) = loaded.history
    assert (entry.outcome, entry.protocol) == (Outcome.FAILED, "tls")
    assert entry.error == "TLS with the client failed: unknown ca"
    assert (entry.request.method, entry.request.host, entry.request.port) == ("CONNECT", "a.test", 443)


async def test_tls_without_a_tunnel_is_no_exchange(load) -> None:
    loaded = load()
    context = Context(client(), loaded.context.options)
    loaded.smock.tls_failed_client(TlsData(context.client, context))
    assert loaded.history == []


class TlsConfig:
    """Stands for mitmproxy's own part, which sets TLS up unless it has been already."""

    name = "tlsconfig"

    def __init__(self) -> None:
        self.context = SSL.Context(SSL.TLS_CLIENT_METHOD)
        self.context.set_verify(SSL.VERIFY_PEER)

    def tls_start_server(self, data: TlsData) -> None:
        if data.ssl_conn is None:
            data.ssl_conn = SSL.Connection(self.context)


@pytest.mark.parametrize("is_set_up", [False, True])
@pytest.mark.parametrize("is_unverified", [False, True])
async def test_any_certificate_will_do_on_the_connections_of_a_mock_that_says_so(
    load, *, is_set_up: bool, is_unverified: bool
) -> None:
    loaded = load()
    mitmproxys = TlsConfig()
    loaded.context.master.addons.add(mitmproxys)
    server, other = Server(address=("a.test", 443)), Server(address=("a.test", 443))
    if is_unverified:
        loaded.smock.edge.unverified.add(server)
    seen = {}
    for each in (server, other):
        data = TlsData(each, Context(client(), loaded.context.options))
        if is_set_up:
            mitmproxys.tls_start_server(data)
        loaded.smock.tls_start_server(data)
        mitmproxys.tls_start_server(data)
        assert data.ssl_conn is not None
        seen[each.id] = data.ssl_conn.get_verify_mode()
    assert seen == {
        server.id: SSL.VERIFY_NONE if is_unverified else SSL.VERIFY_PEER,
        other.id: SSL.VERIFY_PEER,
    }


def test_the_hooks_are_those_of_mitmproxy() -> None:
    """A hook with a wrong name would never be called."""
    ours = {name for name in vars(Smock) if not name.startswith("_")} - {"name", "begin", "ended"}
    assert ours <= set(hooks.all_hooks) | {"load"}
    assert {"load", "configure", "running", "done", "next_layer", "requestheaders", "server_connect"} <= ours
