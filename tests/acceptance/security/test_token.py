"""Bound wider than loopback the admin API wants a token, on every route but one."""

import os
import subprocess
from contextlib import suppress

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import run_curl
from tests.acceptance.harness.paths import PYTHON
from tests.acceptance.harness.process import Smockproxy, StartError
from tests.acceptance.security.asking import ask

HELLO = "- request: {host: hello.test}\n  response: {body: hello}\n"
WIDE = ("--host", "0.0.0.0")
CHOSEN = "correct-horse-battery"
ROUTES = [
    ("GET", "/mocks"),
    ("POST", "/mocks"),
    ("POST", "/mocks/lock"),
    ("PUT", "/mocks/x"),
    ("GET", "/history"),
    ("DELETE", "/history"),
    ("GET", "/history/summary"),
    ("GET", "/sessions"),
    ("POST", "/sessions/import"),
    ("POST", "/sessions/verify"),
    ("POST", "/reset"),
    ("GET", "/version"),
    ("GET", "/"),
    ("GET", "/nothing"),
    ("OPTIONS", "/mocks"),
    ("HEAD", "/mocks"),
    ("GET", "/api/v1/history"),
    ("GET", "/api/v1/history/export?format=har"),
    ("POST", "/api/v1/why"),
    ("PUT", "/api/v1/state"),
    ("GET", "/api/v1/nothing"),
]


@pytest.fixture(scope="module")
def wide(start_for_module: Start) -> Smockproxy:
    return start_for_module(HELLO, *WIDE)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_answers_without_the_token(wide: Smockproxy, method: str, path: str) -> None:
    told = ask(wide, method, path)
    assert told.status == 401
    assert told.headers["www-authenticate"] == 'Bearer realm="smockproxy", Basic realm="smockproxy"'
    assert ask(wide, method, path, Authorization="Bearer guess").status == 401
    assert ask(wide, method, path, X_Forwarded_For="127.0.0.1").status == 401


def test_a_401_says_what_to_do(wide: Smockproxy) -> None:
    assert ask(wide, "GET", "/mocks").message.startswith("This admin API wants its token, found none: send ")


def test_that_it_is_alive_everybody_may_know(wide: Smockproxy) -> None:
    assert ask(wide, "GET", "/healthz").status == 200


def test_the_token_is_printed_and_in_the_ready_file_and_lets_in(wide: Smockproxy) -> None:
    token = wide.ready["token"]
    assert len(token) >= 40
    assert token in wide.log()
    assert ask(wide, "GET", "/mocks", Authorization=f"Bearer {token}").status == 200
    assert ask(wide, "GET", "/mocks", X_Smockproxy_Token=token, Host="mocks.test").status == 200
    assert run_curl("-u", f":{token}", f"{wide.admin}/mocks").status == 200
    assert run_curl(f"http://:{token}@127.0.0.1:{wide.admin.rpartition(':')[2]}/mocks").status == 200
    assert wide.ask_json("/api/v1/mocks")["mocks"]


def test_the_proxy_itself_wants_none(wide: Smockproxy) -> None:
    assert run_curl("-x", wide.proxy, "http://hello.test/").body == b"hello"


def test_a_large_body_without_the_token_is_not_read(wide: Smockproxy) -> None:
    before = wide.memory()
    with suppress(ConnectionError):  # it may hang up on whoever goes on sending
        assert ask(wide, "POST", "/mocks", bytes(60 << 20)).status == 401
    assert wide.memory() - before < 30 << 20


def test_commands_show_it(wide: Smockproxy) -> None:
    def history(**variables: str) -> subprocess.CompletedProcess[str]:
        command = [PYTHON, "-m", "smockproxy", "history", "list", "--admin", wide.admin]
        return subprocess.run(
            command, env=os.environ | variables, capture_output=True, text=True, timeout=30, check=False
        )

    assert history(SMOCKPROXY_ADMIN_TOKEN=wide.ready["token"]).returncode == 0
    refused = history()
    assert refused.returncode == 1
    assert "SMOCKPROXY_ADMIN_TOKEN" in refused.stderr


def test_each_run_has_its_own(wide: Smockproxy, start: Start) -> None:
    assert start("", *WIDE).ready["token"] != wide.ready["token"]


def test_on_loopback_there_is_none(start: Start) -> None:
    smockproxy = start("")
    assert smockproxy.ready["token"] == ""
    assert ask(smockproxy, "GET", "/mocks").status == 200


def test_a_chosen_token_is_wanted_on_loopback_too_and_not_printed(start: Start) -> None:
    smockproxy = start("", environment={"SMOCKPROXY_ADMIN_TOKEN": CHOSEN})
    assert ask(smockproxy, "GET", "/mocks").status == 401
    assert ask(smockproxy, "GET", "/mocks", Authorization=f"Bearer {CHOSEN}").status == 200
    assert CHOSEN not in smockproxy.log()


def test_none_lets_everybody_in_and_says_so(start: Start) -> None:
    smockproxy = start("", *WIDE, "--admin-token", "none")
    assert ask(smockproxy, "GET", "/mocks", Host="smockproxy:8081").status == 200
    assert ask(smockproxy, "GET", "/mocks", Host="evil.test").status == 403
    assert "warning    whoever reaches the admin API may use it: --admin-token none" in smockproxy.log()


def test_a_short_token_does_not_start(start: Start) -> None:
    with pytest.raises(StartError, match="expected 16 characters or more, found 6") as error:
        start("", "--admin-token", "secret")
    assert "ended with 3" in str(error.value)
