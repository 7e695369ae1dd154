"""Mocks that are code: what people write with Express and Flask, as scripts of a mock."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.scripts_tables.conftest import Served, last_entry

PAYMENTS = """
defaults:
  request: {method: POST, path: /api/payment}
mocks:
  - request: {host: python.test}
    dynamic_response:
      engine: python
      script: |
        wanted = request.body if isinstance(request.body, dict) else {}
        amount = wanted.get("amount")
        if not amount or amount <= 0:
            return 400, {"error": "Invalid amount"}
        paid = {
            "id": f"pay_{state.incr('payments')}",
            "amount": amount,
            "currency": wanted.get("currency", "USD"),
            "status": "completed",
        }
        return {"status": 201, "delay": "100ms", "body": paid}
  - request: {host: lua.test}
    dynamic_response:
      engine: lua
      script: |
        local json = {["Content-Type"] = "application/json"}
        local wanted = type(request.body) == "string" and {} or request.body
        if not wanted.amount or wanted.amount <= 0 then
          return {status = 400, headers = json, body = {error = "Invalid amount"}}
        end
        return {status = 201, headers = json, delay = {min = "100ms", max = "100ms"}, body = {
          id = "pay_" .. state.incr("payments"),
          amount = wanted.amount,
          currency = wanted.currency or "USD",
          status = "completed",
        }}
  - request: {host: javascript.test}
    dynamic_response:
      engine: javascript
      script: |
        const { amount, currency } = req.body;
        if (!amount || amount <= 0) return res.status(400).json({ error: "Invalid amount" });
        res.delay = "100ms";
        res.status(201).json({ id: `pay_${Date.now()}`, amount, currency, status: "completed" });
  - request: {host: jinja2.test}
    dynamic_response:
      engine: jinja2
      script: |
        {% set amount = request.body.amount %}
        {% if not amount or amount <= 0 %}
        status: 400
        body: {error: Invalid amount}
        {% else %}
        status: 201
        delay: 100ms
        body:
          id: pay_{{ state.incr("payments") }}
          amount: {{ amount }}
          currency: {{ request.body.currency | default("USD") }}
          status: completed
        {% endif %}
"""
BROKEN = """
defaults:
  request: {path: /fails}
mocks:
  - request: {host: python.test}
    dynamic_response:
      engine: python
      script: |
        log("here")
        return {}["the_key"]  # fails
  - request: {host: javascript.test}
    dynamic_response:
      engine: javascript
      script: |
        log("here");
        return null.the_key;  // fails
  - request: {host: lua.test}
    dynamic_response:
      engine: lua
      script: |
        log("here")
        return (5).the_key  -- fails
  - request: {host: jinja2.test}
    dynamic_response:
      engine: jinja2
      script: |
        {% do log("here") %}
        {{ the_key }}  {# fails #}
"""
ENDLESS = """
defaults:
  request: {path: /endless}
mocks:
  - request: {host: python.test}
    dynamic_response: {engine: python, script: "while True: pass"}
  - request: {host: javascript.test}
    dynamic_response: {engine: javascript, script: "while (true);"}
  - request: {host: lua.test}
    dynamic_response: {engine: lua, script: "while true do end"}
  - request: {host: jinja2.test}
    dynamic_response:
      engine: jinja2
      script: |
        {% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}
  - request: {host: static.test, path: /}
    response: {body: fine}
"""
ENGINES = ("python", "lua", "javascript", "jinja2")
EXPRESS = ("javascript",)
"""Those whose mock leaves out what the request has not, as Express would."""
TELLS = ("lua",)
"""Smocker's engine, whose errors are told to the client, as Smocker does."""


@pytest.fixture(scope="module")
def smockproxy(serve: Served) -> Smockproxy:
    return serve({"payments.yml": PAYMENTS, "broken.yml": BROKEN, "endless.yml": ENDLESS})


def pay(smockproxy: Smockproxy, engine: str, **wish: Any) -> tuple[httpx.Response, float]:
    """The answer and the seconds that it took."""
    with httpx_client(smockproxy) as client:
        began = time.monotonic()
        answer = client.post(f"http://{engine}.test/api/payment", **wish)
        return answer, time.monotonic() - began


@pytest.mark.parametrize("engine", ENGINES)
def test_a_payment(smockproxy: Smockproxy, engine: str) -> None:
    answer, took = pay(smockproxy, engine, json={"amount": 99.99, "currency": "EUR"})
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    paid = answer.json()
    identifier = paid.pop("id")
    assert identifier.startswith("pay_")
    assert identifier.removeprefix("pay_").isdigit()
    assert paid == {"amount": 99.99, "currency": "EUR", "status": "completed"}
    assert took >= 0.1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_payment_without_a_currency(smockproxy: Smockproxy, engine: str) -> None:
    answer, _ = pay(smockproxy, engine, json={"amount": 99.99})
    assert answer.status_code == 201
    assert answer.json().get("currency") == (None if engine in EXPRESS else "USD")
    assert ("currency" in answer.json()) == (engine not in EXPRESS)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("wanted", [{"amount": 0}, {"amount": -1}, {}])
def test_an_invalid_amount(smockproxy: Smockproxy, engine: str, wanted: dict[str, Any]) -> None:
    answer, _ = pay(smockproxy, engine, json=wanted)
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid amount"})
    assert last_entry(smockproxy, f"{engine}.test/api/payment")["timing"]["delay"] == 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["", "amount", '{"amount": 5', "\udcff"])
def test_a_body_that_is_no_json_is_the_scripts_to_judge(
    smockproxy: Smockproxy, engine: str, text: str
) -> None:
    answer, _ = pay(smockproxy, engine, content=text.encode("utf-8", "surrogateescape"))
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid amount"})


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_script_raises_is_in_the_history_alone(
    smockproxy: Smockproxy, engine: str, failed: int
) -> None:
    answer = asked(smockproxy, f"http://{engine}.test/fails")
    assert answer.status_code == failed
    assert "Error during template engine execution" in answer.json()["message"]
    assert ("the_key" in answer.text) == (engine in TELLS)
    assert "broken.yml" not in answer.text
    entry = last_entry(smockproxy, f"{engine}.test/fails")
    assert entry["decision"] == "failed"
    assert entry["log"] == ["here"]
    assert "the_key" in entry["error"]
    lines = BROKEN.splitlines()
    begins = lines.index(f"      engine: {engine}")
    line = next(at for at, text in enumerate(lines, 1) if at > begins and "fails" in text)
    assert entry["error"].startswith(f"mocks/broken.yml:{line}: ")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_endless_script_is_stopped_and_holds_up_nobody(
    smockproxy: Smockproxy, engine: str, failed: int
) -> None:
    times = []
    with ThreadPoolExecutor(1) as thread, httpx_client(smockproxy) as client:
        client.get("http://static.test/")
        began = time.monotonic()
        endless = thread.submit(asked, smockproxy, f"http://{engine}.test/endless")
        while not endless.done():
            asked_at = time.monotonic()
            assert client.get("http://static.test/").text == "fine"
            times.append(time.monotonic() - asked_at)
        took = time.monotonic() - began
    assert endless.result().status_code == failed
    assert 1.9 < took < 3
    assert len(times) > 20
    assert statistics.median(times) < 0.1
    assert max(times) < 1
    assert "2 s" in last_entry(smockproxy, f"{engine}.test/endless")["error"]


def asked(smockproxy: Smockproxy, url: str) -> httpx.Response:
    with httpx_client(smockproxy) as client:
        return client.get(url)
