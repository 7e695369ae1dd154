"""Calls of the admin API as anybody could make them: no proxy, no token but what a test shows."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.acceptance.harness.process import Smockproxy


@dataclass(frozen=True)
class Told:
    """What the admin API answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> str:
        return json.loads(self.body)["message"]


def ask(smockproxy: Smockproxy, method: str, path: str, body: bytes | None = None, **headers: str) -> Told:
    """One request on a connection of its own; `_` in names of headers is `-`."""
    address = urlsplit(smockproxy.admin)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        lines = {name.lower(): value for name, value in answer.getheaders()}
        return Told(answer.status, lines, answer.read())
    finally:
        connection.close()
