import asyncio

from smockproxy.app.settings.table import Settings
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web.newest import Bounds, NewestView
from smockproxy.proxy.web.recalling import SLICE, Recalling
from smockproxy.proxy.web.watch import Watch
from tests.unit.proxy.mocked_edge import START, MockedEdge
from tests.unit.proxy.web.exchanges import exchange


class Recalled:
    """A view beside a history."""

    def __init__(self, flows: int) -> None:
        self.instance = MockedEdge(settings=Settings()).instance
        self.view = NewestView(Watch(Gate()), self.instance.clock, Bounds(bytes=10**9, flows=flows))
        self.recalling = Recalling(self.view, self.instance)

    def happen(self, *numbers: int) -> None:
        for number in numbers:
            self.instance.remember(exchange(number))

    @property
    def paths(self) -> list[str]:
        return [flow.request.path for flow in self.view]


async def test_the_newest_are_shown():
    recalled = Recalled(flows=SLICE + 10)
    recalled.happen(*range(SLICE + 20))
    await recalled.recalling.fill()
    assert recalled.paths == [f"/{number}" for number in range(10, SLICE + 20)]
    recalled.happen(SLICE + 20)
    await asyncio.gather(recalled.recalling.fill(), recalled.recalling.fill())
    assert recalled.paths == [f"/{number}" for number in range(11, SLICE + 21)]


async def test_nothing_comes_back_that_was_cleared():
    recalled = Recalled(flows=10)
    recalled.happen(1, 2)
    recalled.view.since = START + 1.5
    await recalled.recalling.fill()
    assert recalled.paths == ["/2"]


async def test_what_ends_is_shown_while_somebody_looks():
    recalled = Recalled(flows=10)
    recalled.happen(1)
    recalled.recalling.follow(is_looking=True)
    await asyncio.sleep(0)
    recalled.happen(2, 3)
    await asyncio.sleep(0)
    assert recalled.paths == ["/2", "/3"]
    recalled.recalling.follow(is_looking=False)
    await asyncio.sleep(0)
    assert len(recalled.instance.events) == 0
    recalled.happen(4)
    await asyncio.sleep(0)
    assert recalled.paths == ["/2", "/3"]
