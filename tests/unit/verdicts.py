"""Verdicts for tests of what shows them."""

from collections.abc import Set
from dataclasses import replace

from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Expected, Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.verify import Verdict, verify
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS
from tests.unit.exchanges import exchange

FILE = b"""\
- id: login
  request: {host: shop.test, path: /login}
  response: {body: hi}
- id: cart
  request: {host: shop.test, path: /cart}
  response: {body: "[]"}
- id: pay
  request: {method: POST, host: shop.test, path: /pay}
  context: {times: 2}
  response: {status: 201}
- id: admin
  request: {host: shop.test, path: /admin}
  response: {status: 403}
- id: live
  request: {host: live.test}
  proxy: {host: "https://staging.test"}
- id: spare
  request: {host: spare.test}
  response: {body: hi}
"""
EXPECTED = {"login": Expected(rank=1), "cart": Expected(rank=2), "admin": Expected(at_most=0)}


def mocks() -> tuple[Mock, ...]:
    read = read_mock_file(FILE, "mocks/shop.yml", MATCHERS).mocks
    return tuple(replace(mock, expected=EXPECTED.get(mock.id)) for mock in read)


class Shop:
    """A session in a shop, exchange by exchange."""

    def __init__(self) -> None:
        self.session = Session(SessionFacts("KlB4HECXnTeo", "Session #1", 1.0), seed=7)
        self.mocks = {mock.id: mock for mock in mocks()}
        self.entries: list[HistoryEntry] = []

    def use(self, mock_id: str, outcome: Outcome = Outcome.MOCKED) -> "Shop":
        mock = self.mocks[mock_id]
        self.session.reserve(mock)
        host = "live.test" if mock_id == "live" else "shop.test"
        ref = MockRef(mock_id, mock.label, "static", from_file=True)
        return self.add(Request("GET", "http", host, 80, f"/{mock_id}"), outcome=outcome, mock=ref)

    def add(self, request: Request, **facts) -> "Shop":
        number = len(self.entries) + 1
        timing = Timing(started_at=float(number), ended=0.01)
        known = {"id": str(number), "session": self.session.facts.id, "mock": None, "timing": timing}
        self.entries.append(exchange(request, **(known | facts)))
        return self

    def refuse(self, request: Request) -> "Shop":
        return self.add(request, outcome=Outcome.REFUSED, response=Response(666), error="no mock matched")

    def verdict(self, *, evicted: int = 0, fail_on: Set[Breach] = USUAL) -> Verdict:
        declared = MockSet.of(self.mocks.values())
        return verify(declared, self.session, self.entries, evicted=evicted, fail_on=fail_on)


def fine() -> Shop:
    """A session in which all went well; one mock was not used."""
    return Shop().use("login").use("cart").use("pay").use("pay").use("live", Outcome.FORWARDED)


def broken() -> Shop:
    """A session in which much went wrong."""
    shop = Shop().use("cart").use("login").use("pay").use("admin").use("live", Outcome.FORWARDED)
    wrong = Request("GET", "http", "shop.test", 80, "/pay")
    shop.refuse(wrong).refuse(wrong)
    shop.refuse(Request("GET", "http", "else\x1b.test", 80, "/a"))
    shop.add(
        Request("GET", "https", "real.test", 443, "/v1"), outcome=Outcome.FORWARDED, server="10.0.0.1:443"
    )
    return shop.add(
        Request("GET", "http", "shop.test", 80, "/login"),
        outcome=Outcome.FAILED,
        response=Response(601),
        error="mocks/shop.yml:3: no such variable\x1b[31m",
    )
