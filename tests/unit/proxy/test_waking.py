from types import SimpleNamespace

import pytest
from mitmproxy import ctx, options
from mitmproxy.addons import anticache
from mitmproxy.addons.modifyheaders import ModifyHeaders
from mitmproxy.command import CommandManager
from mitmproxy.exceptions import CommandError, OptionsError
from mitmproxy.test import tflow

from smockproxy.proxy import spares
from smockproxy.proxy.chain import Chain
from smockproxy.proxy.waking import Sleepers

WITHOUT_A_LOOP = tuple(spare for spare in spares.SPARES if spare.module != "clientplayback")


@pytest.fixture
def master(monkeypatch):
    """A chain whose spare addons are left out."""
    master = SimpleNamespace(options=options.Options())
    monkeypatch.setattr(ctx, "master", master, raising=False)
    monkeypatch.setattr(ctx, "options", master.options, raising=False)
    master.commands = CommandManager(master)
    master.addons = Chain(master)
    master.addons.sleepers = Sleepers(master.addons, master)
    master.addons.sleepers.declare()
    master.addons.add(*spares.kept(), SimpleNamespace(name="theirs"))
    return master


def names_in(master) -> list[str]:
    return [type(addon).__name__ for addon in master.addons.chain]


KEPT = [
    "Core",
    "Block",
    "DisableH2C",
    "Onboarding",
    "Proxyserver",
    "NextLayer",
    "TlsConfig",
    "SimpleNamespace",
]


def test_options_of_those_left_out_are_known(master) -> None:
    assert names_in(master) == KEPT
    for spare in spares.SPARES:
        for option in spare.options:
            assert getattr(master.options, option.name) == option.default
    master.options.set("anticache=false", "modify_headers")
    assert names_in(master) == KEPT, "what is set to its default brings nobody back"


def test_setting_an_option_brings_its_addon_back_to_its_place(master) -> None:
    master.options.set("modify_headers=/~q/a/b", "anticache=true")
    assert names_in(master) == [*KEPT[:2], "AntiCache", *KEPT[2:6], "ModifyHeaders", *KEPT[6:]]
    addon = master.addons.get("modifyheaders")
    assert isinstance(addon, ModifyHeaders)
    assert len(addon.replacements) == 1, "it was told of the option that brought it back"
    assert "modifyheaders" not in master.addons.sleepers.called
    assert "headers" in master.options._options["modify_headers"].help.lower()


def test_an_option_that_is_wrong_is_refused_as_ever(master) -> None:
    with pytest.raises(OptionsError):
        master.options.set("modify_headers=/x")
    assert master.options.modify_headers == []
    with pytest.raises(OptionsError):
        master.options.set("anticache=perhaps")
    assert master.addons.get("anticache") is not None


@pytest.mark.parametrize(
    ("modes", "are_back"),
    [
        (["regular@9001"], False),
        (["upstream:http://up.test", "socks5"], False),
        (["dns"], True),
        (["regular", "reverse:http://up.test@9001"], True),
    ],
)
def test_some_modes_want_more(master, modes: list[str], *, are_back: bool) -> None:
    master.options.update(mode=modes)
    for name in ("StripDnsHttpsRecords", "DnsResolver", "UpdateAltSvc"):
        assert (name in names_in(master)) is are_back


def test_a_command_brings_its_addon_back(master) -> None:
    flow = tflow.tflow()
    assert "flow.comment" in master.commands.commands
    master.commands.call("flow.comment", [flow], "seen")
    assert flow.comment == "seen"
    assert "Comment" in names_in(master)
    assert master.addons.sleepers.called == {"comment"}
    assert master.commands.commands.get("nothing") is None
    with pytest.raises(CommandError):
        master.commands.call("nothing")
    with pytest.raises(KeyError):
        master.commands.commands["nothing"]


def test_a_list_of_commands_has_all(master) -> None:
    sleepers = master.addons.sleepers
    del sleepers._asleep["clientplayback"]
    assert {"export", "flow.comment", "set"} <= set(master.commands.commands)
    assert len(master.commands.commands) == len(master.commands.commands.keys())
    assert len(master.commands.commands.values()) == len(master.commands.commands.items())
    assert not sleepers.commands()


def test_asking_for_an_addon_brings_it_back(master) -> None:
    assert master.addons.get("scriptloader") is None, "it is there when there are scripts"
    assert master.addons.get("nobody") is None
    assert master.addons.get("anticomp") is master.addons.get("anticomp")


def test_who_comes_late_is_told_that_the_proxy_runs(master, monkeypatch) -> None:
    told = []
    monkeypatch.setattr(anticache.AntiCache, "running", lambda _: told.append("runs"), raising=False)
    master.addons.sleepers.is_running = True
    master.options.update(anticache=True)
    assert told == ["runs"]


class AntiCache(anticache.AntiCache):
    """One of ours, in the place of mitmproxy's."""

    __module__ = "smockproxy.proxy.tests"


class Theirs:
    """A user's, that is called like one of mitmproxy's."""

    name = "anticache"


def test_one_of_ours_takes_a_place(master, caplog) -> None:
    ours = AntiCache()
    master.addons.add(ours)
    assert master.addons.get("anticache") is ours
    master.options.update(anticache=True)
    assert names_in(master) == [*KEPT, "AntiCache"]
    assert not caplog.records


def test_a_users_addon_can_t_have_the_name_of_mitmproxys(master) -> None:
    with pytest.raises(Exception, match="already exists"):
        master.addons.add(Theirs())
