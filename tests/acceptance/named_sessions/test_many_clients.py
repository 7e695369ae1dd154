"""Many clients of five kinds at once, each with a session of its own: nothing is mixed up, nothing leaks."""

import base64
import json
import subprocess
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import NODE, PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.named_sessions.asking import Client, Got, Order

KINDS = ("curl", "requests", "httpx", "aiohttp", "node")
USERS, BY_PORT, BY_HEADER = 50, 2, 2
"""Clients of each kind by what names their session; 50 users of 5 kinds make the 10,000 exchanges."""
EACH = 40
"""Exchanges of each client."""
SECRET = "swordfish-of-nobody"
"""In every password."""
USED_UP = (429, "used up")
FORMATS = ("har", "jsonl", "smocker", "mitm")

SHOWN = "{{ request.path_params.id }} of {{ request.path_params.kind }}"
MOCKS = f"""\
- request: {{path_template: "/{{kind}}/limited/{{id}}"}}
  response: {{status: 429, body: used up}}
- request: {{path_template: "/{{kind}}/limited/{{id}}"}}
  context: {{times: 2}}
  response: {{template: true, body: "{SHOWN}"}}
- request: {{path_template: "/{{kind}}/count/{{id}}"}}
  response: {{template: true, body: "{SHOWN}: {{{{ state.incr('n') }}}}"}}
- request: {{path_template: "/{{kind}}/echo/{{id}}"}}
  response: {{template: true, body: "{SHOWN}"}}
"""
OWN = "- {{request: {{path_template: '/{{kind}}/own/{{id}}'}}, response: {{body: own mock of {session}}}}}"


@dataclass
class Run:
    """What was asked, what came back, and what is known of it afterwards."""

    smockproxy: Smockproxy
    kept: Path
    clients: list[Client] = field(default_factory=list)
    answers: dict[str, list[Got]] = field(default_factory=dict)
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))


def urls(kind: str, ids: count) -> list[str]:
    """http and https in turn, and all kinds of mocks."""
    turns = ("echo", "limited", "echo", "count", "own")
    schemes = ("http", "https")
    asked = (next(ids) for _ in range(EACH))
    return [f"{schemes[at % 2]}://a.test/{kind}/{turns[at % 5]}/{at}" for at in asked]


def clients_of(kind: str, smockproxy: Smockproxy, ids: count) -> list[Client]:
    ports = smockproxy.ready["sessions"]
    users = [f"{kind}-user-{number}" for number in range(USERS)]
    by_user = [
        Client(name, smockproxy.proxy.replace("://", f"://{name}:{SECRET}@"), urls(kind, ids))
        for name in users
    ]
    by_port = [
        Client(name, ports[name].rstrip("/"), urls(kind, ids))
        for name in (f"{kind}-port-{number}" for number in range(BY_PORT))
    ]
    by_header = [
        Client(name, smockproxy.proxy, urls(kind, ids), {"X-Smockproxy-Session": name})
        for name in (f"{kind}-header-{number}" for number in range(BY_HEADER))
    ]
    return by_user + by_port + by_header


