"""How a run ends: first nobody comes in any more, then each connection ends in order.

Source: mitmproxy 12.2, which so ends a connection that was silent for too long. Left to themselves
the connections would be cancelled with the event loop, and asyncio reports an error for each.
"""

import asyncio
from contextlib import suppress

from mitmproxy.addons.proxyserver import Proxyserver

END_SECONDS = 2.0
"""How long connections may take to end."""
PAUSE = 0.01


async def end_connections(proxyserver: Proxyserver) -> None:
    """Stop listening and end every connection; an exchange that is cut off gets its end in the history."""
    await proxyserver.servers.update([])
    for connection in tuple(proxyserver.connections.values()):
        client = connection.transports.get(connection.client)
        if client is not None and client.handler is not None:
            client.handler.cancel("smockproxy stops")
    with suppress(TimeoutError):
        async with asyncio.timeout(END_SECONDS):
            while proxyserver.connections:  # noqa: ASYNC110  mitmproxy tells nobody when one has ended
                await asyncio.sleep(PAUSE)
