"""Two servers with the same mocks: one with the lane, one where everything goes through mitmproxy."""

import http.client
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.lane.mockfiles import API, RULES
from tests.acceptance.lane.row import UPSTREAM

VARYING = frozenset({"id", "session", "callback_of", "timing"})
"""Of an entry, what differs from run to run."""
_MASKS = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<moment>"),
    (re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "<now>"),
    (re.compile(r";t=\d+"), ";t=<seconds>"),
    (re.compile(r'"times_count":\d+'), '"times_count":"<uses>"'),
    (re.compile(r'"status":(0|200),"delay"'), '"status":"<0 before its first use>","delay"'),
)
"""Inside of texts."""
_UNTIL = frozenset({"ratelimit-reset", "x-ratelimit-reset", "retry-after"})
"""Headers that count down."""


class Admin:
    """The admin API on one kept connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def ask(self, path: str, method: str = "GET", body: Any = None, **headers: str) -> Any:
        """What it answers, read as JSON."""
        sent = body if body is None or isinstance(body, str) else json.dumps(body)
        shown = {"Content-Type": "application/json"} | {n.replace("_", "-"): v for n, v in headers.items()}
        try:
            self._connection.request(method, path, sent, shown)
            answer = self._connection.getresponse()
        except ConnectionError:  # closed since it was last used
            self._connection.close()
            self._connection.request(method, path, sent, shown)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        assert answer.status < 300, f"{method} {path}: {answer.status} {text}"
        return json.loads(text) if text.startswith(("{", "[")) else text

    def close(self) -> None:
        self._connection.close()


@dataclass
class Server:
    """One of the two."""

    name: str
    process: Smockproxy
    admin: Admin
    names: dict[str, str] = field(default_factory=dict)
    """What is shown in place of drawn ids, and of our own port."""

    @classmethod
    def of(cls, name: str, process: Smockproxy) -> "Server":
        return cls(name, process, Admin(process.admin))

    @property
    def url(self) -> str:
        return self.process.proxy

    def begin(self) -> None:
        """Sessions, counts, state and history as after the start."""
        for session in self.admin.ask("/api/v1/sessions")["sessions"]:
            if session["name"]:
                self.admin.ask(f"/api/v1/sessions/{session['name']}", "DELETE")
        self.admin.ask("/reset?force=true", "POST")
        self.admin.ask("/api/v1/history", "DELETE")

    def upload(self, mocks: str) -> None:
        """Register mocks by Smocker's route."""
        self.admin.ask("/mocks", "POST", mocks, Content_Type="application/x-yaml")
        rows = [row for row in self.admin.ask("/api/v1/mocks")["mocks"] if row["source"] is None]
        port = self.process.port
        self.names = {f"127.0.0.1:{port}": "<here>", f'"port": {port}': '"port": "<here>"'}
        self.names |= {row["id"]: f"<mock {number}>" for number, row in enumerate(rows)}

    def renamed(self, text: str) -> str:
        """The text with names for ids that differ from run to run."""
        for drawn, name in self.names.items():
            text = text.replace(drawn, name)
        return text

    def entries(self) -> list[dict[str, Any]]:
        """The history, oldest first, once no exchange is under way any more."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.admin.ask(f"/api/v1/history?limit=500&redact=false&after={after}")
            found += page["entries"]
            after = page["next"]
            if not after:
                return json.loads(self.renamed(json.dumps(found)))

    def settled(self, count: int) -> list[dict[str, Any]]:
        """The history once it has so many entries, or after a while."""
        seen: list[list[dict[str, Any]]] = []

        def look() -> bool:
            seen.append(self.entries())
            return len(seen[-1]) >= count

        with suppress(AssertionError):  # the comparison will say what is missing
            wait_until(look, "the history", seconds=3, pause=0.1)
        return seen[-1]

    def answered(self) -> int:
        """How many requests the lane has dealt with."""
        return int(self.admin.ask("/api/v1/lane")["answered"])


def shown(value: Any) -> Any:
    """A tree of JSON without moments."""
    match value:
        case dict():
            return {name: shown(each) for name, each in value.items()}
        case [str() as name, str()] if name.lower() in _UNTIL:
            return [name, "<seconds>"]
        case list():
            return [shown(each) for each in value]
        case str():
            for pattern, instead in _MASKS:
                value = pattern.sub(instead, value)
            return value
        case _:
            return value


def entry_shown(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry without what differs from run to run; of its times, which there are."""
    timing = {name: value is not None for name, value in entry["timing"].items()}
    kept = {name: value for name, value in entry.items() if name not in VARYING}
    seen = shown(kept | {"timing": timing, "is_delayed": entry["timing"]["delay"] > 0})
    response = seen["response"]
    if response and ("<moment>" in json.dumps(response) or response["status"] in {601, 602, 666}):
        # a moment is shorter when it ends with zeros
        headers = [line for line in response["headers"] if line[0] != "Content-Length"]
        seen["response"] = response | {"body_size": "<length>", "headers": headers}
    return seen


def in_any_order(entries: Iterable[dict[str, Any]]) -> list[str]:
    """Entries as texts that can be compared whatever order they came in."""
    return sorted(json.dumps(entry_shown(entry), sort_keys=True) for entry in entries)


def facts_of(server: Server) -> dict[str, Any]:
    """Counts, scenarios, state and rows of all sessions."""
    found: dict[str, Any] = {}
    for session in [row["name"] for row in server.admin.ask("/api/v1/sessions")["sessions"]]:
        asked = {
            name: server.admin.ask(f"/api/v1/{name}?session={session}")
            for name in ("usage", "scenarios", "state", "resources", "mocks", "chaos")
        }
        found[session] = without(shown(json.loads(server.renamed(json.dumps(asked)))), VOLATILE)
    return found


VOLATILE = frozenset({"id", "latency", "last_used", "session"})
"""Of other answers of the API, what differs from run to run."""


def without(value: Any, names: frozenset[str]) -> Any:
    """A tree of JSON without keys."""
    match value:
        case dict():
            return {name: without(each, names) for name, each in value.items() if name not in names}
        case list():
            return [without(each, names) for each in value]
        case _:
            return value


@dataclass
class Pair:
    """The two, and the real server behind both."""

    reference: Server
    """Everything through mitmproxy."""
    lane: Server
    real: HttpUpstream

    def __iter__(self) -> Iterator[Server]:
        return iter((self.reference, self.lane))

    def begin(self, *, rules: bool = False) -> None:
        """Both from the start, perhaps with rules of chaos."""
        for server in self:
            server.begin()
            server.admin.ask("/api/v1/sessions/strict", "PUT", {"unmatched": "refuse"})
            server.upload(API)
            if rules:
                server.admin.ask("/api/v1/chaos", "POST", RULES)
        self.real.forget()

    def filled(self, data: bytes) -> bytes:
        """The bytes with the real server's address."""
        return data.replace(UPSTREAM, self.real.authority.encode())
