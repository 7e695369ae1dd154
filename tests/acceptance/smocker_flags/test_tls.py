"""TLS on both ports with one certificate: `--tls-enable`."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.harness.clients import run_curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.servers import RawEcho
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker_flags.conftest import PORTS, DropIn, Run, StartDropIn, starter, write_pair

MOCKS = "- {request: {path: /hi}, response: {body: hi, headers: {Content-Type: text/plain}}}\n"
PLAIN = b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, confdir_template: Path, trust: Trust
) -> Iterator[DropIn]:
    """A process whose ports speak TLS."""
    folder = tmp_path_factory.mktemp("tls")
    (folder / "mocks").mkdir()
    (folder / "mocks" / "m.yml").write_text(MOCKS)
    certificate, key = write_pair(folder, trust)
    starting = starter(folder, confdir_template)
    yield next(starting)(
        *PORTS,
        "-tls-enable",
        f"-tls-cert-file={certificate}",
        "-tls-private-key-file",
        str(key),
        "--set",
        f"ssl_verify_upstream_trusted_ca={trust.ca_file}",
    )
    next(starting, None)


def curl(*arguments: str) -> tuple[int, str]:
    answer = run_curl("--noproxy", "none", *arguments)
    return answer.status, answer.text


def test_plain_requests_to_both_ports(served: DropIn, trust: Trust) -> None:
    assert served.proxy.startswith("https://127.0.0.1:")
    assert served.admin.startswith("https://127.0.0.1:")
    assert curl("--cacert", str(trust.ca_file), f"{served.proxy}/hi") == (200, "hi")
    status, version = curl("--cacert", str(trust.ca_file), f"{served.admin}/version")
    assert (status, "app_name" in version) == (200, True)
    status, unmatched = curl("--cacert", str(trust.ca_file), f"{served.proxy}/nothing")
    assert (status, "No mock found" in unmatched) == (666, True)


def test_the_banner_says_so(served: DropIn) -> None:
    log = served.log()
    assert f"proxy      {served.proxy}" in log
    assert f"admin API  {served.admin}" in log
    assert f"--proxy {served.proxy} --proxy-cacert {served.folder / 'cert.pem'}" in log


def test_through_the_proxy(
    served: DropIn, trust: Trust, upstream: HttpUpstream, tls_upstream: HttpUpstream
) -> None:
    secure = ("--proxy", served.proxy, "--proxy-cacert", str(trust.ca_file))
    assert curl(*secure, "http://mocked.test/hi") == (200, "hi")
    assert curl(*secure, "--cacert", str(served.ca), "https://mocked.test/hi") == (200, "hi")
    assert curl(*secure, f"{upstream.url}/real")[0] == 200
    assert curl(*secure, "--cacert", str(served.ca), f"{tls_upstream.url}/real")[0] == 200


def test_hosts_in_tunnels_have_certificates_of_our_authority(served: DropIn, trust: Trust) -> None:
    with RawConnection(served.proxy) as connection:
        connection.start_tls(client_context(trust.ca_file), "127.0.0.1")
        assert connection.connect("mocked.test:80").status == 200
        connection.ask("GET /hi HTTP/1.1\nHost: mocked.test")
        assert connection.read_answer().body == b"hi"
    with pytest.raises(AssertionError, match=r"curl ended with (35|60)"):
        curl("--proxy", served.proxy, "--proxy-cacert", str(trust.ca_file), "https://mocked.test/hi")


@pytest.mark.parametrize("port", ["proxy", "admin"])
@pytest.mark.parametrize("offered", [("h2", "http/1.1"), ("http/1.1",), ()])
def test_http_1_1_only(served: DropIn, trust: Trust, port: str, offered: tuple[str, ...]) -> None:
    with RawConnection(getattr(served, port)) as connection:
        chosen = connection.start_tls(client_context(trust.ca_file, *offered), "127.0.0.1")
        assert chosen == ("http/1.1" if offered else None)
        connection.ask("GET /version HTTP/1.1\nHost: 127.0.0.1")
        assert connection.read_answer().status == {"proxy": 666, "admin": 200}[port]


@pytest.mark.parametrize("port", ["proxy", "admin"])
@pytest.mark.parametrize("request_line", ["GET /hi", "POST /mocks", "CONNECT a.test:443", "OPTIONS *"])
def test_clients_without_tls_are_told(served: DropIn, port: str, request_line: str) -> None:
    with RawConnection(getattr(served, port)) as connection:
        connection.ask(f"{request_line} HTTP/1.1\nHost: a.test")
        assert connection.rest(10) == PLAIN


def test_a_tunnel_without_tls_in_it(served: DropIn, trust: Trust, raw_echo: RawEcho) -> None:
    with RawConnection(served.proxy) as connection:
        connection.start_tls(client_context(trust.ca_file), "127.0.0.1")
        assert connection.connect(f"127.0.0.1:{raw_echo.port}").status == 200
        connection.send(b"\x00\x01bytes")
        assert connection.socket.recv(100) == b"\x00\x01bytes"
    (entry,) = wait_until(
        lambda: [each for each in entries(served, trust) if each["protocol"] == "tcp"],
        "the tunnel in the history",
    )
    assert entry["request"]["url"].endswith(f"127.0.0.1:{raw_echo.port}")


def entries(served: DropIn, trust: Trust) -> list[dict[str, Any]]:
    status, page = curl("--cacert", str(trust.ca_file), f"{served.admin}/api/v1/history?limit=500")
    assert status == 200
    return json.loads(page)["entries"]


def history_command(admin: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, "-m", "smockproxy", "history", "list", "--admin", admin],
        env=clean_environment() | {"PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_our_own_commands_reach_it(served: DropIn, trust: Trust) -> None:
    curl("--cacert", str(trust.ca_file), f"{served.proxy}/hi")
    for trusted in (trust.ca_file, served.folder / "cert.pem"):
        listed = history_command(served.admin, SSL_CERT_FILE=str(trusted))
        assert (listed.returncode, "/hi" in listed.stdout) == (0, True), listed.stderr
    distrusting = history_command(served.admin)
    assert distrusting.returncode == 1
    assert "SSL_CERT_FILE" in distrusting.stderr
    plain = history_command(served.admin.replace("https:", "http:"))
    assert (plain.returncode, "begin the URL with https://" in plain.stderr) == (1, True)


def test_off_again(start_drop_in: StartDropIn) -> None:
    process = start_drop_in(*PORTS, "-tls-enable=false", environment={"SMOCKER_TLS_ENABLE": "true"})
    assert process.proxy.startswith("http:")
    assert process.ask_json("/version")["app_name"]


@pytest.mark.parametrize(
    ("certificate", "key", "said"),
    [
        ("cert.pem", "none.pem", "--tls-private-key-file none.pem: No such file or directory"),
        ("none.pem", "key.pem", "--tls-cert-file none.pem: No such file or directory"),
        (
            "key.pem",
            "cert.pem",
            "--tls-private-key-file cert.pem: expected it and --tls-cert-file key.pem to be",
        ),
    ],
)
def test_a_pair_that_cannot_be_used(
    run: Run, tmp_path: Path, trust: Trust, certificate: str, key: str, said: str
) -> None:
    write_pair(tmp_path, trust)
    environment = {"SMOCKER_TLS_ENABLE": "1", "SMOCKER_TLS_PRIVATE_KEY_FILE": key}
    ended = run(*PORTS, f"-tls-cert-file={certificate}", environment=environment)
    assert ended.returncode == 1
    assert f"smockproxy: {said}" in ended.stderr
