"""A client's run, drafted and generalised, answers the same client with new ids of its own."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from smockproxy.core.http import Headers, Request, Response
from smockproxy.files.draftfolder import DraftFolder
from smockproxy.record.drafting import drafts_of
from smockproxy.record.exchange import Exchange
from smockproxy.record.generalising import infer
from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy

HOST = "shop.test"
AT = 1_795_000_000.0
TOKEN = "tok-4711-abcdefgh"


class Shop:
    """The real server, and the exchanges that were had with it."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self.orders: dict[str, Any] = {}

    def ask(self, method: str, target: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        raw = b"" if body is None else json.dumps(body).encode()
        typed = {"Content-Type": "application/json"} if raw else {}
        lines = Headers.of({"Host": HOST, **headers, **typed}.items())
        request = Request(method, "http", HOST, 80, target, lines, raw)
        status, said = self._answer(method, target, body, headers)
        kind = Headers.of([("Content-Type", "application/json")])
        response = Response(status, kind, json.dumps(said).encode())
        self.exchanges.append(Exchange(request, response, AT + len(self.exchanges), 0.01))
        return status, said

    def _answer(self, method: str, target: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        if target == "/login":
            return 200, {"token": TOKEN}
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "who are you?"}
        if method == "POST":
            self.orders["42"] = {"id": 42, "ref": body["ref"], "state": "new"}
            return 201, self.orders["42"]
        if target.startswith("/users/"):
            return 200, {"user": target.removeprefix("/users/"), "kind": "person"}
        order = self.orders["42"]
        self.orders["42"] = {**order, "state": "sent"}
        return 200, order


class Replayed:
    """The same client's view of the mocks."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def ask(self, method: str, target: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self._client.request(method, f"http://{HOST}{target}", json=body, headers=headers)
        return answer.status_code, answer.json()


def run(shop: Shop | Replayed, ref: UUID, users: tuple[str, str], moment: str) -> list[Any]:
    """What the client does, with ids of its own."""
    _, login = shop.ask("POST", "/login", {"user": "ada", "nonce": ref.hex})
    known = {"Authorization": f"Bearer {login['token']}"}
    _, order = shop.ask("POST", "/orders", {"ref": str(ref), "item": "lamp", "sent": moment}, **known)
    seen = [order, *(shop.ask("GET", f"/orders/{order['id']}", **known) for _ in range(3))]
    return [*seen, *(shop.ask("GET", f"/users/{user}", **known) for user in users)]


@pytest.fixture
def mocks(start: Start) -> Smockproxy:
    shop = Shop()
    run(shop, UUID("9b2f1c1e-5d6a-4f0b-8a44-1c2d3e4f5a6b"), ("1001", "1002"), "2026-11-18T11:06:41Z")
    process = start({"none.yml": "[]"}, "--unmatched", "refuse")
    process.stop()
    folder = next(process.folder.rglob("none.yml")).parent
    drafts = drafts_of(shop.exchanges, inferred=infer(shop.exchanges))
    DraftFolder(folder / "recorded").write(drafts, renews=True)
    return process.start()


def test_the_same_run_with_new_ids_is_answered_right(mocks: Smockproxy) -> None:
    with httpx_client(mocks) as client:
        ref = uuid4()
        found = run(Replayed(client), ref, ("2001", "1001"), "2027-01-01T00:00:00Z")
        new = {"id": 42, "ref": str(ref), "state": "new"}
        sent = {**new, "state": "sent"}
        people = [(200, {"user": user, "kind": "person"}) for user in ("2001", "1001")]
        assert found == [new, (200, new), (200, sent), (200, sent), *people]
        stranger = Replayed(client).ask("GET", "/orders/42", Authorization="Bearer another")
        assert stranger[0] == 666
