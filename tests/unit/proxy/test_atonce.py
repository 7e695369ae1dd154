import pytest
from mitmproxy.connection import Client
from mitmproxy.proxy import commands
from mitmproxy.proxy.layers.http import HttpRequestHook
from mitmproxy.test import tflow

from smockproxy.proxy import atonce


class Chain:
    """Begins hooks; `rest` is what they leave."""

    def __init__(self, rest=None, *, holds=False):
        self.rest, self.holds = rest, holds
        self.seen = []

    def begin(self, event):
        self.seen.append(event.name)
        if self.holds:
            event.flow.intercept()
        return self.rest


def steps(flow, seen):
    seen.append((yield HttpRequestHook(flow)))
    seen.append((yield commands.RequestWakeup(1.0)))
    seen.append("done")


def client():
    return Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))


def test_a_hook_that_is_over_at_once_is_not_handed_up():
    ours, chain, seen = client(), Chain(), []
    atonce.allow(ours, chain)

    running = atonce.with_hooks_at_once(steps(tflow.tflow(), seen), ours)

    assert isinstance(next(running), commands.RequestWakeup)
    with pytest.raises(StopIteration):
        running.send("woken")
    assert seen == [None, "woken", "done"]
    assert chain.seen == ["request"]


@pytest.mark.parametrize(("rest", "holds"), [("a rest", False), (None, True)])
def test_a_hook_that_waits_is_handed_up_with_what_is_left_of_it(rest, holds):
    ours, chain = client(), Chain(rest, holds=holds)
    atonce.allow(ours, chain)

    hook = next(atonce.with_hooks_at_once(steps(tflow.tflow(), []), ours))

    assert isinstance(hook, HttpRequestHook)
    assert atonce.begun(hook, chain) is rest
    assert chain.seen == ["request"]
    atonce.begun(hook, chain)
    assert chain.seen == ["request", "request"]


def test_clients_of_others_have_their_hooks_handed_up():
    flow, seen = tflow.tflow(), []

    running = atonce.with_hooks_at_once(steps(flow, seen), client())

    assert next(running).name == "request"


def test_many_hooks_in_one_event_go_mitmproxys_way():
    """Requests that come together begin inside of each other; the stack would end before they do."""
    ours, chain = client(), Chain()
    atonce.allow(ours, chain)

    def run():
        return list(atonce.with_hooks_at_once(steps(tflow.tflow(), []), ours))

    assert [type(run()[0]) for _ in range(atonce.MOST)] == [commands.RequestWakeup] * atonce.MOST
    assert isinstance(run()[0], HttpRequestHook)
    atonce.turn(ours)
    assert isinstance(run()[0], commands.RequestWakeup)
