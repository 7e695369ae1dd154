"""The two ports of a running smockproxy, asked byte by byte, as a client of Smocker asks them."""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml

from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawAnswer, RawConnection
from tests.acceptance.harness.waiting import wait_until

HOST = "shop.test"
YAML_TYPE = "application/x-yaml"
JSON_TYPE = "application/json"
SECONDS = 20.0
ID = r"[0-9A-Za-z]{12}"
"""The shape of an id."""
DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"
"""The shape of a date."""


@dataclass(frozen=True)
class Ask:
    """A request: method, target in origin form, header lines, body; text is written as latin-1."""

    method: str
    target: str
    lines: tuple[str, ...] = ()
    body: bytes = b""

    def head(self, target: str, host: str) -> str:
        names = {line.partition(":")[0].lower() for line in self.lines}
        host_line = [] if "host" in names else [f"Host: {host}"]
        is_framed = not self.body or names & {"content-length", "transfer-encoding"}
        length = [] if is_framed else [f"Content-Length: {len(self.body)}"]
        return "\n".join([f"{self.method} {target} HTTP/1.1", *host_line, *self.lines, *length])


def get(target: str, *lines: str) -> Ask:
    return Ask("GET", target, lines)


def post(target: str, body: str | bytes, *lines: str) -> Ask:
    return Ask("POST", target, lines, body.encode() if isinstance(body, str) else body)


def told(answer: RawAnswer) -> Any:
    """What an answer says in JSON."""
    return json.loads(answer.body)


@dataclass(frozen=True)
class MockPort:
    """The port that answers by mocks; `origin` goes before each target: empty for the base URL."""

    smockproxy: Smockproxy
    origin: str

    @property
    def host(self) -> str:
        """What the Host header says unless a test writes its own."""
        return HOST if self.origin else f"127.0.0.1:{self.smockproxy.port}"

    @contextmanager
    def connection(self) -> Iterator[RawConnection]:
        with RawConnection(self.smockproxy.proxy, SECONDS) as connection:
            yield connection

    def write(self, connection: RawConnection, ask: Ask) -> None:
        connection.ask(ask.head(self.origin + ask.target, self.host), ask.body)

    def send(self, ask: Ask) -> RawAnswer:
        """The answer to one request, on a connection of its own."""
        with self.connection() as connection:
            self.write(connection, ask)
            return connection.read_answer(ask.method)

    def send_all(self, *asks: Ask) -> list[RawAnswer]:
        """The answers to several requests, one after the other, on one connection."""
        answers = []
        with self.connection() as connection:
            for ask in asks:
                self.write(connection, ask)
                answers.append(connection.read_answer(ask.method))
        return answers

    def statuses(self, *asks: Ask) -> list[int]:
        return [answer.status for answer in self.send_all(*asks)]

    def get(self, target: str, *lines: str) -> RawAnswer:
        return self.send(get(target, *lines))

    def post(self, target: str, body: str | bytes, *lines: str) -> RawAnswer:
        return self.send(post(target, body, *lines))

    def texts(self, *targets: str) -> list[str]:
        """The bodies of these targets, or the status where it is not 200."""
        answers = self.send_all(*map(get, targets))
        return [answer.body.decode() if answer.status == 200 else str(answer.status) for answer in answers]

    def raw(self, ask: Ask, seconds: float = 0.3) -> bytes:
        """Every byte that comes back, until the other side closes or says nothing more."""
        with self.connection() as connection:
            self.write(connection, ask)
            return connection.rest(seconds)


