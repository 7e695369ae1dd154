"""Point 8: exports over the wire and by the command line; what is read back is what was sent."""

import base64
import gzip
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mitmproxy import flowfilter, http
from mitmproxy.io import FlowReader

from tests.acceptance.conftest import Start
from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = """\
- request: {path: /hello}
  response: {headers: {Set-Cookie: [a=1, b=2], X-Name: grüße}, body: grüße}
- request: {path: /picture}
  response: {body: !!binary iVBORw0KGgr/}
"""


@pytest.fixture(scope="module")
def upstream_of_module(trust: Trust) -> Iterator[HttpUpstream]:
    with HttpUpstream(trust.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, upstream_of_module: HttpUpstream) -> Smockproxy:
    """A history with every kind of exchange and of body in it; it is only read in these tests."""
    smockproxy = start_for_module(MOCKS)
    server = upstream_of_module.url
    curl(smockproxy, "https://a.test/hello?x=1&x=2&y=gr%C3%BC", "--http2", "-H", "Cookie: k=v; l=w")
    curl(smockproxy, "http://a.test/picture", "--data-binary", "@-", stdin=BINARY)
    curl(smockproxy, f"{server}/gzip")
    curl(smockproxy, f"{server}/duplicate")
    curl(
        smockproxy,
        f"{server}/binary",
        "-X",
        "PUT",
        "-H",
        "Content-Type: text/plain",
        "--data-binary",
        "grüße",
    )
    curl(smockproxy, "http://127.0.0.1:1/down")
    with RawConnection(smockproxy.proxy) as connection:
        connection.ask("GET /nowhere HTTP/1.1\nHost: a.test\nX-Raw: \xff\xfe")
        connection.read_answer()
    smockproxy.await_entry("/nowhere")
    return smockproxy


def raw_body(message: dict[str, Any]) -> bytes:
    return base64.b64decode(message["body_base64"]) if "body_base64" in message else message["body"].encode()


