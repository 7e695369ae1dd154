"""Record a shop, stop it, and replay: every request is answered right, ten days later, with other ids."""

import json
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.replay.conftest import Replay
from tests.acceptance.replay.shop import Shop, visit

REQUESTS = 27
"""Of one visit."""

type Record = Callable[[Path, int], int]


@pytest.fixture
def record(start: Start, trust: Trust, tmp_path: Path) -> Record:
    """One visit of the shop, recorded into a folder; gives the shop's port."""

    def record(folder: Path, port: int) -> int:
        with Shop(context(trust), port) as shop:
            arguments = (
                "--record",
                "all",
                "--record-dir",
                str(folder),
                "--redact-key-file",
                str(tmp_path / "key"),
            )
            recording = start("", *arguments)
            with httpx_client(recording) as client:
                visit(client, shop.url)
            asked, port = shop.asked, shop.server_address[1]
            assert recording.stop() == 0, recording.log()
        assert asked == REQUESTS
        return port

    return record


def context(trust: Trust) -> ssl.SSLContext:
    return trust.server_context("http/1.1")


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_shop_that_is_gone(record: Record, replay: Replay, tmp_path: Path) -> None:
    recorded = tmp_path / "recorded"
    port = record(recorded, 0)
    drafts = everything_in(recorded)
    assert drafts
    no_secret(drafts)

    replayed = replay(recorded, "--fail-under", "100", "--report-file", tmp_path / "report.json")
    replayed.ask_admin("/api/v1/clock/advance", method="POST", body=b'{"by": "240h"}')
    with httpx_client(replayed) as client:
        visit(client, f"https://localhost:{port}")
    assert [entry["decision"] for entry in replayed.history()] == ["mocked"] * REQUESTS
    assert replayed.stop() == 0, replayed.log()
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["accuracy"], report["unused"]) == (100.0, 0)

    record(recorded, port)
    assert everything_in(recorded) == drafts


def test_the_same_client_again_and_again(record: Record, replay: Replay, tmp_path: Path) -> None:
    """Each named session is a customer of its own."""
    port = record(tmp_path / "recorded", 0)
    replayed = replay(tmp_path / "recorded", "--fail-under", "100")
    for name in ("ada", "bob", "cyd"):
        as_session(replayed, name, port)
    assert replayed.stop() == 0, replayed.log()


def as_session(replayed: Smockproxy, name: str, port: int) -> None:
    proxy = replayed.proxy
    try:
        replayed.proxy = proxy.replace("http://", f"http://{name}:x@")
        with httpx_client(replayed) as client:
            visit(client, f"https://localhost:{port}")
    finally:
        replayed.proxy = proxy


def no_secret(drafts: dict[str, bytes]) -> None:
    for name, content in drafts.items():
        assert b"open sesame" not in content, name
