from types import ModuleType, SimpleNamespace

import pytest
from mitmproxy import options
from mitmproxy.addons.anticache import AntiCache
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.addons.save import Save
from mitmproxy.addons.script import Script, ScriptLoader
from mitmproxy.command import CommandManager

from smockproxy.proxy import spares
from smockproxy.proxy.chain import Chain
from smockproxy.proxy.gatekeeping import HARMLESS, differing, keep, wants_exchanges
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.preset import apply_preset
from smockproxy.proxy.scripthook import SmockScriptHook


class Ours:
    """Stands for our addon."""

    __module__ = "smockproxy.proxy.addon"

    def request(self, flow: object) -> None:
        raise NotImplementedError


def chain_of(*addons: object) -> Chain:
    master = SimpleNamespace(options=options.Options())
    master.commands = CommandManager(master)
    Proxyserver().load(SimpleNamespace(add_option=master.options.add_option))
    apply_preset(master.options)
    chain = Chain(master)
    chain.chain = [*spares.kept(), Ours(), *addons]
    chain.sleepers = SimpleNamespace(called=set())
    return chain


def reasons(chain: Chain, **changed: object) -> set[str]:
    gate = Gate()
    chain.sleepers, sleepers = None, chain.sleepers
    chain.chain, addons = [], chain.chain
    chain.master.options.update(**changed)
    chain.chain, chain.sleepers = addons, sleepers
    keep(gate, chain, chain.master.options)
    return set(gate.reasons)


def script_with(**members: object) -> ScriptLoader:
    loader, script = ScriptLoader(), Script.__new__(Script)
    script.ns = ModuleType("other")
    vars(script.ns).update(members)
    loader.addons = [script]
    return loader


def test_it_is_open_for_what_serve_starts_with() -> None:
    assert not reasons(chain_of())


@pytest.mark.parametrize(
    "hook", ["request", "response", "http_connect", "client_connected", SmockScriptHook.name, "update"]
)
def test_a_script_that_wants_exchanges_closes_it(hook: str) -> None:
    assert reasons(chain_of(script_with(**{hook: print}))) == {"scripts"}
    assert reasons(chain_of(script_with(addons=[SimpleNamespace(**{hook: print})]))) == {"scripts"}


@pytest.mark.parametrize(
    "members", [{}, {"running": print, "load": print, "done": print}, {"request": "text"}]
)
def test_other_scripts_do_not(members: dict[str, object]) -> None:
    assert not reasons(chain_of(script_with(**members)))


def test_a_script_of_mitmproxys_addons_does() -> None:
    assert reasons(chain_of(script_with(addons=[AntiCache()]))) == {"scripts"}


def test_a_script_that_is_not_loaded_yet_may_want_them() -> None:
    loader = script_with()
    loader.addons[0].ns = None
    assert reasons(chain_of(loader)) == {"scripts"}


def test_an_addon_that_somebody_added_closes_it() -> None:
    assert reasons(chain_of(SimpleNamespace(name="x", response=print))) == {"addons"}
    assert not reasons(chain_of(SimpleNamespace(name="x", running=print)))


def test_mitmproxys_addons_close_it_by_their_options_or_when_called() -> None:
    chain = chain_of(Save())
    assert not reasons(chain)
    chain.sleepers.called.add("save")
    assert reasons(chain) == {"addons"}


@pytest.mark.parametrize(
    "changed",
    [
        {"body_size_limit": "1m"},
        {"validate_inbound_headers": False},
        {"ignore_hosts": ["x"]},
        {"allow_hosts": ["x"]},
        {"tcp_hosts": ["x"]},
        {"http2": False},
        {"connection_strategy": "eager"},
        {"upstream_cert": True},
    ],
)
def test_options_that_change_exchanges_close_it(changed: dict[str, object]) -> None:
    chain = chain_of()
    before = {name: getattr(chain.master.options, name) for name in changed}
    assert reasons(chain, **changed) == {"options"}
    assert not reasons(chain, **before)


@pytest.mark.parametrize(
    "changed", [{"listen_port": 1}, {"confdir": "x"}, {"mode": ["regular@127.0.0.1:9001"]}]
)
def test_harmless_options_do_not(changed: dict[str, object]) -> None:
    assert not reasons(chain_of(), **changed)


@pytest.mark.parametrize("mode", ["upstream:http://up.test", "socks5", "reverse:http://up.test"])
def test_other_modes_close_it(mode: str) -> None:
    assert reasons(chain_of(), mode=["regular", mode]) == {"mode"}


def test_an_option_that_nobody_knows_closes_it() -> None:
    chosen = options.Options()
    chosen.add_option("of_a_script", bool, default=False, help="x")
    chosen.add_option("smock_own", bool, default=False, help="x")
    chosen.update(of_a_script=True, smock_own=True)
    assert differing(chosen) >= {"of_a_script"}
    assert "smock_own" not in differing(chosen)
    assert not HARMLESS & differing(chosen)


def test_who_wants_exchanges() -> None:
    assert wants_exchanges(AntiCache())
    assert not wants_exchanges(ScriptLoader())
