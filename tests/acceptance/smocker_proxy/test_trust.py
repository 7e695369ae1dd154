"""`skip_verify_tls`: any certificate will do for the requests of that mock, and for no others."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawAnswer, RawConnection
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.smocker.ports import AdminPort, MockPort, get, told

DISTRUST = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
FILES = """\
- request: {{path: /any}}
  proxy: {{host: "{url}", skip_verify_tls: true}}
- request: {{path: /strict}}
  proxy: {{host: "{url}"}}
- request: {{path: /gone-on}}
  proxy: {{skip_verify_tls: true}}
"""


def upload(admin: AdminPort, server: HttpUpstream) -> None:
    """A mock that takes any certificate, and one that does not."""
    server.forget()
    admin.upload_json(
        [
            {"request": {"path": "/any"}, "proxy": {"host": server.url, "skip_verify_tls": True}},
            {"request": {"path": "/strict"}, "proxy": {"host": server.url}},
        ]
    )


@pytest.mark.parametrize("order", [("/any", "/strict", "/any"), ("/strict", "/any", "/strict", "/any")])
def test_down_one_connection_of_the_client(
    admin: AdminPort, port: MockPort, stranger: HttpUpstream, order: tuple[str, ...]
) -> None:
    upload(admin, stranger)
    with port.connection() as connection:
        for path in order:
            port.write(connection, get(path))
            answer = connection.read_answer()
            assert answer.status == (200 if path == "/any" else 602), path
            if path == "/strict":
                assert told(answer)["message"] == (
                    f'Error during request redirection: Get "{stranger.url}/strict": {DISTRUST}'
                )
    assert {request["request_line"] for request in stranger.seen.requests} == {"GET /any HTTP/1.1"}
    assert admin.counts() == [0, order.count("/any")]


@pytest.fixture(scope="module")
def forwarding(start_for_module: Start, stranger: HttpUpstream) -> Smockproxy:
    """A process that forwards what no mock answers, with these mocks in a file."""
    return start_for_module(FILES.format(url=stranger.url))


def ask(connection: RawConnection, server: HttpUpstream, path: str) -> RawAnswer:
    connection.ask(f"GET {path} HTTP/1.1\nHost: {server.authority}")
    return connection.read_answer()


@pytest.mark.parametrize(
    "order",
    [("/any", "/free", "/strict", "/gone-on", "/free"), ("/free", "/gone-on", "/any", "/strict", "/free")],
)
def test_in_a_tunnel_to_that_very_server(
    forwarding: Smockproxy, stranger: HttpUpstream, order: tuple[str, ...]
) -> None:
    with RawConnection(forwarding.proxy) as connection:
        connection.connect(stranger.authority)
        connection.start_tls(client_context(forwarding.ca, "http/1.1"), stranger.host)
        statuses = {path: ask(connection, stranger, path).status for path in order}
    assert statuses == {"/any": 200, "/gone-on": 200, "/strict": 602, "/free": 502}


@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_many_requests_at_once(forwarding: Smockproxy, stranger: HttpUpstream, version: str) -> None:
    urls = [f"{stranger.url}{path}" for path in ("/any", "/free", "/gone-on") * 4]
    outputs = [option for url in urls for option in ("-o", "/dev/null", url)]
    answer = curl(
        forwarding, outputs[-1], version, "--parallel", "-w", "%{url} %{http_code}\\n", *outputs[:-1]
    )
    found = {line.rpartition("/")[2] for line in answer.text.split("\n") if line}
    assert found == {"any 200", "free 502", "gone-on 200"}
