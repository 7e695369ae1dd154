"""An admin API of the test's own, in the place of what carries the client's questions."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

from smockproxy.testing import client
from smockproxy.testing.address import Address
from smockproxy.testing.ask import ROOT, Sent


class Asked(NamedTuple):
    """A question."""

    method: str
    path: str
    """Under `/api/v1`."""
    query: dict[str, str]
    body: Any = None
    """The value, if it is JSON."""


class Admin:
    """Gives the answer of a path, piece by piece, or raises it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Asked] = []
        self.urls: list[str] = []
        self.answers: dict[str, list[bytes] | Exception] = {}
        for name in ("SMOCKPROXY_ADMIN_URL", "SMOCKPROXY_ADMIN_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(client, "carried", self.carried)

    def tells(self, path: str, value: Any) -> None:
        """Give this JSON for a path."""
        self.answers[path] = [json.dumps(value).encode()]

    def carried(self, address: Address, sent: Sent, _timeout: float) -> Iterator[bytes]:
        target = urlsplit(sent.target)
        path = target.path.removeprefix(ROOT)
        is_json = sent.headers.get("Content-Type") == "application/json"
        body = json.loads(sent.body or b"null") if is_json else sent.body
        self.urls.append(address.url)
        self.asked.append(
            Asked(sent.method, path, dict(parse_qsl(target.query, keep_blank_values=True)), body)
        )
        answer = self.answers[path]
        if isinstance(answer, Exception):
            raise answer
        yield from answer
