"""Credentials do not leave by the log, by exports, or by what the commands show."""

import json
import os
import subprocess

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import PYTHON
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream

BEARER, COOKIE, KEY, SET = "b34rer-0f-ann", "c00kie-0f-ann", "k3y-0f-ann", "s3t-by-server"
SECRETS = (BEARER, COOKIE, KEY, SET)
MOCKS = f"""
- request: {{host: shop.test}}
  response: {{headers: {{Set-Cookie: "sid={SET}; Path=/"}}, body: hello}}
"""


def shop(smockproxy: Smockproxy, host: str = "shop.test") -> None:
    sent = ["-H", f"Authorization: Bearer {BEARER}", "-b", f"sid={COOKIE}", "-H", f"X-Api-Key: {KEY}"]
    curl(smockproxy, f"http://{host}/orders?page=2&api_key={KEY}&access_token={BEARER}", *sent)
    curl(smockproxy, f"http://ann:{BEARER}@{host}/basic")


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.fixture(scope="module")
def shopped(start_for_module: Start) -> Smockproxy:
    smockproxy = start_for_module(MOCKS, "--log-level", "debug")
    shop(smockproxy)
    smockproxy.await_entry("shop.test/basic")
    return smockproxy


@pytest.fixture(scope="module")
def refused(start_for_module: Start) -> Smockproxy:
    """One that answers with a refusal, which tells what the request was and what the mocks are."""
    smockproxy = start_for_module(MOCKS.replace(SET, "of-a-mock"), "--unmatched", "refuse")
    shop(smockproxy, "nowhere.test")
    smockproxy.await_entry("nowhere.test/basic")
    return smockproxy


def test_the_log_shows_none(shopped: Smockproxy) -> None:
    assert "/orders?page=2&api_key=redacted-" in shopped.log()
    assert found_in(shopped.log()) == []


PATHS = [
    "/api/v1/history",
    "/api/v1/history/1",
    "/api/v1/history/1/trace",
    "/api/v1/history/export?format=har",
    "/api/v1/history/export?format=jsonl",
    "/api/v1/history/export?format=mitm",
]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_shown_and_exported_has_none(shopped: Smockproxy, refused: Smockproxy, path: str) -> None:
    for smockproxy, host in ((shopped, "shop.test"), (refused, "nowhere.test")):
        told = smockproxy.ask_admin(path).decode(errors="replace")
        assert host in told
        assert "redacted" in told
        assert found_in(told) == []


def test_one_secret_has_one_pseudonym_in_every_place(shopped: Smockproxy) -> None:
    request = shopped.ask_json("/api/v1/history/1")["request"]
    headers = dict(request["headers"])
    hidden = headers["Authorization"].removeprefix("Bearer ")
    assert hidden.startswith("redacted-")
    assert f"access_token={hidden}" in request["url"]
    assert headers["X-Api-Key"] != hidden
    assert hidden in shopped.log()


def test_who_asks_gets_what_was_sent(shopped: Smockproxy) -> None:
    exported = shopped.ask_admin("/api/v1/history/export?format=jsonl&redact=false").decode()
    assert found_in(exported) == list(SECRETS)


def test_commands_show_none_unless_told_to(shopped: Smockproxy) -> None:
    def shown(*flags: str) -> str:
        command = [PYTHON, "-m", "smockproxy", "history", "show", "1", "--admin", shopped.admin, *flags]
        done = subprocess.run(command, env=os.environ, capture_output=True, text=True, timeout=30, check=True)
        return done.stdout

    assert found_in(shown()) == []
    assert found_in(shown("--no-redact")) == list(SECRETS)


def test_smockers_history_is_what_was_sent(shopped: Smockproxy) -> None:
    assert found_in(json.dumps(shopped.ask_json("/history"))) == list(SECRETS)


def test_a_forwarded_request_keeps_its_credentials(start: Start, upstream: HttpUpstream) -> None:
    smockproxy = start("")
    curl(smockproxy, f"{upstream.url}/echo?api_key={KEY}", "-H", f"Authorization: Bearer {BEARER}")
    (seen,) = upstream.seen.requests
    assert ("Authorization", f"Bearer {BEARER}") in [tuple(line) for line in seen["headers"]]
    assert KEY in seen["request_line"]


def test_it_can_be_switched_off_and_the_banner_warns(start: Start) -> None:
    smockproxy = start(MOCKS, "--no-redact")
    shop(smockproxy)
    smockproxy.await_entry("shop.test/basic")
    assert found_in(smockproxy.ask_admin("/api/v1/history/export?format=har").decode()) == list(SECRETS)
    assert (
        "logs, exports, recordings and --sessions-dir hold secrets as they were sent: --no-redact"
        in smockproxy.log()
    )
    assert KEY in smockproxy.log()
