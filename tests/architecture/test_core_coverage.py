"""The unit tests of the core, and no others, cover every branch of it."""

import os
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

OUTER_RUN = ("PYTEST_", "COV_")
"""Beginnings of variables by which this run of pytest would get mixed up with the inner one."""


@pytest.mark.timeout(300)
def test_unit_tests_cover_every_branch_of_the_core(tmp_path):
    environ = {name: value for name, value in os.environ.items() if not name.startswith(OUTER_RUN)}
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={tmp_path / 'inner'}"]
    report = ["--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            *options,
            "--cov=smockproxy.core",
            "--cov-branch",
            *report,
            "tests/unit/core",
        ],
        cwd=ROOT,
        env={**environ, "COVERAGE_FILE": str(tmp_path / "coverage")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
