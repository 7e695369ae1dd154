from types import SimpleNamespace

from mitmproxy import ctx, options
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.command import CommandManager
from mitmproxy.proxy.layers.modes import HttpProxy
from mitmproxy.proxy.mode_servers import ServerInstance
from mitmproxy.proxy.mode_specs import ProxyMode

from smockproxy.proxy.chain import Chain
from smockproxy.proxy.hooking import HookingHandler
from smockproxy.proxy.listening import Listening, handler_of, serve_client
from tests.unit.proxy.test_hooking import Writer


def proxyserver_with(*modes: str) -> Proxyserver:
    proxyserver = Proxyserver()
    specs = map(ProxyMode.parse, modes)
    proxyserver.servers._instances = {spec: ServerInstance.make(spec, proxyserver) for spec in specs}
    return proxyserver


async def test_listeners_hand_their_clients_over() -> None:
    proxyserver = proxyserver_with("regular", "upstream:http://up.test", "dns")
    served = []

    async def serve(*told: object) -> None:
        served.append(told)

    listening = Listening(proxyserver, serve)
    await proxyserver.servers.changed.send()
    await proxyserver.servers.changed.send()
    regular, upstream, dns = proxyserver.servers
    await regular.handle_stream("reader", "writer")
    await upstream.handle_stream("both")
    assert served == [(regular, "reader", "writer"), (upstream, "both", "both")]
    assert "handle_stream" not in vars(dns)
    assert listening is not None


def use_options(monkeypatch) -> None:
    chosen = options.Options()
    Proxyserver().load(SimpleNamespace(add_option=chosen.add_option))
    master = SimpleNamespace(options=chosen)
    master.commands = CommandManager(master)
    master.addons = Chain(master)
    monkeypatch.setattr(ctx, "master", master, raising=False)
    monkeypatch.setattr(ctx, "options", chosen, raising=False)


def test_a_client_gets_our_handler_with_the_layer_of_its_mode(monkeypatch) -> None:
    use_options(monkeypatch)
    (listener,) = proxyserver_with("regular").servers
    handler = handler_of(listener, None, Writer())
    assert isinstance(handler, HookingHandler)
    assert isinstance(handler.layer, HttpProxy)


async def test_mitmproxy_knows_a_client_while_it_is_served(monkeypatch) -> None:
    use_options(monkeypatch)
    proxyserver = proxyserver_with("regular")
    known = []

    async def handle_client(self: HookingHandler) -> None:
        known.append(proxyserver.connections[self.client.id] is self)

    monkeypatch.setattr(HookingHandler, "handle_client", handle_client)
    await serve_client(next(iter(proxyserver.servers)), None, Writer())
    assert known == [True]
    assert not proxyserver.connections
