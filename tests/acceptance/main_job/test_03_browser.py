"""mitmweb with the addon, in a real browser: what each flow's marker and comment say can be seen there."""

import json
import re
import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness.addon import AddonProcess, free_port
from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.harness.clients import curl, run_curl
from tests.acceptance.harness.paths import NODE, clean_environment
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
# The first line is a comment.

- request:
    path: /hello
  response:
    body: hello
- request:
    host: secure.test
  response:
    status: 201
"""
SECONDS = 90
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def mitmweb(tmp_path: Path, confdir_template: Path) -> Iterator[AddonProcess]:
    confdir = copy_confdir(confdir_template, tmp_path / "confdir")
    ours = ["--set", f"web_port={free_port()}", "--set", "web_open_browser=false"]
    process = AddonProcess("mitmweb", tmp_path, confdir, *ours, "--set", "smock_unmatched=refuse")
    process.write("hello.yml", MOCKS)
    try:
        yield process.start()
    finally:
        process.kill()


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return found


def colours(png: bytes) -> int:
    """How many different values the bytes of a picture's lines have: a blank one has few."""
    assert png.startswith(PNG)
    packed, at = b"", len(PNG)
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    return len(set(zlib.decompress(packed)))


def url_with_token(process: AddonProcess) -> str:
    found = wait_until(
        lambda: re.search(r"http://\S+/\?token=\w+", process.log()), "the address of mitmweb in its log"
    )
    return found[0]


def test_markers_and_comments_are_seen_and_searched_for(
    mitmweb: AddonProcess, node_packages: None, tmp_path: Path
) -> None:
    assert curl(mitmweb, "http://nowhere.test/hello").status == 200
    assert curl(mitmweb, "http://nowhere.test/nothing").status == 666
    assert curl(mitmweb, "https://secure.test/pay").status == 201
    assert run_curl(f"{mitmweb.proxy}/plain").status == 666
    screenshot = tmp_path / "mitmweb.png"
    wish = {
        "url": url_with_token(mitmweb),
        "chromium": chromium(),
        "profile": str(tmp_path / "profile"),
        "screenshot": str(screenshot),
        "flows": 4,
        "filter": "~marker refused",
    }
    done = subprocess.run(
        ["node", "mitmweb.mjs", json.dumps(wish)],
        cwd=NODE,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    hello, nothing, secure, plain = seen["shown"]

    assert "http://nowhere.test/hello" in hello["path"]
    assert (hello["marker"], hello["status"]) == ("✓ mocked", "200")
    assert hello["comment"].endswith("mocks/hello.yml:3")
    assert (nothing["marker"], nothing["status"]) == ("⊘ refused", "666")
    assert nothing["comment"].startswith("no mock matched (nearest: ")
    assert "https://secure.test/pay" in secure["path"]
    assert (secure["marker"], secure["status"]) == ("✓ mocked", "201")
    assert secure["comment"].endswith("mocks/hello.yml:7")
    assert plain["marker"] == "⊘ refused"
    assert [path.split()[-1].rpartition("/")[2] for path in seen["found"]] == ["nothing", "plain"]
    assert colours(screenshot.read_bytes()) > 100