def asked_by(order: Order) -> dict[str, list[Got]]:
    """What the clients of one kind got."""
    is_node = order.kind == "node"
    command = ["node", "asking.mjs"] if is_node else [PYTHON, "-m", "tests.acceptance.named_sessions.asking"]
    done = subprocess.run(
        command,
        cwd=NODE if is_node else ROOT,
        env=clean_environment(),
        input=order.as_json().encode(),
        capture_output=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, f"{order.kind}: {done.stderr.decode()[-3000:]}"
    return json.loads(done.stdout)


pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def run(start_for_module: Start, node_packages: None, tmp_path_factory: pytest.TempPathFactory) -> Run:
    kept = tmp_path_factory.mktemp("kept")
    ports = [f"{kind}-port-{number}=0" for kind in KINDS for number in range(BY_PORT)]
    named = [part for port in ports for part in ("--session-port", port)]
    settings = ("--unmatched", "refuse", "--sessions-dir", str(kept))
    smockproxy = start_for_module(MOCKS, *settings, *named)
    done = Run(smockproxy, kept)
    ids = count()
    orders = [Order(kind, str(smockproxy.ca), clients_of(kind, smockproxy, ids)) for kind in KINDS]
    done.clients = [client for order in orders for client in order.clients]
    for client in done.clients:
        own = OWN.format(session=client.session).encode()
        named_in = {"X_Smockproxy_Session": client.session, "Content_Type": "application/x-yaml"}
        smockproxy.ask_admin("/mocks", method="POST", body=own, **named_in)
    with ThreadPoolExecutor(len(orders)) as processes:
        for answers in processes.map(asked_by, orders):
            done.answers |= answers
    many = len(done.clients) * EACH
    for entry in wait_until(lambda: of_all(smockproxy, many), f"{many} entries"):
        done.entries[entry["session_name"]].append(entry)
    return done


def of_all(smockproxy: Smockproxy, many: int) -> list[dict[str, Any]]:
    """The history, once it has so many entries."""
    found = smockproxy.history()
    return found if len(found) >= many else []


def expected(client: Client) -> list[tuple[int, str]]:
    """What one who is alone in a session gets: two limited answers, and counts from one on."""
    answers: list[tuple[int, str]] = []
    uses: Counter[str] = Counter()
    for url in client.urls:
        _, kind, turn, at = path_of(url).split("/")
        uses[turn] += 1
        shown = f"{at} of {kind}"
        counted, limited = (200, f"{shown}: {uses[turn]}"), (200, shown) if uses[turn] <= 2 else USED_UP
        turns = {"echo": (200, shown), "limited": limited, "count": counted}
        answers.append(turns.get(turn, (200, f"own mock of {client.session}")))
    return answers


def path_of(url: str) -> str:
    return url.partition("a.test")[2]


def encodings(secret: str) -> list[bytes]:
    """A text as it is, and what is always the same of its Base64, wherever it stands in a longer text."""
    raw = secret.encode()
    coded = [base64.b64encode(bytes(before) + raw)[-(-4 * before // 3) :] for before in range(3)]
    return [raw, *(text[: 4 * len(raw) // 3 - 4] for text in coded)]


def test_the_base64_of_a_secret_is_found() -> None:
    for user in ("a", "ab", "abc", "abcd"):
        credentials = base64.b64encode(f"{user}:{SECRET}".encode())
        assert any(text in credentials for text in encodings(SECRET))


def test_each_session_has_exactly_its_own_exchanges_in_their_order(run: Run) -> None:
    assert set(run.entries) == {client.session for client in run.clients}
    for client in run.clients:
        asked = [path_of(url) for url in client.urls]
        assert [entry["request"]["path"] for entry in run.entries[client.session]] == asked, client.session
        schemes = [entry["request"]["url"].partition(":")[0] for entry in run.entries[client.session]]
        assert schemes == [url.partition(":")[0] for url in client.urls], client.session


def test_each_client_got_the_answers_of_its_own_session(run: Run) -> None:
    for client in run.clients:
        got = [(status, body) for status, body, _ in run.answers[client.session]]
        assert got == expected(client), client.session
        kept = [(entry["response"]["status"], body_of(entry)) for entry in run.entries[client.session]]
        assert kept == got, client.session


def test_https_was_http2_where_the_client_speaks_that(run: Run) -> None:
    for client in run.clients:
        if client.session.startswith("httpx"):
            versions = {version for _, _, version in run.answers[client.session]}
            assert versions == {"HTTP/1.1", "HTTP/2"}


def test_no_id_was_given_twice(run: Run) -> None:
    ids = [int(entry["id"]) for entries in run.entries.values() for entry in entries]
    assert sorted(ids) == list(range(1, len(run.clients) * EACH + 1))


@pytest.mark.parametrize("name", FORMATS)
def test_no_export_has_credentials(run: Run, name: str) -> None:
    exported = run.smockproxy.ask_admin(f"/api/v1/history/export?format={name}&redact=false")
    assert b"/curl/echo/0" in exported
    assert_clean(exported, name)


PATHS = (
    "/api/v1/history?limit=1000&bodies=true&redact=false",
    "/api/v1/history?limit=1000&session=node-user-1&redact=false",
    "/api/v1/history/1?redact=false",
    "/api/v1/sessions",
    "/history",
    "/sessions",
    "/sessions/summary",
)


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_of_the_api_has_credentials(run: Run, path: str) -> None:
    for session in ("", "requests-user-7"):
        named = {"X_Smockproxy_Session": session} if session and "/api/" not in path else {}
        assert_clean(run.smockproxy.ask_admin(path, **named), path)


def test_neither_log_nor_disk_has_credentials(run: Run) -> None:
    assert_clean(run.smockproxy.log().encode(), "the log")
    run.smockproxy.kill()  # what is in SQLite's own log stays there
    files = sorted(run.kept.iterdir())
    assert len(files) >= 2
    assert any(b"/curl/echo/0" in file.read_bytes() for file in files)
    for file in files:
        assert_clean(file.read_bytes(), file.name)


def body_of(entry: dict[str, Any]) -> str:
    return entry["response"]["body"]


def assert_clean(text: bytes, where: str) -> None:
    for secret in encodings(SECRET):
        assert secret not in text, where
    assert b"proxy-authorization" not in text.lower(), where
    assert b"x-smockproxy-session" not in text.lower(), where
