"""How a run ends: nobody comes in any more, open exchanges are finished, then each connection ends in order.

Source: mitmproxy 12.2, which so ends a connection that was silent for too long. Left to themselves
the connections would be cancelled with the event loop, and asyncio reports an error for each.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from mitmproxy.addons.proxyserver import Proxyserver

DRAIN_SECONDS = 10.0
"""How long open exchanges may take to finish; Smocker's limit."""
END_SECONDS = 2.0
"""How long connections may take to end."""
PAUSE = 0.01


async def end_connections(proxyserver: Proxyserver, is_busy: Callable[[], bool]) -> None:
    """Stop listening, wait while exchanges are open, then end every connection.

    An exchange that is cut off gets its end in the history.
    """
    await proxyserver.servers.update([])
    await _until(lambda: not is_busy(), DRAIN_SECONDS)
    for connection in tuple(proxyserver.connections.values()):
        client = connection.transports.get(connection.client)
        if client is not None and client.handler is not None:
            client.handler.cancel("smockproxy stops")
    await _until(lambda: not proxyserver.connections, END_SECONDS)


async def _until(is_over: Callable[[], bool], seconds: float) -> None:
    """Wait for what nobody tells us of, but no longer than that."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not is_over():  # noqa: ASYNC110  mitmproxy has no event for it
                await asyncio.sleep(PAUSE)
