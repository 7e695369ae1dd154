"""A customer of one of the banks in `mocks/banking`, through the proxy."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.acceptance.harness.clients import Answer, httpx_client
from tests.acceptance.harness.process import Smockproxy

BANKS = {
    "jinja2": "http://bank-jinja.test/api",
    "lua": "http://bank-lua.test/api",
    "javascript": "http://bank-js.test/api",
    "python": "http://bank-py.test/api",
}
"""Engine → where its bank is; its mocks are in the file of that name."""
COPIES = {engine: f"http://copied-{engine}.test" for engine in BANKS}
"""The same banks on hosts of their own, without `/api`."""
NOT_FOUND = {"error": "Account not found", "code": "ACCOUNT_NOT_FOUND"}
INVALID = {"error": "Invalid amount", "code": "INVALID_AMOUNT"}


@dataclass(frozen=True)
class Customer:
    """Asks one bank on connections of their own."""

    client: httpx.Client
    base: str

    @classmethod
    def of(cls, smockproxy: Smockproxy, base: str) -> "Customer":
        return cls(httpx_client(smockproxy), base)

    def get(self, path: str) -> Answer:
        return self._answer(self.client.get(self.base + path))

    def post(self, path: str, document: Any) -> Answer:
        return self.send(path, json.dumps(document))

    def send(self, path: str, text: str) -> Answer:
        headers = {"Content-Type": "application/json"}
        return self._answer(self.client.post(self.base + path, content=text, headers=headers))

    def open_account(self, customer: str = "CUST001") -> str:
        """The id of a new account."""
        answer = self.post("/accounts", {"customerId": customer})
        assert answer.status == 201, answer.text
        return str(answer.json["accountId"])

    def balance(self, account: str) -> float:
        answer = self.get(f"/accounts/{account}")
        assert answer.status == 200, answer.text
        return float(answer.json["balance"])

    def transactions(self, account: str) -> list[dict[str, Any]]:
        answer = self.get(f"/accounts/{account}/transactions")
        assert answer.status == 200, answer.text
        assert answer.json["accountId"] == account
        listed: list[dict[str, Any]] = answer.json["transactions"]
        return listed

    def _answer(self, response: httpx.Response) -> Answer:
        assert urlsplit(str(response.url)).path.startswith(urlsplit(self.base).path)
        return Answer(response.status_code, dict(response.headers), response.content)
