"""A real browser that has an evil page open."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import NODE, clean_environment
from tests.acceptance.harness.process import Smockproxy

PAGE = """
- request: {path: /page}
  response: {headers: {Content-Type: text/html}, body: "<title>Look, a kitten</title>"}
"""
UPLOADED = "- request: {path: /uploaded}\n  response: {body: uploaded}\n"
SECONDS = 90


def with_an_evil_page(smockproxy: Smockproxy, folder: Path) -> dict[str, Any]:
    """What pages of evil.test get of the admin API."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    ports = {"admin": urlsplit(smockproxy.admin).port, "page": smockproxy.port}
    wish = ports | {"chromium": found, "profile": str(folder / "profile")}
    done = subprocess.run(
        ["node", "evilpage.mjs", json.dumps(wish)],
        cwd=NODE,
        env=clean_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.usefixtures("node_packages")
def test_the_page_reads_and_changes_nothing(start: Start, tmp_path: Path) -> None:
    smockproxy = start(PAGE)
    smockproxy.upload(UPLOADED)
    got = with_an_evil_page(smockproxy, tmp_path)
    assert got["rebound"] == {"read": "basic 403", "write": "basic 403"}
    assert got["across"] == {"read": "nothing", "script": "opaque 0", "write": "opaque 0"}
    assert (got["form"], got["link"]) == (403, 200)
    assert len(smockproxy.ask_json("/mocks")) == 1


@pytest.mark.usefixtures("node_packages")
def test_a_page_whose_host_is_allowed_may(start: Start, tmp_path: Path) -> None:
    smockproxy = start(PAGE, "--allowed-host", "evil.test")
    smockproxy.upload(UPLOADED)
    got = with_an_evil_page(smockproxy, tmp_path)
    assert got["rebound"] == {"read": "basic 200", "write": "basic 200"}
    assert (got["form"], got["link"]) == (200, 200)
    assert not smockproxy.ask_json("/mocks")
