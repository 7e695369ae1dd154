"""What answers leave behind, through a real process: in the lane, and through mitmproxy's flows."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

STATE = "/api/v1/state"
MOCKS = """
defaults:
  request: {host: shop.test}
mocks:
  - request: {path: /login}
    response:
      template: true
      status: 201
      headers:
        Location: "/orders/{{ request.query_params.n[0] }}"
        Set-Cookie: "sid=s{{ request.query_params.n[0] }}"
      json: {token: "tok-{{ request.query_params.n[0] }}", user: {id: 7}}
      remember:
        token: $.token
        user: $.user.id
        sid: "cookie:sid"
        order: {from: Location, pattern: "/orders/(.+)"}
        missing: $.no.such
  - request: {path: "/orders/${order}", headers: {Authorization: "Bearer ${token}"}, cookies: {sid: "${sid}"}}
    response: {template: true, body: "order {{ remembered.order }} of {{ remembered.user }}"}
  - request: {path: /pay, json: {user: "${user}"}}
    response: {body: paid}
  - request: {path: /slow}
    response: {headers: {X-Slow: yes}, body: x, delay: 30s, remember: {slow: X-Slow}}
  - request: {path: /none, headers: {X: "${nobody}"}}
    response: {body: literal}
  - request: {path: /logo}
    response: {body_file: logo.bin, reason: Very Well, headers: {Content-Type: image/png}}
"""
LOGO = bytes(range(256)) * 4


@pytest.fixture(params=["--lane", "--no-lane"])
def shop(request: pytest.FixtureRequest, start: Start) -> Smockproxy:
    return start(MOCKS.replace("body_file: logo.bin", f"body_base64: {_coded()}"), *_arguments(request.param))


def _arguments(lane: str) -> tuple[str, ...]:
    return ("--unmatched", "refuse", *((lane,) if lane == "--no-lane" else ()))


def _coded() -> str:
    return base64.b64encode(LOGO).decode()


@pytest.fixture
def client(shop: Smockproxy) -> Iterator[httpx.Client]:
    with httpx_client(shop) as client:
        yield client


def order(client: httpx.Client, n: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer tok-{n}", "Cookie": f"sid=s{n}"}
    return client.get(f"http://shop.test/orders/{n}", headers=headers)


def test_a_login_and_what_it_gave(shop: Smockproxy, client: httpx.Client) -> None:
    before = order(client, "1")
    assert before.status_code == 666
    assert "nothing is remembered yet" in before.text
    assert client.post("http://shop.test/login?n=1").status_code == 201
    assert order(client, "1").text == "order 1 of 7"
    assert order(client, "2").status_code == 666
    assert client.post("http://shop.test/pay", json={"user": 7}).text == "paid"
    assert client.post("http://shop.test/pay", json={"user": 8}).status_code == 666
    client.post("http://shop.test/login?n=2")
    assert order(client, "1").status_code == 666
    assert order(client, "2").text == "order 2 of 7"
    remembered = {"token": "tok-2", "user": 7, "sid": "s2", "order": "2"}
    assert shop.ask_json(STATE)["state"] == {"remembered": remembered}
    (first, _) = shop.entries("/login")
    assert "remember missing: the answer has no $.no.such" in str(first)


def test_what_a_client_did_not_wait_for_leaves_nothing(shop: Smockproxy, client: httpx.Client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.get("http://shop.test/slow", timeout=0.3)
    assert shop.await_entry("/slow")
    assert shop.ask_json(STATE)["state"] == {}


def test_a_name_that_nothing_keeps_is_text(client: httpx.Client) -> None:
    assert client.get("http://shop.test/none", headers={"X": "${nobody}"}).text == "literal"


def test_binary_and_its_phrase(client: httpx.Client) -> None:
    for _ in range(3):
        answer = client.get("http://shop.test/logo")
        assert (answer.content, answer.reason_phrase) == (LOGO, "Very Well")


def test_many_clients_at_once_leave_one_whole_login_behind(shop: Smockproxy) -> None:
    def log_in(n: int) -> None:
        with httpx_client(shop) as client:
            client.post(f"http://shop.test/login?n={n}")

    with ThreadPoolExecutor(8) as clients:
        list(clients.map(log_in, range(40)))
    remembered = shop.ask_json(STATE)["state"]["remembered"]
    n = remembered["order"]
    assert remembered == {"token": f"tok-{n}", "user": 7, "sid": f"s{n}", "order": n}


def test_a_reset_forgets(shop: Smockproxy, client: httpx.Client) -> None:
    client.post("http://shop.test/login?n=1")
    shop.reset()
    assert order(client, "1").status_code == 666


def test_a_file_that_is_saved_is_answered_anew(start: Start) -> None:
    shop = start({"mocks.yml": MOCKS, "logo.bin": "not yet"}, "--unmatched", "refuse")
    found = next(shop.folder.rglob("mocks.yml"))
    found.with_name("logo.bin").write_bytes(LOGO)
    with httpx_client(shop) as client:
        wait_until(lambda: client.get("http://shop.test/logo").content == LOGO, "the logo")
        found.with_name("logo.bin").write_bytes(LOGO[::-1])
        wait_until(lambda: client.get("http://shop.test/logo").content == LOGO[::-1], "the new one")
