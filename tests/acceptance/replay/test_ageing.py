"""Recorded mocks as of today: dates and tokens move with the recording's age, and answers take their time."""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, requests_session
from tests.acceptance.harness.process import Smockproxy

TEN_DAYS = timedelta(days=10)
NOW = datetime.now(UTC).replace(microsecond=0)
RECORDED = NOW - TEN_DAYS
EXPIRED = NOW - timedelta(days=1)
KEY = ec.generate_private_key(ec.SECP256R1())
TOKEN = jwt.encode(
    {"sub": "ada", "exp": EXPIRED, "iat": RECORDED}, KEY, algorithm="ES256", headers={"kid": "k1"}
)
PACKED = gzip.compress(json.dumps({"at": RECORDED.isoformat()}).encode())


def mock(path: str, response: Mapping[str, Any], *, took: str = "0s") -> dict[str, Any]:
    recorded = {"at": RECORDED.isoformat().replace("+00:00", "Z"), "took": took}
    return {"request": {"host": "shop.test", "path": path}, "response": response, "recorded": recorded}


MOCKS = json.dumps(
    [
        mock(
            "/order", {"json": {"made_at": RECORDED.isoformat(), "until": (RECORDED + TEN_DAYS).timestamp()}}
        ),
        mock("/person", {"json": {"born": "1990-01-01", "seen": f"{RECORDED:%Y-%m-%d}"}}),
        mock(
            "/page",
            {
                "body": f"last change {RECORDED:%Y-%m-%d %H:%M}",
                "headers": {
                    "Expires": format_datetime(RECORDED + timedelta(hours=1), usegmt=True),
                    "Age": "17",
                    "Set-Cookie": f"s=1; Expires={format_datetime(RECORDED + TEN_DAYS, usegmt=True)}",
                },
            },
        ),
        mock("/login", {"json": {"token": TOKEN}, "headers": {"X-Token": TOKEN}}),
        mock(
            "/keys",
            {
                "json": {
                    "keys": [{"kty": "EC", "crv": "P-256", "kid": "k1", "alg": "ES256", "x": "AA", "y": "AA"}]
                }
            },
        ),
        mock(
            "/template",
            {"template": True, "body": f"{{{{ request.query_params.q[0] }}}} {RECORDED:%Y-%m-%d}"},
        ),
        mock("/slow", {"body": "slow"}, took="250ms"),
        mock(
            "/packed",
            {"body_base64": b64encode(PACKED).decode(), "headers": {"Content-Encoding": "gzip"}},
        ),
    ]
)


@pytest.fixture(scope="module", params=[(), ("--no-lane",)], ids=["lane", "mitmproxy"])
def aged(request: pytest.FixtureRequest, start_for_module: Start) -> Smockproxy:
    return start_for_module({"mocks.json": MOCKS}, "--ageing", "--timing", "instant", *request.param)


def test_dates_are_as_old_as_they_were(aged: Smockproxy) -> None:
    order = curl(aged, "http://shop.test/order").json
    made_at = datetime.fromisoformat(order["made_at"])
    assert abs(made_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert order["made_at"].endswith("+00:00")
    assert order["until"] - made_at.timestamp() == TEN_DAYS.total_seconds()

    person = curl(aged, "http://shop.test/person").json
    assert person["born"] == "1990-01-01"
    assert abs(datetime.fromisoformat(person["seen"]).date() - datetime.now(UTC).date()) <= timedelta(days=1)


def test_headers_and_cookies_too(aged: Smockproxy) -> None:
    page = curl(aged, "http://shop.test/page")
    moment = parsedate_to_datetime(page.headers["Date"])
    assert (
        timedelta(minutes=50)
        < parsedate_to_datetime(page.headers["Expires"]) - moment
        < timedelta(minutes=61)
    )
    assert page.headers["Age"] == "17"
    cookie = parsedate_to_datetime(page.headers["Set-Cookie"].partition("Expires=")[2])
    assert timedelta(days=9) < cookie - moment < timedelta(days=11)


def test_a_client_that_checks_tokens_takes_them(aged: Smockproxy) -> None:
    session = requests_session(aged)
    answer = session.get("http://shop.test/login", timeout=20)
    token = answer.json()["token"]
    (key,) = session.get("http://shop.test/keys", timeout=20).json()["keys"]
    claims = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["ES256"])
    assert claims["sub"] == "ada"
    assert claims["exp"] - claims["iat"] == (EXPIRED - RECORDED).total_seconds()
    assert jwt.get_unverified_header(token)["kid"] == "k1"
    assert (
        token
        == answer.headers["X-Token"]
        == session.get("http://shop.test/login", timeout=20).json()["token"]
    )
    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(TOKEN, KEY.public_key(), algorithms=["ES256"])


def test_templates_and_packed_bodies_move_as_well(aged: Smockproxy) -> None:
    text = curl(aged, "http://shop.test/template?q=hi").text
    assert text.startswith("hi ")
    assert abs(datetime.fromisoformat(text[3:]).date() - datetime.now(UTC).date()) <= timedelta(days=1)
    packed = curl(aged, "http://shop.test/packed", "--compressed").json
    assert abs(datetime.fromisoformat(packed["at"]) - datetime.now(UTC)) < timedelta(minutes=5)


def test_history_has_what_was_sent(aged: Smockproxy) -> None:
    sent = curl(aged, "http://shop.test/order?shown").text
    entry = aged.await_entry("/order?shown")
    assert entry["response"]["body"] == json.loads(sent) or json.dumps(entry).count(RECORDED.isoformat()) == 0


def test_a_clock_ten_days_later(aged: Smockproxy) -> None:
    session = {"X_Smockproxy_Session": "later"}
    aged.ask_admin("/api/v1/clock/advance", method="POST", body=b'{"by": "240h"}', **session)
    order = curl(aged, "http://shop.test/order", "--proxy-user", "later:x").json
    ahead = datetime.fromisoformat(order["made_at"]) - datetime.now(UTC)
    assert timedelta(days=9, hours=23) < ahead < timedelta(days=10, hours=1)


def test_many_clients_get_the_same(aged: Smockproxy) -> None:
    with ThreadPoolExecutor(16) as pool:
        tokens = {
            *pool.map(
                lambda _: requests.get(
                    "http://shop.test/login", proxies={"http": aged.proxy}, timeout=30
                ).json()["token"],
                range(64),
            )
        }
    assert len(tokens) == 1


@pytest.mark.parametrize(
    ("timing", "least", "most"),
    [("instant", 0, 1), ("recorded", 249, 251), ("x2", 499, 501), ("fitted", 249, 251)],
)
def test_answers_take_their_time(start: Start, timing: str, least: float, most: float) -> None:
    """The delay that history tells is what was drawn; the wall clock of a busy machine only adds to it."""
    smockproxy = start({"mocks.json": MOCKS}, "--timing", timing)
    answer = curl(smockproxy, "http://shop.test/slow")
    timing_told = smockproxy.await_entry("/slow")["timing"]
    assert answer.text == "slow"
    assert least <= timing_told["delay"] <= most
    assert timing_told["ended"] >= least
    assert "1990-01-01" in curl(smockproxy, "http://shop.test/person").text
    assert RECORDED.isoformat() in curl(smockproxy, "http://shop.test/order").text
