"""Clients that are silent for as long as mitmproxy's `tcp_timeout` are let go; those that wait are not."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection

SECONDS = 2
MOCKS = f"""\
- request: {{path: /mocked}}
  response: {{status: 201, body: mocked}}
- request: {{path: /late}}
  response: {{status: 201, body: late, delay: {SECONDS + 1}s}}
"""
PATIENCE = 4 * SECONDS
ASKED = "GET http://a.test/{} HTTP/1.1\nHost: a.test"


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--set", f"tcp_timeout={SECONDS}")


def test_the_lane_is_in_use(smockproxy: Smockproxy) -> None:
    assert smockproxy.ask_json("/api/v1/lane")["is_open"]


def test_silent_clients_are_let_go(smockproxy: Smockproxy) -> None:
    """One that never spoke, one with its answer, one in half a head, one in a tunnel, two in TLS there."""
    clients = [RawConnection(smockproxy.proxy, PATIENCE) for _ in range(6)]
    _, answered, half, tunnel, shaking, secured = clients
    answered.ask(ASKED.format("mocked"))
    assert answered.read_answer().status == 201
    half.send("GET http://a.test/mocked HT")
    for each in (tunnel, shaking, secured):
        assert each.connect("a.test:443").status == 200
    shaking.send(b"\x16\x03\x01")
    secured.start_tls(client_context(smockproxy.ca, "http/1.1"), "a.test")
    secured.ask("GET /mocked HTTP/1.1\nHost: a.test")
    assert secured.read_answer().status == 201
    assert all(each.is_quiet(0.05) for each in clients)

    assert [bool(each.rest(PATIENCE)) for each in clients] == [False] * 6
    for each in clients:
        each.close()


def test_a_client_that_waits_for_its_answer_gets_it(smockproxy: Smockproxy) -> None:
    with RawConnection(smockproxy.proxy, PATIENCE) as connection:
        connection.ask(ASKED.format("late"))
        assert connection.read_answer().body == b"late"
