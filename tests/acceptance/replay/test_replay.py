"""`smockproxy replay`: folders, files of other programs and kept sessions answer offline."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import PYTHON, Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.replay.conftest import Replay

MOCKS = """\
- request: {host: shop.test, path: /orders}
  response: {json: [{id: 1}]}
- request: {host: shop.test, path: /never}
  response: {body: never}
"""


def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [PYTHON, "-m", "smockproxy", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_folder_answers_and_the_end_tells_how(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_text(MOCKS)
    report = tmp_path / "report.json"
    smockproxy = replay(tmp_path, "--fail-under", "60", "--report-file", report)

    assert curl(smockproxy, "https://shop.test/orders").json == [{"id": 1}]
    missed = curl(smockproxy, "http://shop.test/order")
    assert missed.status == 666
    assert "/orders" in missed.text

    told = ask("report", "--admin", smockproxy.admin)
    assert told.returncode == 0, told.stderr
    assert "Accuracy 50 %: mocks answered 1 of 2 requests." in told.stdout
    assert ask("report", "--admin", smockproxy.admin, "--fail-under", "51").returncode == 1

    assert smockproxy.stop() == 1
    assert "FAILED, under 60 %: Accuracy 50 %" in smockproxy.log()
    assert "shop.yml:3" in smockproxy.log()
    (host,) = json.loads(report.read_bytes())["hosts"]
    assert (host["host"], host["matched"], host["missed"], len(host["unused"])) == ("shop.test", 1, 1, 1)


def test_enough_is_enough(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_text(MOCKS)
    smockproxy = replay(tmp_path, "--fail-under", "100")
    curl(smockproxy, "http://shop.test/orders")
    assert smockproxy.stop() == 0


@pytest.mark.parametrize("format_name", ["har", "mitm", "jsonl"])
def test_an_export_answers_without_its_server(
    start: Start, replay: Replay, upstream: HttpUpstream, tmp_path: Path, format_name: str
) -> None:
    recording = start("")
    first = curl(recording, f"{upstream.url}/a?x=1").json
    curl(recording, f"{upstream.url}/b", "-d", '{"n": 1}', "-H", "Content-Type: application/json")
    recording.await_entry("/b")
    exported = tmp_path / "recording.bin"
    done = ask(
        *("history", "export", "--format", format_name, "-o", str(exported), "--admin", recording.admin)
    )
    assert done.returncode == 0, done.stderr
    recording.stop()
    seen = len(upstream.seen.requests)

    smockproxy = replay(exported)
    assert "2 mocks made of 2 exchanges" in smockproxy.log()
    again = curl(smockproxy, f"{upstream.url}/a?x=1").json
    assert again["request_line"] == first["request_line"]
    posted = curl(smockproxy, f"{upstream.url}/b", "-d", '{"n": 1}', "-H", "Content-Type: application/json")
    assert posted.status == 200
    assert curl(smockproxy, f"{upstream.url}/b", "-d", '{"n": 2}').status == 666
    assert len(upstream.seen.requests) == seen


def test_a_kept_session_answers(start: Start, replay: Replay, upstream: HttpUpstream, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    recording = start("", "--sessions-dir", kept)
    curl(recording, f"{upstream.url}/mine", "--proxy-user", "checkout:x")
    curl(recording, f"{upstream.url}/other")
    recording.await_entry("/other")
    recording.stop()

    smockproxy = replay("checkout", "--sessions-dir", kept)
    assert curl(smockproxy, f"{upstream.url}/mine").status == 200
    assert curl(smockproxy, f"{upstream.url}/other").status == 666
    smockproxy.stop()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nowhere",), "nowhere: there is no such file or folder; if it is a session, --sessions-dir"),
        (("chekout", "--sessions-dir", "{kept}"), 'no exchanges of a session "chekout"'),
        (("{broken}",), "looks like HAR 1.2, and can't be read"),
    ],
)
def test_what_cannot_be_replayed_is_told(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    places = {"kept": tmp_path / "kept", "broken": tmp_path / "broken.har"}
    places["kept"].mkdir()
    places["broken"].write_text('{"log": {"version": "1.2", "entries": 5}}')
    done = ask("replay", *(each.format(**places) for each in arguments))
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_to_replay_is_a_wrong_command(tmp_path: Path) -> None:
    assert ask("replay").returncode == 2


def test_a_replay_answers_as_of_today(replay: Replay, tmp_path: Path) -> None:
    (tmp_path / "shop.yml").write_text(
        "- request: {host: shop.test}\n"
        "  response: {json: {at: '2020-03-01T10:00:00Z'}}\n"
        "  recorded: {at: '2020-03-01T10:00:00Z'}\n"
    )
    assert not dated(replay(tmp_path)).startswith("2020-")
    assert dated(replay(tmp_path, "--freeze")) == "2020-03-01T10:00:00Z"


def dated(smockproxy: Smockproxy) -> str:
    told: str = curl(smockproxy, "http://shop.test/").json["at"]
    return told