@dataclass(frozen=True)
class AdminPort:
    """The port of Smocker's admin API."""

    smockproxy: Smockproxy

    def send(self, method: str, target: str, *lines: str, body: str | bytes = b"") -> RawAnswer:
        data = body.encode() if isinstance(body, str) else body
        ask = Ask(method, target, lines, data)
        with RawConnection(self.smockproxy.admin, SECONDS) as connection:
            connection.ask(ask.head(target, "localhost"), data)
            return connection.read_answer(method)

    def json(self, method: str, target: str, *lines: str, body: Any = None) -> Any:
        """What it says in JSON, when it says 200."""
        sent = b"" if body is None else json.dumps(body).encode()
        typed = (f"Content-Type: {JSON_TYPE}",) if body is not None else ()
        answer = self.send(method, target, *typed, *lines, body=sent)
        assert answer.status == 200, f"{method} {target}: {answer.status} {answer.body!r}"
        return told(answer)

    def yaml(self, method: str, target: str) -> Any:
        answer = self.send(method, target, f"Accept: {YAML_TYPE}")
        assert answer.status == 200, f"{method} {target}: {answer.status} {answer.body!r}"
        return yaml.safe_load(answer.body)

    def message(self, method: str, target: str, *lines: str, body: str | bytes = b"") -> tuple[int, str]:
        """Status and message of an answer."""
        answer = self.send(method, target, *lines, body=body)
        return answer.status, told(answer)["message"]

    def upload(self, mocks: str | bytes, query: str = "") -> dict[str, Any]:
        """Register mocks (YAML)."""
        answer = self.offer(mocks, query=query)
        assert answer.status == 200, f"{mocks!r}: {answer.status} {answer.body!r}"
        return told(answer)

    def upload_json(self, mocks: Any, query: str = "") -> dict[str, Any]:
        """Register mocks (JSON, or what is to become it)."""
        text = mocks if isinstance(mocks, str) else json.dumps(mocks)
        answer = self.offer(text, JSON_TYPE, query)
        assert answer.status == 200, f"{mocks!r}: {answer.status} {answer.body!r}"
        return told(answer)

    def offer(self, mocks: str | bytes, content_type: str = YAML_TYPE, query: str = "") -> RawAnswer:
        """The answer to an upload, whatever it is."""
        return self.send("POST", f"/mocks{query}", f"Content-Type: {content_type}", body=mocks)

    def refusal(self, mocks: str | bytes, content_type: str = YAML_TYPE) -> str:
        """The message of an upload that is refused with 400."""
        answer = self.offer(mocks, content_type)
        assert answer.status == 400, f"{mocks!r}: {answer.status} {answer.body!r}"
        (name,) = shape = told(answer)
        assert name == "message"
        return shape[name]

    def mocks(self, query: str = "") -> list[dict[str, Any]]:
        """The mocks of a session, the first that is asked first."""
        return self.json("GET", f"/mocks{query}")

    def mock_id(self, place: int = 0) -> str:
        return self.mocks()[place]["state"]["id"]

    def counts(self) -> list[int]:
        return [mock["state"]["times_count"] for mock in self.mocks()]

    def history(self, count: int = 0, query: str = "") -> list[dict[str, Any]]:
        """The entries, once there are so many: a client may have its answer a moment before."""
        return (
            wait_until(
                lambda: found if len(found := self.json("GET", f"/history{query}")) >= count else None,
                f"{count} history entries",
            )
            if count
            else self.json("GET", f"/history{query}")
        )

    def verify(self, query: str = "") -> dict[str, Any]:
        return self.json("POST", f"/sessions/verify{query}")

    def sessions(self) -> list[dict[str, Any]]:
        return self.json("GET", "/sessions")

    def summaries(self) -> list[dict[str, Any]]:
        return self.json("GET", "/sessions/summary")

    def begin(self, name: str) -> str:
        """The id of a new session."""
        return self.json("POST", f"/sessions?name={name}")["id"]

    def reset(self) -> None:
        """As at the start: no session, no mock, no entry."""
        self.json("POST", "/reset?force=true")


def unpacked(answer: RawAnswer) -> bytes:
    """The body of an answer that must be packed with gzip."""
    assert answer.header("Content-Encoding") == "gzip"
    return gzip.decompress(answer.body)
