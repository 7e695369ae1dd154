"""A table of attacks: each ends soon and with a clear word, and meanwhile others are answered.

Times are generous, for the machine is shared: what these attacks took without their limits were minutes and
gigabytes.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.security.asking import ask

MOCKS = """
- request: {host: static.test}
  response: {body: here}
- request: {host: json.test, method: POST, body: {a.b: 1}}
  response: {body: json}
"""
SOON = 3.0
"""Seconds that a refusal may take."""
PATIENCE = 2.0
"""Seconds that anybody else may wait meanwhile."""
YAML, JSON = "application/x-yaml", "application/json"
MIB = 1 << 20
LARGEST_GROWTH = 300 * MIB


@dataclass
class Bystander:
    """Asks for a static mock, again and again, and notes the longest wait."""

    proxy: str
    longest: float = 0.0
    answers: list[bytes] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Bystander":
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _ask(self) -> None:
        address = urlsplit(self.proxy)
        connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
        while not self._is_over.wait(0.01):
            begun = time.perf_counter()
            connection.request("GET", "http://static.test/")
            self.answers.append(connection.getresponse().read())
            self.longest = max(self.longest, time.perf_counter() - begun)
        connection.close()


def bomb_of_aliases() -> bytes:
    lines = [f"- &a{depth} [{', '.join([f'*a{depth - 1}'] * 10)}]" for depth in range(1, 12)]
    return "\n".join(["- &a0 [x, x, x, x, x, x, x, x, x, x]", *lines]).encode()


def of_pattern(pattern: str) -> bytes:
    return f"- request: {{path: {{matcher: ShouldMatch, value: '{pattern}'}}}}\n  response: {{}}\n".encode()


UPLOADS = {
    "aliases": (YAML, bomb_of_aliases(), "aliases expand to more than"),
    "deep YAML": (YAML, b"[" * 1_000_000, "nested more than 100 deep"),
    "deep YAML in blocks": (
        YAML,
        b"".join(b" " * deep + b"-\n" for deep in range(2000)),
        "nested more than 100",
    ),
    "wide YAML": (YAML, b"[" + b"a," * 4_000_000 + b"a]", "at most 1,000,000 commas and lines"),
    "large YAML": (YAML, b"- " + b"a" * (17 * MIB), "at most 16,777,216 bytes of YAML"),
    "no Unicode": (YAML, b"\xff" * MIB, "invalid UTF-8"),
    "deep JSON": (JSON, b"[" * 1_000_000, "nested more than 100 deep"),
    "deep JSON objects": (JSON, b'[{"a":' * 500_000, "nested more than 100 deep"),
    "wide JSON": (JSON, b"[" + b"1," * 15_000_000 + b"1]", "at most 1,000,000 commas"),
    "empty mocks": (JSON, b"[" + b"{}," * 200_000 + b"{}]", "at most 100,000 entries"),
    "a large number": (JSON, b"[" + b"9" * 10_000_000 + b"]", "Syntax error"),
    "a nested pattern": (YAML, of_pattern("((a{100}){100}){100}"), "invalid regular expression"),
    "a long pattern": (YAML, of_pattern("a" * MIB), "invalid regular expression"),
}
"""What it is → its type, the upload, and what is wrong with it."""

IMPORTS = {
    "deep": (b"[" * 1_000_000, "nested more than 150 deep"),
    "wide": (b"[" + b"1," * 20_000_000 + b"1]", "at most 10,000,000 commas"),
    "nonsense": (b"[" + b"1," * 1_000_000 + b"1]", "and 980 more"),
}
QUESTIONS = {
    "deep": ("POST", "/api/v1/why", b"[" * 1_000_000, 400),
    "wide": ("POST", "/api/v1/why", b"[" + b"1," * 5_000_000 + b"1]", 400),
    "long": ("POST", "/api/v1/why", b'{"id": "' + b"7" * (15 * MIB) + b'"}', 404),
    "large": ("POST", "/api/v1/why", b" " * (17 * MIB), 413),
    "large state": ("PUT", "/api/v1/state", b'{"a": "' + b"a" * (15 * MIB) + b'"}', 400),
    "a large upload": ("POST", "/mocks", b" " * (65 * MIB), 413),
    "a pattern to filter by": ("GET", "/history?filter=((a%7B100%7D)%7B100%7D)%7B100%7D", None, 400),
}


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS)


@pytest.fixture
def bystander(smockproxy: Smockproxy) -> Iterator[Bystander]:
    """Somebody else, who must not notice."""
    before = smockproxy.memory()
    with Bystander(smockproxy.proxy) as other:
        begun = time.perf_counter()
        yield other
        took = time.perf_counter() - begun
    assert took < SOON
    assert other.longest < PATIENCE
    assert set(other.answers) <= {b"here"}
    assert smockproxy.memory() - before < LARGEST_GROWTH
    assert curl(smockproxy, "http://static.test/").body == b"here"


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("name", UPLOADS)
def test_uploads(smockproxy: Smockproxy, name: str) -> None:
    kind, body, wrong = UPLOADS[name]
    told = ask(smockproxy, "POST", "/mocks", body, Content_Type=kind)
    assert told.status == 400
    assert wrong in told.message


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("name", IMPORTS)
def test_imports(smockproxy: Smockproxy, name: str) -> None:
    body, wrong = IMPORTS[name]
    told = ask(smockproxy, "POST", "/sessions/import", body, Content_Type=JSON)
    assert told.status == 400
    assert wrong in told.message


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("name", QUESTIONS)
def test_questions(smockproxy: Smockproxy, name: str) -> None:
    method, path, body, status = QUESTIONS[name]
    told = ask(smockproxy, method, path, body, Content_Type=JSON)
    assert told.status == status
    assert len(told.body) < 2_000


@pytest.mark.usefixtures("bystander")
@pytest.mark.parametrize("body", [b"[" * 9_000_000, b"[" + b"1," * 4_500_000 + b"1]", b'{"a":' * 1_500_000])
def test_bodies_that_mocks_look_into(smockproxy: Smockproxy, body: bytes) -> None:
    answer = curl(smockproxy, "http://json.test/", "--data-binary", "@-", "-H", "Expect:", stdin=body)
    assert answer.status == 502  # no mock matches, and there is no such host


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_small_answer_that_unpacks_to_a_large_one_stays_packed(
    smockproxy: Smockproxy, upstream: HttpUpstream, coding: str
) -> None:
    curl(smockproxy, f"{upstream.url}/bomb?coding={coding}&n={200 * MIB}")
    smockproxy.await_entry(f"coding={coding}")
    before = smockproxy.memory()
    with Bystander(smockproxy.proxy) as other:
        begun = time.perf_counter()
        for path in ("/history", "/api/v1/history", "/api/v1/history/export?format=har"):
            assert len(smockproxy.ask_admin(path)) < 50 * MIB
        took = time.perf_counter() - begun
    assert took < SOON
    assert other.longest < PATIENCE
    assert smockproxy.memory() - before < LARGEST_GROWTH
    smockproxy.reset()
