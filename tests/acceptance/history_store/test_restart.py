"""With --sessions-dir a killed process goes on where it was."""

import time
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl, run_curl
from tests.acceptance.harness.process import Smockproxy, StartError

MOCKS = """\
- request: {path: /count}
  dynamic_response:
    engine: jinja2
    script: '{status: 200, body: "{{ state.incr("n") }}"}'
- request: {path: /twice}
  context: {times: 2}
  response: {body: at most twice}
"""
UPLOAD = "- {request: {path: /own}, response: {body: own}, context: {times: 2}}"
NAMED = ("-H", "X-Smockproxy-Session: worker-1")
AT_MOST_MISSING = 0.1
"""Seconds before its end of which a killed process may have nothing on disk."""


def upload(smockproxy: Smockproxy, *session: str) -> None:
    as_yaml = ("-H", "Content-Type: application/x-yaml", "--data-binary", UPLOAD)
    assert run_curl(*session, *as_yaml, f"{smockproxy.admin}/mocks").status == 200


def restarted(smockproxy: Smockproxy) -> Smockproxy:
    time.sleep(3 * AT_MOST_MISSING)
    smockproxy.kill()
    smockproxy.ready_file.unlink()
    return smockproxy.start()


def statuses(smockproxy: Smockproxy, path: str, *session: str) -> list[int]:
    return [curl(smockproxy, f"http://a.test{path}", *session).status for _ in range(2)]


def test_sessions_counts_state_and_history_come_back(start: Start, tmp_path: Path) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--sessions-dir", str(tmp_path / "kept"))
    for session in ((), NAMED):
        upload(smockproxy, *session)
        for path in ("/own", "/twice"):
            assert curl(smockproxy, f"http://a.test{path}", *session).status == 200
    assert curl(smockproxy, "http://a.test/count", *NAMED).text == "1"
    before, sessions = smockproxy.history(), smockproxy.ask_json("/sessions/summary")
    restarted(smockproxy)

    assert smockproxy.history() == before
    assert smockproxy.ask_json("/sessions/summary") == sessions
    for session in ((), NAMED):
        assert statuses(smockproxy, "/own", *session) == [200, 666]
        assert statuses(smockproxy, "/twice", *session) == [200, 666]
    assert curl(smockproxy, "http://a.test/count", *NAMED).text == "2"
    assert curl(smockproxy, "http://a.test/count").text == "1"
    assert [int(entry["id"]) for entry in smockproxy.history()] == list(range(1, len(before) + 11))


def test_what_was_reset_does_not_come_back(start: Start, tmp_path: Path) -> None:
    smockproxy = start(MOCKS, "--sessions-dir", str(tmp_path / "kept"))
    upload(smockproxy)
    curl(smockproxy, "http://a.test/twice")
    smockproxy.reset()
    restarted(smockproxy)

    assert smockproxy.history() == []
    assert smockproxy.ask_json("/sessions/summary") == []
    assert statuses(smockproxy, "/twice") == [200, 200]


def test_a_folder_is_for_one_process(start: Start, tmp_path: Path) -> None:
    folder = str(tmp_path / "kept")
    start(MOCKS, "--sessions-dir", folder)
    with pytest.raises(StartError, match=r"ended with 3 [^$]*another smockproxy is using it"):
        start(MOCKS, "--sessions-dir", folder)


def test_two_places_for_sessions_are_one_too_many(start: Start, tmp_path: Path) -> None:
    both = ("--sessions-dir", str(tmp_path / "a"), "--persistence-directory", str(tmp_path / "b"))
    with pytest.raises(StartError, match="--sessions-dir and --persistence-directory both say"):
        start(MOCKS, *both)