def raw_headers(message: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    encoding = message.get("headers_encoding", "utf-8")
    return [(name.encode(encoding), value.encode(encoding)) for name, value in message["headers"]]


def exported(smockproxy: Smockproxy, name: str) -> bytes:
    return smockproxy.ask_admin(f"/api/v1/history/export?format={name}")


def assert_same(entries: list[dict[str, Any]], flows: list[http.HTTPFlow]) -> None:
    """Method, URL, status, headers and body bytes are the same."""
    assert len(entries) == len(flows)
    for entry, flow in zip(entries, flows, strict=True):
        assert flow.response is not None
        assert (flow.request.method, flow.request.url) == (
            entry["request"]["method"],
            entry["request"]["url"],
        )
        assert flow.response.status_code == entry["response"]["status"]
        for message, sent in ((flow.request, entry["request"]), (flow.response, entry["response"])):
            assert message.raw_content == raw_body(sent)
            assert list(message.headers.fields) == raw_headers(sent)


def without(fields: list[tuple[bytes, bytes]], *names: bytes) -> list[tuple[bytes, bytes]]:
    return [field for field in fields if field[0].lower() not in names]


def assert_same_but_for_coding(entries: list[dict[str, Any]], flows: list[http.HTTPFlow]) -> None:
    """What a HAR read by mitmproxy can give: its reader sets lengths itself, undoes codings."""
    unpacked = [unpacked_entry(entry) for entry in entries]
    for flow in flows:
        for message in (flow.request, flow.response):
            assert message is not None
            message.headers = http.Headers(without(list(message.headers.fields), b"content-length"))
    assert_same(unpacked, flows)


def shown(value: bytes) -> str:
    """A header value as text: a HAR has no other, so bytes that are not UTF-8 become characters."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def unpacked_entry(entry: dict[str, Any]) -> dict[str, Any]:
    parts = {}
    for side in ("request", "response"):
        fields, body = raw_headers(entry[side]), raw_body(entry[side])
        if (b"Content-Encoding", b"gzip") in fields:
            body = gzip.decompress(body)
        kept = without(fields, b"content-length", b"content-encoding")
        lines = [[name.decode(), shown(value)] for name, value in kept]
        shape = {"headers": lines, "headers_encoding": "utf-8", "body_base64": base64.b64encode(body)}
        parts[side] = entry[side] | shape
    return entry | parts


def http_flows(raw: bytes) -> list[http.HTTPFlow]:
    flows = list(FlowReader(io.BytesIO(raw)).stream())
    assert all(isinstance(flow, http.HTTPFlow) for flow in flows)
    return flows


def test_jsonl_is_the_history(smockproxy: Smockproxy) -> None:
    lines = exported(smockproxy, "jsonl").decode().splitlines()

    assert [json.loads(line) for line in lines] == smockproxy.history()
    assert len(lines) == 7


def test_har_read_back_by_mitmproxy(smockproxy: Smockproxy) -> None:
    raw = exported(smockproxy, "har")
    log = json.loads(raw)["log"]

    assert log["version"] == "1.2"
    assert_same_but_for_coding(smockproxy.history(), http_flows(raw))
    gzipped = next(entry for entry in log["entries"] if entry["request"]["url"].endswith("/gzip"))
    packed = gzip.compress(b'{"packed": true}', mtime=0)
    assert gzipped["response"]["content"] == {
        "mimeType": "application/json",
        "text": '{"packed": true}',
        "size": 16,
        "compression": 16 - len(packed),
        "_codedBase64": base64.b64encode(packed).decode(),
    }
    assert {"name": "Content-Encoding", "value": "gzip"} in gzipped["response"]["headers"]


def test_mitmproxys_own_format(smockproxy: Smockproxy) -> None:
    flows = http_flows(exported(smockproxy, "mitm"))

    assert_same(smockproxy.history(), flows)
    assert [flow.marked for flow in flows] == [
        "mocked", "mocked", "forwarded", "forwarded", "forwarded", "failed", "refused",
    ]  # fmt: skip
    assert "mocks.yml:1" in flows[0].comment
    by_marker = flowfilter.parse("~marker forwarded")
    assert [flow.request.path for flow in flows if by_marker(flow)] == ["/gzip", "/duplicate", "/binary"]
    packed = flows[2].response
    assert packed is not None
    assert packed.raw_content == gzip.compress(b'{"packed": true}', mtime=0)
    assert packed.json() == {"packed": True}


def test_an_unknown_format_is_refused(smockproxy: Smockproxy) -> None:
    with pytest.raises(AssertionError, match=r"400.*har.*"):
        exported(smockproxy, "pcap")


# -- the command line ---------------------------------------------------------------------------------------


def history_command(
    *arguments: str, admin: str = "", code: int = 0, environment: dict[str, str] | None = None
) -> str:
    named = ["--admin", admin] if admin else []
    done = subprocess.run(
        [PYTHON, "-m", "smockproxy", "history", *arguments, *named],
        cwd=ROOT,
        env=clean_environment() | (environment or {}),
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return (done.stdout if code == 0 else done.stderr).decode()


def test_list(smockproxy: Smockproxy) -> None:
    lines = history_command("list", admin=smockproxy.admin)

    assert "https://a.test/hello" in lines
    assert "mocks.yml:1" in lines
    assert all(word in lines for word in ("mocked", "forwarded", "failed", "refused", "666", "PUT"))
    as_json = json.loads(history_command("list", "--json", admin=smockproxy.admin))
    entries = as_json if isinstance(as_json, list) else as_json["entries"]
    assert [entry["id"] for entry in entries] == [entry["id"] for entry in smockproxy.history()]


def test_show(smockproxy: Smockproxy) -> None:
    entry = smockproxy.history()[0]
    shown = history_command("show", entry["id"], admin=smockproxy.admin)

    assert "https://a.test/hello" in shown
    assert "grüße" in shown
    assert "mocks.yml:1" in shown
    assert json.loads(history_command("show", entry["id"], "--json", admin=smockproxy.admin)) == entry
    assert "no-such-id" in history_command("show", "no-such-id", admin=smockproxy.admin, code=1)


def test_export_to_stdout_and_to_a_file(smockproxy: Smockproxy, tmp_path: Path) -> None:
    by_variable = {"SMOCKPROXY_ADMIN_URL": smockproxy.admin}
    har = history_command("export", "--format", "har", environment=by_variable)
    assert len(json.loads(har)["log"]["entries"]) == 7
    file = tmp_path / "flows.mitm"
    history_command("export", "--format", "mitm", "-o", str(file), admin=smockproxy.admin)

    assert_same(smockproxy.history(), http_flows(file.read_bytes()))
    assert list(tmp_path.iterdir()) == [file]


def test_the_commands_are_not_led_astray_by_proxy_variables(smockproxy: Smockproxy) -> None:
    before = len(smockproxy.history())
    variables = {"http_proxy": smockproxy.proxy, "HTTP_PROXY": smockproxy.proxy}
    history_command("list", admin=smockproxy.admin, environment=variables)

    assert len(smockproxy.history()) == before


def test_nothing_listens(tmp_path: Path) -> None:
    message = history_command("list", admin="http://127.0.0.1:1", code=1)

    assert len(message.strip().splitlines()) == 1
    assert "smockproxy serve" in message
    assert "127.0.0.1:1" in message


def test_usage_errors() -> None:
    assert "har" in history_command("export", "--format", "pcap", code=2)
