"""What other programs recorded becomes mocks, which answer when the real server is gone."""

import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import vcr

from tests.acceptance.conftest import Start
from tests.acceptance.harness.answers import BINARY
from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.harness.clients import Answer, curl, run_curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.upstream_http1 import HttpUpstream

SECONDS = 60
MITMDUMP = Path(PYTHON).with_name("mitmdump")
SECRET = "Bearer 8f3kQ9zX2mVb7LtR"
PATHS = ("/binary", "/gzip", "/duplicate", "/anything?x=1")


def smockproxy(folder: Path, *arguments: str, code: int = 0) -> str:
    """A command of ours in a folder; what it printed."""
    environment = clean_environment() | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(folder / "state")}
    done = subprocess.run(
        [PYTHON, "-m", "smockproxy", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def answered(start: Start, tmp_path: Path):
    """What a run answers that has nothing but what was imported: real servers are not asked."""

    def ask(*urls: str) -> list[Answer]:
        replaying = start("", "--unmatched", "refuse", str(tmp_path / "mocks"))
        return [curl(replaying, url) for url in urls]

    return ask


def said(status: int, body: bytes) -> tuple[int, Any]:
    """Status and body, of which JSON may be written otherwise."""
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body


def all_said(answers: list[Answer]) -> list[tuple[int, Any]]:
    return [said(answer.status, answer.body) for answer in answers]


def is_in(folder: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


@contextmanager
def mitmdump(confdir: Path, folder: Path) -> Iterator[str]:
    """mitmproxy's own program, which writes what goes through it; its address."""
    log = folder / "mitmdump.log"
    command = [str(MITMDUMP), "-p", "0", "--listen-host", "127.0.0.1", "-w", "flows.mitm"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--set", f"confdir={confdir}"],
            cwd=folder,
            env=clean_environment() | {"PYTHONUNBUFFERED": "1"},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + SECONDS
        while not (found := re.search(r"listening at (127\.0\.0\.1:\d+)", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)


def test_flows_of_mitmdump(answered, confdir_template: Path, tmp_path: Path):
    confdir = copy_confdir(confdir_template, tmp_path / "mitm")
    with HttpUpstream() as upstream, mitmdump(confdir, tmp_path) as proxy:
        urls = [f"{upstream.url}{path}" for path in PATHS]
        real = [
            run_curl("-x", f"http://{proxy}", "--noproxy", "", "-H", f"Authorization: {SECRET}", url)
            for url in urls
        ]
    told = smockproxy(tmp_path, "import", "auto", "flows.mitm")
    assert told.startswith(
        "flows.mitm: flows of mitmproxy, 4 exchanges\n4 mocks of 4 exchanges in 4 files in mocks\n"
    )
    assert not is_in(tmp_path / "mocks", SECRET)
    replayed = answered(*urls)
    assert replayed[0].body == BINARY
    assert replayed[1].json == {"packed": True}
    assert replayed[2].text == "grüße"
    assert [answer.status for answer in replayed] == [answer.status for answer in real]


def test_a_har_of_a_run(answered, start: Start, tmp_path: Path):
    recording = start("")
    with HttpUpstream() as upstream:
        urls = [f"{upstream.url}{path}" for path in ("/binary", "/gzip")]
        real = [curl(recording, url, "--compressed") for url in urls]
    for path in ("/binary", "/gzip"):
        recording.await_entry(path)
    smockproxy(tmp_path, "export", "har", "--admin", recording.admin, "-o", "run.har")
    recording.stop()
    assert "2 mocks of 2 exchanges" in smockproxy(tmp_path, "import", "auto", "run.har", "--strict")
    assert all_said(answered(*urls)) == all_said(real)


def test_a_cassette_of_vcrpy(answered, tmp_path: Path):
    session = requests.Session()
    session.trust_env = False
    with HttpUpstream() as upstream, vcr.use_cassette(str(tmp_path / "shop.yaml")):
        urls = [f"{upstream.url}{path}" for path in ("/binary", "/gzip")]
        real = [session.get(url, timeout=SECONDS) for url in urls]
        posted = session.post(f"{upstream.url}/anything", json={"a": 1}, timeout=SECONDS)
    told = smockproxy(tmp_path, "import", "auto", "shop.yaml")
    assert told.startswith("shop.yaml: a cassette of VCR.py, 3 exchanges\n")
    assert all_said(answered(*urls)) == [said(answer.status_code, answer.content) for answer in real]
    (file,) = (tmp_path / "mocks" / "recorded").glob("*/anything.yml")
    assert posted.json()["body_size"] == 8
    assert "a: 1" in file.read_text()


def test_a_file_goes_round_through_all_formats(start: Start, tmp_path: Path):
    recording = start("- request: {path: /hello}\n  response: {headers: {X-Name: grüße}, body: grüße}\n")
    curl(recording, "http://a.test/hello?x=1", "-H", "Cookie: k=v")
    recording.await_entry("/hello?x=1")
    smockproxy(tmp_path, "export", "jsonl", "--admin", recording.admin, "-o", "first.jsonl")
    for before, after in (
        ("first.jsonl", "a.har"),
        ("a.har", "b.mitm"),
        ("b.mitm", "c.json"),
        ("c.json", "d.jsonl"),
    ):
        name = {"har": "har", "mitm": "mitm", "json": "smocker", "jsonl": "jsonl"}[after.partition(".")[2]]
        smockproxy(tmp_path, "export", name, "--from", before, "-o", after)
    (entry,) = map(json.loads, (tmp_path / "d.jsonl").read_text().splitlines())
    assert (entry["request"]["path"], entry["response"]["body"]) == ("/hello", "grüße")


def test_a_file_that_is_broken_writes_nothing(tmp_path: Path):
    (tmp_path / "bad.har").write_text('{"log": {"entries": [{"request": 7}]}}')
    smockproxy(tmp_path, "import", "auto", "bad.har", code=1)
    assert not (tmp_path / "mocks").exists()
