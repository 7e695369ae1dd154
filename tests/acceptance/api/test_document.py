"""The document of the API, run against a real process: calls that it allows, and calls that it forbids."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl

HOOKS = "tests.acceptance.api.hooks"
ROOT = Path(__file__).resolve().parents[3]
MOCKS = """
- id: "17"
  request: {method: GET, path: /hello}
  response: {body: hi}
- request: {method: POST, path: /pay, headers: {X-Tenant: a}}
  context: {times: 2}
  response: {status: 201, json: {paid: true}}
"""
ENDLESS = "listen_events"
"""An answer that never ends; it has tests of its own."""
UNPROMISED = "positive_data_acceptance"
"""The document says what mocks, filter expressions and moments look like, not all that can be wrong."""


@pytest.mark.timeout(240)
def test_it_holds(start: Start, tmp_path: Path) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse")
    for number in range(20):
        named = ["-H", "X-Smockproxy-Session: w"] if number % 3 else []
        curl(smockproxy, f"http://api.test/{'hello' if number % 2 else 'nope'}", *named)
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{smockproxy.admin}/api/v1/openapi.json"),
            *("--checks", "all", "--exclude-checks", UNPROMISED, "--exclude-operation-id", ENDLESS),
            *("--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--seed", "7", "--no-color"),
            *("--request-timeout", "20", "--max-failures", "5"),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=220,
        env=os.environ | {"SCHEMATHESIS_HOOKS": HOOKS, "PYTHONPATH": str(ROOT), "NO_PROXY": "*"},
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert "failed" not in ran.stdout
    alive = curl(smockproxy, "http://api.test/hello", "-H", "X-Smockproxy-Session: new")
    assert (alive.status, alive.body) == (200, b"hi")
