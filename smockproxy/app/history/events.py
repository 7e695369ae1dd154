"""Events: what happens, told to all who want to know, on one event loop.

Nobody who tells waits for anybody who listens: what a listener does not take in time is dropped, the oldest
first, and counted.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Protocol, Self

MOST_WAITING = 1_000
"""Events that wait for a listener, unless it asks for another number."""
HEAVIEST = 16 * 1024 * 1024
"""About how many bytes of memory the waiting events of one listener may hold; one event always may wait."""


class Listener[Event](Protocol):
    """Who is told at once, on the event loop; it must neither wait nor raise."""

    def offer(self, event: Event, /) -> None:
        """Take an event."""


class Subscription[Event]:
    """What one listener has not taken yet. Leaving it as a context ends it."""

    def __init__(
        self, most: int, weigh: Callable[[Event], int], leave: "Callable[[Subscription[Event]], None]"
    ) -> None:
        self.dropped = 0
        """Events that came and were never taken."""
        self._most, self._weigh, self._leave = most, weigh, leave
        self._waiting: deque[Event] = deque()
        self._weight = 0
        self._stirred = asyncio.Event()
        self._is_over = False

    def offer(self, event: Event) -> None:
        """Let an event wait for the listener; older ones make room for it."""
        self._waiting.append(event)
        self._weight += self._weigh(event)
        while len(self._waiting) > 1 and (len(self._waiting) > self._most or self._weight > HEAVIEST):
            self._weight -= self._weigh(self._waiting.popleft())
            self.dropped += 1
        self._stirred.set()

    async def batch(self) -> list[Event]:
        """All that has come and was not taken yet; waits for the first. Empty when nothing will come."""
        while not self._waiting and not self._is_over:
            self._stirred.clear()
            await self._stirred.wait()
        taken = list(self._waiting)
        self._waiting.clear()
        self._weight = 0
        return taken

    async def __aiter__(self) -> AsyncIterator[Event]:
        """One after the other, until the end."""
        while batch := await self.batch():
            for event in batch:
                yield event

    def end(self) -> None:
        """Nothing more will come."""
        self._is_over = True
        self._stirred.set()
        self._leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()


def _weightless(_event: object) -> int:
    return 0


class Events[Event]:
    """Those who listen. Used from one event loop only."""

    def __init__(self, weigh: Callable[[Event], int] = _weightless) -> None:
        """`weigh` says about how many bytes of memory an event holds."""
        self._weigh = weigh
        self._listening: dict[int, Listener[Event]] = {}

    def __len__(self) -> int:
        """How many listen."""
        return len(self._listening)

    def subscribe(self, most: int = MOST_WAITING) -> Subscription[Event]:
        """Listen from now on; `most` events may wait."""
        subscription: Subscription[Event] = Subscription(most, self._weigh, self._forget)
        self._listening[id(subscription)] = subscription
        return subscription

    def join(self, listener: Listener[Event]) -> None:
        """Tell somebody at once of each event from now on."""
        self._listening[id(listener)] = listener

    def _forget(self, subscription: Subscription[Event]) -> None:
        self._listening.pop(id(subscription), None)

    def publish(self, event: Event, /) -> None:
        """Tell all who listen; does not wait and does not raise."""
        for subscription in self._listening.values():
            subscription.offer(event)

    def end(self) -> None:
        """Nothing more will be told: whoever waits goes on with nothing."""
        for listener in tuple(self._listening.values()):
            if isinstance(listener, Subscription):
                listener.end()
