"""What goes through a proxy that keeps everything leaves no secret in any file, and spares what is none."""

import base64
import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, quote_plus, urlsplit

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import PYTHON
from tests.acceptance.harness.process import Smockproxy
from tests.secrets_of_tests import NAMED, harmless, secrets, traces_of

SEED = 11
FORMATS = ("har", "jsonl", "mitm")
type Sent = tuple[str, str, dict[str, str], str]


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was sent: as text, and in JSON as base64."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = {"echo": body.decode(), "packed": base64.b64encode(body).decode(), "url": self.path}
        answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def echo() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def sent(shape: str, place: str, secret: str) -> Sent:
    """Target, content type, headers and body of a request with the secret in that place."""
    name = "password" if shape in NAMED else "note"
    header = "X-Api-Key" if shape in NAMED else "X-Note"
    in_header = secret.replace("\n", "\\n").encode().decode("latin-1")
    match place:
        case "query":
            return f"/query?{name}={quote_plus(secret)}&page=2", "text/plain", {}, "hello"
        case "header":
            return "/header", "text/plain", {header: in_header}, "hello"
        case "cookie":
            return "/cookie", "text/plain", {"Cookie": f"theme=dark; sid={quote(secret, safe='')}"}, "hello"
        case "json":
            document = {"a": [{"b": {name: secret, "n": 1}}], "text": json.dumps({name: secret})}
            return "/json", "application/json", {}, json.dumps(document, indent=1)
        case "form":
            form = f"user=ann&{name}={quote_plus(secret)}"
            return "/form", "application/x-www-form-urlencoded", {}, form
    credentials = base64.b64encode(f"ann:{secret}".encode()).decode()
    return "/basic", "text/plain", {"Authorization": f"Basic {credentials}"}, f"again {credentials}"


def send(smockproxy: Smockproxy, echo: str, sent: list[Sent]) -> None:
    place = urlsplit(smockproxy.proxy)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    for target, kind, headers, body in sent:
        connection.request("POST", echo + target, body.encode(), {"Content-Type": kind, **headers})
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
    connection.close()


@pytest.fixture(scope="module")
def used(start_for_module: Start, echo: str) -> Smockproxy:
    """A process that kept 200 secrets and has ended; all that it wrote lies in its folder."""
    smockproxy = start_for_module(
        "",
        *("--sessions-dir", "kept", "--redact-key-file", "pseudonyms.key", "--log-level", "debug"),
        *("--record", "all", "--record-dir", "drafts"),
    )
    send(smockproxy, echo, [sent(*each) for each in secrets(SEED)])
    for name in FORMATS:
        exported = smockproxy.ask_admin(f"/api/v1/history/export?format={name}")
        (smockproxy.folder / f"export.{name}").write_bytes(exported)
    command = [PYTHON, "-m", "smockproxy", "history", "export", "--admin", smockproxy.admin, "-o", "cli.har"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    subprocess.run(command, cwd=smockproxy.folder, env=environment, timeout=60, check=True)
    return smockproxy


def files_of(smockproxy: Smockproxy) -> dict[str, bytes]:
    certs = smockproxy.confdir
    files = [path for path in smockproxy.folder.rglob("*") if path.is_file() and certs not in path.parents]
    return {str(path.relative_to(smockproxy.folder)): path.read_bytes() for path in files}


def found_in(files: dict[str, bytes]) -> list[str]:
    return [
        f"{name}: {shape} in {place}: {trace[:80]!r}"
        for shape, place, secret in secrets(SEED)
        for trace in traces_of(secret)
        for name, content in files.items()
        if trace in content
    ]


def test_no_file_has_any_of_200_secrets_in_any_spelling(used: Smockproxy) -> None:
    files = files_of(used)
    assert {"kept/history.sqlite3", "kept/history.sqlite3-wal", "process.log", "export.har"} <= set(files)
    assert b"redacted-" in files["kept/history.sqlite3-wal"] + files["kept/history.sqlite3"]
    assert found_in(files) == []


def test_nor_has_it_after_the_end(used: Smockproxy) -> None:
    used.stop()
    files = files_of(used)
    assert any(name.startswith("drafts/") for name in files)
    assert found_in(files) == []


def test_of_1000_harmless_values_fewer_than_one_in_a_hundred_is_touched(start: Start, echo: str) -> None:
    smockproxy = start("", "--redact-key-file", "pseudonyms.key")
    values = list(harmless(SEED))
    document = json.dumps({"values": [{"note": value} for value in values]})
    send(smockproxy, echo, [("/harmless", "application/json", {}, document)])
    (entry,) = map(json.loads, smockproxy.ask_admin("/api/v1/history/export?format=jsonl").splitlines())
    kept = json.loads(entry["request"]["body"])["values"]
    touched = [value for value, other in zip(values, kept, strict=True) if other["note"] != value]
    assert touched[10:] == []
