import asyncio
import logging
from types import SimpleNamespace

import pytest
from mitmproxy import options
from mitmproxy.addonmanager import AddonManager
from mitmproxy.addons.disable_h2c import DisableH2C
from mitmproxy.command import CommandManager
from mitmproxy.exceptions import AddonHalt, OptionsError
from mitmproxy.hooks import ConfigureHook
from mitmproxy.proxy.layers.http import HttpRequestHook
from mitmproxy.test import tflow

from smockproxy.proxy.chain import Chain, is_settled


def manager_of(kind):
    master = SimpleNamespace(options=options.Options())
    master.commands = CommandManager(master)
    return kind(master)


class Plain:
    """Notes that it was asked."""

    def __init__(self, name: str, calls: list[str], *below: object) -> None:
        self.name, self.calls = name, calls
        if below:
            self.addons = below

    def request(self, flow) -> None:
        assert flow.request.host
        self.calls.append(self.name)


class Halting(Plain):
    def request(self, flow) -> None:
        super().request(flow)
        raise AddonHalt


class Broken(Plain):
    def request(self, flow) -> None:
        super().request(flow)
        raise ValueError(self.name)


class Waiting(Plain):
    async def request(self, flow) -> None:
        self.calls.append(f"{self.name} begins")
        await asyncio.sleep(0)
        super().request(flow)


class HaltingLate(Waiting):
    async def request(self, flow) -> None:
        await super().request(flow)
        raise AddonHalt


class Telling(Plain):
    def update(self, flows) -> None:
        self.calls.append(f"{self.name} is told of {len(flows)}")


class NoFunction(Plain):
    request = 1


CHAINS = {
    "in order": lambda c: [Plain("a", c), Plain("b", c)],
    "with those below": lambda c: [Plain("a", c, Plain("a.1", c), Plain("a.2", c)), Plain("b", c)],
    "halted": lambda c: [Plain("a", c), Halting("b", c), Plain("c", c)],
    "halted below": lambda c: [Plain("a", c, Halting("a.1", c), Plain("a.2", c)), Plain("b", c)],
    "an error": lambda c: [Plain("a", c, Broken("a.1", c), Plain("a.2", c)), Plain("b", c)],
    "one waits": lambda c: [Plain("a", c), Waiting("b", c, Plain("b.1", c)), Plain("c", c), Waiting("d", c)],
    "one halts after it waited": lambda c: [HaltingLate("a", c), Plain("b", c)],
    "halted after one waited": lambda c: [Waiting("a", c), Halting("b", c), Plain("c", c)],
    "an error after one waited": lambda c: [Waiting("a", c), Broken("b", c), Plain("c", c)],
    "told afterwards": lambda c: [Telling("a", c), Plain("b", c)],
    "told after one waited": lambda c: [Telling("a", c), Waiting("b", c)],
    "no function": lambda c: [NoFunction("a", c), Plain("b", c)],
    "mitmproxy's own between": lambda c: [Plain("a", c), DisableH2C(), Plain("b", c)],
}


@pytest.mark.parametrize("made", CHAINS.values(), ids=CHAINS)
async def test_a_hook_goes_through_the_addons_as_in_mitmproxy(made) -> None:
    seen = {}
    for kind in (AddonManager, Chain):
        calls = seen[kind] = []
        manager = manager_of(kind)
        manager.add(*made(calls))
        await manager.handle_lifecycle(HttpRequestHook(tflow.tflow()))
        await manager.trigger_event(HttpRequestHook(tflow.tflow()))
    assert seen[Chain] == seen[AddonManager]
    assert seen[Chain]


def test_a_hook_is_over_at_once_if_nobody_waits() -> None:
    calls: list[str] = []
    chain = manager_of(Chain)
    chain.add(Plain("a", calls), Telling("b", calls))
    assert chain.begin(HttpRequestHook(tflow.tflow())) is None
    assert calls == ["a", "b", "b is told of 1"]


async def test_what_is_left_can_be_awaited() -> None:
    calls: list[str] = []
    chain = manager_of(Chain)
    chain.add(Plain("a", calls), Waiting("b", calls), Plain("c", calls))
    rest = chain.begin(HttpRequestHook(tflow.tflow()))
    assert calls == ["a"]
    assert rest is not None
    await rest
    assert calls == ["a", "b begins", "b", "c"]


def test_handlers_that_come_later_are_seen() -> None:
    calls: list[str] = []
    chain = manager_of(Chain)
    late, above = Plain("late", calls), Plain("above", calls, Plain("old", calls))
    chain.add(late, above, DisableH2C())
    hook = HttpRequestHook(tflow.tflow())
    chain.begin(hook)
    late.request = lambda _: calls.append("anew")
    above.addons = (Plain("young", calls),)
    chain.begin(hook)
    chain.remove(late)
    chain.add(Plain("last", calls))
    chain.begin(hook)
    assert calls == ["late", "above", "old", "anew", "above", "young", "above", "young", "last"]


def test_only_addons_whose_handlers_stay_are_remembered() -> None:
    assert is_settled(DisableH2C())
    assert not is_settled(Plain("a", []))
    with_more = DisableH2C()
    with_more.addons = []
    assert not is_settled(with_more)


def test_an_error_is_logged_as_mitmproxy_does(caplog) -> None:
    chain = manager_of(Chain)
    chain.add(Broken("that", []))
    with caplog.at_level(logging.ERROR):
        chain.begin(HttpRequestHook(tflow.tflow()))
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == ("mitmproxy.addonmanager", "Addon error: that")
    assert record.exc_info is not None


def test_an_error_in_options_is_for_who_set_them() -> None:
    chain = manager_of(Chain)
    chain.add(SimpleNamespace(name="strict", request=refuse_options))
    with pytest.raises(OptionsError):
        chain.begin(HttpRequestHook(tflow.tflow()))


def refuse_options(_: object) -> None:
    raise OptionsError("no")


def test_who_watches_the_chain_is_told_of_changes() -> None:
    chain = manager_of(Chain)
    told: list[int] = []
    chain.changed = lambda: told.append(len(chain))
    addon = Plain("a", [])
    chain.add(addon)
    assert told[-1] == 1
    told.clear()
    chain.master.options.update(listen_port=1)
    assert told == [1]
    chain.invoke_addon_sync(addon, ConfigureHook({"mode"}))
    assert told == [1, 1]
    chain.remove(addon)
    assert told[-1] == 0
