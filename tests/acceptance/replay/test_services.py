"""Programs that are recorded find the same answers without their servers: three services."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.record import cloud, forum, library
from tests.acceptance.record.service import Service
from tests.acceptance.replay.conftest import Replay


@dataclass(frozen=True)
class Program:
    """A service, and what a program does with it."""

    service: type[Service]
    visit: Callable[[httpx.Client, str], None]
    is_secure: bool = True
    speaks_http2: bool = False


PROGRAMS = [
    Program(library.Library, library.visit, is_secure=False),
    Program(forum.Forum, forum.visit),
    Program(cloud.Cloud, cloud.visit, speaks_http2=True),
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.service.__name__)
def test_a_program_finds_what_was_recorded(
    program: Program, start: Start, replay: Replay, trust: Trust, tmp_path: Path
) -> None:
    recorded = tmp_path / "recorded"
    keys = ("--redact-key-file", str(tmp_path / "key"))

    def record(service: Service) -> str:
        recording = start("", "--record", "all", "--record-dir", str(recorded), *keys)
        with httpx_client(recording, http2=program.speaks_http2) as client:
            program.visit(client, service.url)
        assert recording.stop() == 0, recording.log()
        return recording.log()

    with program.service(trust.server_context("http/1.1") if program.is_secure else None) as service:
        record(service)
        drafts, asked = everything_in(recorded), len(service.asked)
        replayed = replay(recorded, "--fail-under", "100")
        assert [each for each in replayed.problems() if each["severity"] == "error"] == []
        replayed.ask_admin("/api/v1/clock/advance", method="POST", body=b'{"by": "240h"}')
        with httpx_client(replayed, http2=program.speaks_http2) as client:
            program.visit(client, service.url)
        assert replayed.stop() == 0, replayed.log()
        assert len(service.asked) == asked
        told = record(service)
    assert everything_in(recorded) == drafts
    assert "0 new, 0 changed" in told


def test_programs_at_once_are_sessions_of_their_own(
    start: Start, replay: Replay, trust: Trust, tmp_path: Path
) -> None:
    recorded = tmp_path / "recorded"
    keys = ("--redact-key-file", str(tmp_path / "key"))
    recording = start("", "--record", "all", "--record-dir", str(recorded), *keys)
    with forum.Forum(trust.server_context("http/1.1")) as service:
        at_once(recording, service.url)
    assert recording.stop() == 0, recording.log()

    replayed = replay(recorded, "--fail-under", "100")
    at_once(replayed, service.url)
    assert replayed.stop() == 0, replayed.log()


def at_once(smockproxy: Smockproxy, url: str) -> None:
    """The same program three times, each in a session of its own; all must find what they look for."""
    with ThreadPoolExecutor(3) as threads:
        clients = [httpx_client(smockproxy, session=name) for name in ("ada", "bob", "cyd")]
        list(threads.map(lambda client: forum.visit(client, url), clients))
    for client in clients:
        client.close()


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
