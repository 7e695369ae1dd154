"""What `kill -9` under load costs a server: nothing that a client had an answer for 100 ms before."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.history_store.counting import Answered, Asking

KILLS = 20
AT_MOST = 0.1
"""Seconds before the kill of which exchanges, uses and state may be missing."""
COUNTS_AT_MOST = 2 * AT_MOST
"""The same of use counts and state: they are looked at every 50 ms, beside the load of four clients."""
SESSIONS = ("", "worker-1", "worker-2", "worker-3")
MOCKS = """\
- request: {path_template: "/counted/{id}"}
  response: {template: true, body: "{{ state.incr('n') }}\\n{{ request.body }}"}
- request: {path_template: "/limited/{id}"}
  response: {status: 429, body: used up}
- request: {path_template: "/limited/{id}"}
  context: {times: 10}
  response: {template: true, body: "{{ request.body }}"}
"""
OWN = "- {request: {path_template: '/own/{id}'}, response: {body: own}, context: {times: 100000}}"


@dataclass
class Known:
    """What is certain after so many kills."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the id of the exchange."""
    uses: Counter[str] = field(default_factory=Counter)
    """Of each session's own mock, after the last restart."""
    state: Counter[str] = field(default_factory=Counter)
    """What `n` was in each session after the last restart."""
    late: list[float] = field(default_factory=list)
    """Seconds before a kill of which there were exchanges that are missing."""


def named(session: str) -> dict[str, str]:
    return {"X_Smockproxy_Session": session} if session else {}


def history(smockproxy: Smockproxy) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    after = ""
    while True:
        page = smockproxy.ask_json(f"/api/v1/history?limit=500&bodies=true&after={after}")
        for entry in page["entries"]:
            assert entry["id"] not in found, "an exchange is there twice"
            found[entry["id"]] = entry
        after = page["next"]
        if not after:
            return found


def own_mock(smockproxy: Smockproxy, session: str) -> dict[str, Any]:
    (mock,) = smockproxy.ask_json("/mocks", **named(session))
    return mock


def is_whole(entry: dict[str, Any], answered: Answered) -> bool:
    sent, got = entry["request"], entry["response"]
    return (sent["body"], got["status"], got["body"]) == (answered.sent, answered.status, answered.got)


@pytest.mark.timeout(400)
def test_what_was_answered_is_there_after_each_of_many_kills(start: Start, tmp_path: Path) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--sessions-dir", str(tmp_path / "kept"))
    for session in SESSIONS:
        smockproxy.ask_admin(
            "/mocks", method="POST", body=OWN.encode(), Content_Type="application/x-yaml", **named(session)
        )
    sessions = {session: smockproxy.ask_json("/sessions/summary", **named(session)) for session in SESSIONS}
    clients = [Asking(session, seed) for seed, session in enumerate(SESSIONS)]
    random, known = Random(7), Known()
    time.sleep(3 * AT_MOST)  # for the uploads to be kept
    for _ in range(KILLS):
        for client in clients:
            client.begin(smockproxy)
        time.sleep(random.uniform(0.3, 0.9))
        killed_at = time.monotonic()
        smockproxy.kill()
        for client in clients:
            client.join()
        smockproxy.ready_file.unlink()
        smockproxy.start()
        look_at_history(history(smockproxy), clients, killed_at, known)
        for client in clients:
            look_at_session(smockproxy, client, killed_at, known)
        kept = {session: smockproxy.ask_json("/sessions/summary", **named(session)) for session in SESSIONS}
        assert kept == sessions
    print("lost at most, in seconds before a kill:", max(known.late, default=0.0))
    assert len(known.entries) > 10 * KILLS
    assert any(entry["response"]["status"] == 429 for entry in known.entries.values())


def look_at_history(
    entries: dict[str, dict[str, Any]], clients: list[Asking], killed_at: float, known: Known
) -> None:
    assert known.entries.items() <= entries.items(), "what an earlier run had is gone, or is another"
    new = {id_: entry for id_, entry in entries.items() if id_ not in known.entries}
    newest = max(map(int, known.entries), default=0)
    assert all(int(id_) > newest for id_ in new), "ids do not go on"
    by_path = {entry["request"]["path"]: entry for entry in new.values()}
    assert len(by_path) == len(new), "an exchange is there twice"
    for client in clients:
        own = {path for path, entry in by_path.items() if entry.get("session_name", "") == client.session}
        assert own <= set(client.asked), "an exchange that nobody asked for"
        for answered in client.answered:
            if answered.path in own:
                assert is_whole(by_path[answered.path], answered), "an exchange is torn"
            else:
                known.late.append(killed_at - answered.at)
    assert max(known.late, default=0) <= AT_MOST, "lost, so many seconds after the client had its answer"
    known.entries = entries


def look_at_session(smockproxy: Smockproxy, client: Asking, killed_at: float, known: Known) -> None:
    """Counts and state are of a moment at most so long before the kill, and not of one after it."""
    session = client.session
    early = [each for each in client.answered if each.at < killed_at - COUNTS_AT_MOST]
    least = known.uses[session] + sum(each.path.startswith("/own/") for each in early)
    most = known.uses[session] + sum(path.startswith("/own/") for path in client.asked)
    uses = own_mock(smockproxy, session)["state"]["times_count"]
    assert least <= uses <= most, f"uses of {session or 'the unnamed one'}"
    counted = [int(each.got.partition("\n")[0]) for each in early if each.path.startswith("/counted/")]
    state = smockproxy.ask_json(f"/api/v1/state?session={session}")["state"].get("n", 0)
    issued = known.state[session] + sum(path.startswith("/counted/") for path in client.asked)
    assert max(counted, default=known.state[session]) <= state <= issued, f"state of {session or 'all'}"
    known.uses[session], known.state[session] = uses, state
