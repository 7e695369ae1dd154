import pytest
from mitmproxy.addons.view import View
from mitmproxy.test import tflow

from smockproxy.proxy.exchange import EXCHANGE_ID
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web.newest import BARE, MOST, Bounds, NewestView, weight_of
from smockproxy.proxy.web.watch import Watch
from tests.unit.proxy.mocked_edge import START, Clock
from tests.unit.proxy.web.exchanges import exchange


class Shown:
    """A view, who looks at it, and what they are told."""

    def __init__(self, **bounds: int) -> None:
        self.watch = Watch(Gate())
        self.clock = Clock()
        self.view = NewestView(self.watch, self.clock, Bounds(**({"bytes": 1_000_000} | bounds)))
        self.added: list[str] = []
        self.removed: list[str] = []
        self.view.sig_view_add.connect(self.note_added)
        self.view.sig_view_remove.connect(self.note_removed)

    def note_added(self, flow) -> None:
        if not self.view.is_recalling:
            self.added.append(path_of(flow))

    def note_removed(self, flow, index) -> None:  # noqa: ARG002 - the signal's
        self.removed.append(path_of(flow))

    @property
    def paths(self) -> list[str]:
        return [path_of(flow) for flow in self.view]


def path_of(flow) -> str:
    return flow.request.path if flow.type == "http" else flow.type


def live(number: int, exchange_id: str = ""):
    """A flow that is on its way."""
    flow = tflow.tflow(live=True)
    flow.request.path = f"/live{number}"
    flow.timestamp_created = START + number
    flow.metadata[EXCHANGE_ID] = exchange_id or f"live{number}"
    return flow


def test_it_keeps_5000():
    assert Bounds(bytes=1).flows == MOST == 5_000


async def test_what_comes_while_nobody_looks_is_not_kept():
    shown = Shown()
    shown.view.requestheaders(live(1))
    shown.view.tcp_start(tflow.ttcpflow())
    shown.view.udp_start(tflow.tudpflow())
    shown.view.dns_request(tflow.tdnsflow())
    assert shown.view.store_count() == 0
    shown.watch.come()
    shown.view.requestheaders(live(1))
    shown.view.tcp_start(tflow.ttcpflow())
    shown.view.udp_start(tflow.tudpflow())
    shown.view.dns_request(tflow.tdnsflow())
    assert shown.view.store_count() == 4


async def test_the_oldest_make_room_but_not_those_that_are_on_their_way():
    shown = Shown(flows=2)
    shown.watch.come()
    on_its_way = live(0)
    shown.view.requestheaders(on_its_way)
    shown.view.take(exchange(1))
    shown.view.take(exchange(2))
    assert (shown.paths, shown.removed) == (["/live0", "/2"], ["/1"])
    on_its_way.live = False
    shown.view.response(on_its_way)
    shown.view.take(exchange(3))
    assert shown.paths == ["/2", "/3"]


async def test_bodies_count():
    shown = Shown(bytes=2 * BARE + 25)
    shown.view.take(exchange(1))
    shown.view.take(exchange(2))
    assert shown.paths == ["/1", "/2"]
    shown.view.take(exchange(3))
    assert shown.paths == ["/2", "/3"]
    last = shown.view[1]
    last.response.content = bytes(100)
    shown.view.update([last])
    assert shown.paths == ["/3"]


def test_what_a_flow_weighs():
    tunnel = tflow.ttcpflow()
    assert weight_of(tunnel) == BARE + sum(len(message.content) for message in tunnel.messages)
    assert weight_of(tflow.tdnsflow()) == BARE
    assert weight_of(tflow.tflow()) == BARE + len(tflow.tflow().request.raw_content)


async def test_exchanges_of_the_history_are_shown_once_in_their_order_and_quietly():
    shown = Shown(flows=3)
    shown.watch.come()
    shown.view.requestheaders(live(5, "5"))
    entries = [exchange(number) for number in (2, 3, 4, 5)]
    shown.view.recall(entries[:2])
    shown.view.recall(entries)
    shown.view.settle(entry.id for entry in entries)
    assert shown.paths == ["/3", "/4", "/live5"]
    assert shown.added == ["/live5"]
    shown.view.take(exchange(5))
    assert len(shown.view) == 3


async def test_a_tunnel_without_http_is_one_here_too():
    shown = Shown()
    shown.view.take(exchange(1, protocol="tcp", response=None))
    assert shown.view[0].type == "tcp"


async def test_what_is_removed_is_not_shown_again():
    shown = Shown()
    entries = [exchange(number) for number in (1, 2, 3)]
    shown.view.recall(entries)
    shown.view.remove([shown.view[1]])
    assert [shown.view.misses(entry) for entry in entries] == [False, False, False]
    shown.view.settle(entry.id for entry in entries)
    assert not shown.view.misses(entries[1])
    shown.view.settle(["1", "3"])
    assert shown.view.misses(entries[1])


async def test_a_copy_that_is_removed_leaves_its_exchange():
    shown = Shown()
    shown.view.take(exchange(1))
    shown.view.add([shown.view[0].copy()])
    shown.view.remove([shown.view[1]])
    assert len(shown.view) == 1
    shown.view.remove([shown.view[0]])
    assert not shown.view.misses(exchange(1))


async def test_what_began_before_it_was_cleared_is_past():
    shown = Shown()
    shown.view.take(exchange(1))
    assert shown.view.since is None
    shown.clock.now = START + 7
    shown.view.clear()
    assert (shown.view.since, shown.paths) == (START + 7, [])


async def test_clearing_what_is_not_marked_leaves_the_rest():
    shown = Shown()
    shown.view.recall([exchange(1), exchange(2)])
    shown.view[0].marked = ""
    shown.view.clear_not_marked()
    assert (shown.view.since, shown.paths) == (None, ["/2"])
    assert not shown.view.misses(exchange(1))


async def test_one_that_was_held_and_killed_goes_on_to_its_end():
    shown = Shown()
    shown.watch.come()
    for end in (shown.view.update, shown.view.remove):
        flow = live(1)
        shown.view.requestheaders(flow)
        flow.intercept()
        waiting = flow.wait_for_resume()
        waiting.send(None)  # it waits
        flow.kill()
        end([flow])
        with pytest.raises(StopIteration):
            waiting.send(None)


def test_its_commands_are_mitmproxys():
    ours = {name for name in dir(NewestView) if hasattr(getattr(NewestView, name), "command_name")}
    theirs = {name for name in dir(View) if hasattr(getattr(View, name), "command_name")}
    assert ours == theirs
