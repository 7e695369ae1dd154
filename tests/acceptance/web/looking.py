"""Somebody who looks at mitmweb's page without a browser: its routes, and the web socket that stays open."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.acceptance.harness.process import Smockproxy

SECONDS = 20.0
XSRF = "_mitmproxy_xsrf"


class Looking:
    """Has the page open from `async with` to its end."""

    def __init__(self, smockproxy: Smockproxy) -> None:
        parts = urlsplit(smockproxy.ready["web"])
        self.base = f"{parts.scheme}://{parts.netloc}"
        self.token = parse_qs(parts.query)["token"][0]
        self._session: aiohttp.ClientSession
        self._socket: aiohttp.ClientWebSocketResponse

    async def __aenter__(self) -> Self:
        jar = aiohttp.CookieJar(unsafe=True)  # those of addresses, too
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {self.token}"}, cookie_jar=jar
        )
        self._socket = await self._session.ws_connect(f"{self.base}/updates")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._socket.close()
        await self._session.close()

    async def get(self, path: str) -> Any:
        async with self._session.get(self.base + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json(content_type=None)

    async def read(self, path: str) -> bytes:
        async with self._session.get(self.base + path) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def send(self, method: str, path: str, body: Any = None) -> bytes:
        cookies = {cookie.key: cookie.value for cookie in self._session.cookie_jar}
        facts: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {"X-XSRFToken": cookies[XSRF]}
        async with self._session.request(method, self.base + path, headers=headers, **facts) as answer:
            text = await answer.read()
            assert answer.status == 200, text
            return text

    async def flows(self) -> list[dict[str, Any]]:
        """What the list shows, the oldest first."""
        return await self.get("/flows")

    async def told(self, kind: str, path: str = "") -> dict[str, Any]:
        """The next message of a kind, of a flow with that path."""
        async with asyncio.timeout(SECONDS):
            while True:
                message = json.loads(await self._socket.receive_str())
                if message["type"] == kind and (not path or path_of(message) == path):
                    return message["payload"]

    async def until(self, path: str, holds: Any) -> dict[str, Any]:
        """The flow with that path, as soon as it is told that something holds for it."""
        while True:
            async with asyncio.timeout(SECONDS):
                message = json.loads(await self._socket.receive_str())
            if message["type"] in {"flows/add", "flows/update"} and path_of(message) == path:
                flow = message["payload"]["flow"]
                if holds(flow):
                    return flow


def path_of(message: dict[str, Any]) -> str:
    """Of a message of a flow."""
    payload = message["payload"]
    flow = payload.get("flow", {}) if isinstance(payload, dict) else {}
    return flow.get("request", {}).get("path", "")


def paths(flows: list[dict[str, Any]]) -> list[str]:
    return [flow["request"]["path"] for flow in flows if "request" in flow]
