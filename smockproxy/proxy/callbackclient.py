"""Sends callbacks: one request to one address, without proxies, redirects or cookies.

What is sent goes to the address that was looked at, whatever its name resolves to by then.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smockproxy.core.http import Headers, Request, Response

if TYPE_CHECKING:
    import httpx

MOST_READ = 64 * 1024
"""Bytes of an answer's body that are read."""

LONGEST_SILENCE = 3600.0
"""Seconds; each callback says for itself how long it may take."""


class CallbackError(Exception):
    """A callback that got no answer; its text says why."""


class NotConnectedError(CallbackError):
    """Nobody listens at the address; at another one somebody may."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What is to be sent, and where to."""

    request: Request
    address: str
    """The address that the connection is made to."""
    timeout: float
    """Seconds for all of it."""
    verify: bool = True
    """Whether the server's certificate must be good."""


type Send = Callable[[Sending], Awaitable[Response]]
"""Sends a callback; raises `CallbackError`, and `TimeoutError` when it takes too long."""


class Sender:
    """Sends callbacks. Used from one event loop."""

    def __init__(self) -> None:
        self._clients: dict[bool, httpx.AsyncClient] = {}
        """By whether certificates must be good."""

    async def send(self, sending: Sending) -> Response:
        """Send a callback and read the beginning of its answer.

        Raises `CallbackError`, and `TimeoutError` when it takes too long.
        """
        client = self._clients.get(sending.verify)
        if client is None:  # in a thread: it takes long to import, and to read all certificates
            client = await asyncio.to_thread(_client, verify=sending.verify)
            self._clients[sending.verify] = client
        async with asyncio.timeout(sending.timeout):
            return await _sent(client, sending)


def _client(*, verify: bool) -> "httpx.AsyncClient":
    import httpx  # noqa: PLC0415 - few runs have callbacks

    logging.getLogger("httpx").setLevel(logging.WARNING)  # the history's own line says it all
    # a connection is for one request: it is known by its address, and belongs to one name
    alone = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    return httpx.AsyncClient(
        verify=verify, trust_env=False, follow_redirects=False, timeout=LONGEST_SILENCE, limits=alone
    )


async def _sent(client: "httpx.AsyncClient", sending: Sending) -> Response:
    import httpx  # noqa: PLC0415

    request = sending.request
    host = f"[{sending.address}]" if ":" in sending.address else sending.address
    lines = [(name, value) for name, value in request.headers.fields if name.lower() != b"host"]
    try:
        outgoing = httpx.Request(
            request.method,
            f"{request.scheme}://{host}:{request.port}{request.target}",
            headers=[(b"Host", request.authority.encode()), *lines],
            content=request.body or b"",
            extensions={"sni_hostname": request.host},
        )
        answer = await client.send(outgoing, stream=True)
        try:
            body = await _beginning(answer)
        finally:
            await answer.aclose()
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotConnectedError(str(error) or type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
        raise CallbackError(str(error) or type(error).__name__) from error
    return Response(answer.status_code, Headers(tuple(answer.headers.raw)), body, answer.reason_phrase)


async def _beginning(answer: "httpx.Response") -> bytes:
    body = bytearray()
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) >= MOST_READ:
            break
    return bytes(body[:MOST_READ])
