"""mitmweb of `serve --web` in a real browser."""

import json
import shutil
import subprocess

import pytest

from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import NODE, clean_environment

MOCKS = "# A comment.\n- request: {path: /seen}\n  response: {status: 201}\n"
SECONDS = 100


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return found


@pytest.mark.timeout(150)
def test_an_exchange_is_in_the_list_as_it_comes_and_after_a_reload(start, node_packages, tmp_path):
    smockproxy = start(MOCKS, "--web", "--web-port", "0", "--unmatched", "refuse")
    wish = {
        "url": smockproxy.ready["web"],
        "chromium": chromium(),
        "profile": str(tmp_path / "profile"),
        "path": "http://shop.test/seen",
    }
    with subprocess.Popen(
        ["node", "watching.mjs", json.dumps(wish)],
        cwd=NODE,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as browser:
        try:
            first = browser.stdout.readline()
            assert first, browser.stderr.read()
            assert json.loads(first) == {"open": True}
            assert curl(smockproxy, "http://shop.test/seen").status == 201
            rest, errors = browser.communicate(timeout=SECONDS)
        finally:
            browser.kill()
    assert browser.returncode == 0, errors
    *shown, last = map(json.loads, rest.splitlines())
    assert last == {"failures": []}
    assert len(shown) == 2
    for row in shown:
        assert "http://shop.test/seen" in row["path"]
        assert (row["marker"], row["status"]) == ("✓ mocked", "201")
        assert row["comment"].endswith("mocks.yml:2")
