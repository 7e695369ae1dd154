"""`--offline`: no way leads to a real server, by whatever road one tries."""

import shutil
import socket
import subprocess

import pytest
import requests

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.servers import RawEcho
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = """\
- request: {{host: a.test}}
  response: {{body: mocked}}
- request: {{host: 127.0.0.1, path: /by-mock}}
  proxy: {{host: "{url}"}}
- request: {{host: 127.0.0.1, path: /called-back}}
  response: {{body: ok}}
  callbacks: [{{url: "{url}/callback"}}]
"""


@pytest.fixture(params=["lane", "mitmproxy"])
def offline(request: pytest.FixtureRequest, start: Start, upstream: HttpUpstream) -> Smockproxy:
    flags = [] if request.param == "lane" else ["--no-lane"]
    return start(MOCKS.format(url=upstream.url), "--offline", *flags)


def test_mocks_answer_and_the_rest_is_refused(offline: Smockproxy, upstream: HttpUpstream) -> None:
    assert curl(offline, "http://a.test/").text == "mocked"
    assert curl(offline, "https://a.test/").text == "mocked"

    unmatched = curl(offline, f"{upstream.url}/unmatched")
    by_mock = curl(offline, f"{upstream.url}/by-mock")

    assert (unmatched.status, by_mock.status) == (666, 666)
    assert "connects to no real server" in by_mock.json["message"]
    assert upstream.seen.requests == []
    assert [entry["decision"] for entry in offline.history()] == ["mocked", "mocked", "refused", "refused"]


def test_no_policy_or_route_leads_out(offline: Smockproxy, upstream: HttpUpstream) -> None:
    api = f"{offline.admin}/api/v1"
    requests.put(f"{api}/sessions/worker", json={"unmatched": "forward"}, timeout=10)
    requests.put(f"{api}/routes", json={"host": "127.0.0.1", "to": "real"}, timeout=10)

    answers = [
        curl(offline, f"{upstream.url}/x"),
        curl(offline, f"{upstream.url}/x", "--proxy-user", "worker:x"),
        curl(offline, f"{upstream.url}/x", "-T", "-", stdin=b"x" * 100_000),
    ]

    assert [answer.status for answer in answers] == [666] * 3
    assert upstream.seen.requests == []


def test_no_tunnel_leads_out(offline: Smockproxy, raw_echo: RawEcho, tls_upstream: HttpUpstream) -> None:
    host, port = offline.proxy.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(f"CONNECT 127.0.0.1:{raw_echo.port} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        client.recv(1000)
        client.sendall(b"\x00\x01 no HTTP at all")
        client.settimeout(5)
        said = b""
        while piece := client.recv(1000):
            said += piece
    assert b"no HTTP at all" not in said

    with httpx_client(offline, http2=True) as client:
        assert client.get(f"{tls_upstream.url}/x").status_code in {666, 600}
    assert tls_upstream.seen.requests == []


def test_callbacks_stay_here(offline: Smockproxy, upstream: HttpUpstream) -> None:
    assert curl(offline, f"{upstream.url}/called-back").text == "ok"

    entry = offline.await_entry("/callback")

    assert "offline" in entry["error"]
    assert upstream.seen.requests == []


@pytest.mark.skipif(shutil.which("unshare") is None, reason="no way to make a network namespace here")
def test_it_works_where_there_is_no_network(start: Start) -> None:
    """In a network namespace of its own that has loopback and nothing else."""
    smockproxy = start("- request: {host: shop.test}\n  response: {body: offline}\n", "--offline")
    command = " ".join(smockproxy.command()).replace("--port 0", "--port 8080", 1)
    proxied = "curl -sS -x http://127.0.0.1:8080 --noproxy ''"
    script = (
        f"ip link set lo up; ip route get 192.0.2.1 2>&1 | head -1; {command} >log 2>&1 & "
        f"for _ in $(seq 300); do test -e {smockproxy.ready_file} && break; sleep 0.1; done; "
        f"{proxied} --cacert {smockproxy.ca} https://shop.test/; "
        f"{proxied} -o /dev/null -w ' %{{http_code}}' http://192.0.2.1/; kill $!"
    )
    smockproxy.stop()
    done = subprocess.run(
        ["unshare", "-rn", "sh", "-c", script],
        cwd=smockproxy.folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    if "Operation not permitted" in done.stderr:
        pytest.skip("network namespaces are not permitted here")
    assert "unreachable" in done.stdout, done.stdout + done.stderr
    assert done.stdout.endswith("offline 666"), done.stdout + done.stderr


def test_a_host_without_mocks_is_refused_behind_tls_too(offline: Smockproxy) -> None:
    assert curl(offline, "https://nowhere.test/").status == 666
