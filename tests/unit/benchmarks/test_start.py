import os
import sys

import pytest

from benchmarks import start
from benchmarks.start import Start, commands, environment, line_of, processor_seconds, started, written
from benchmarks.subjects import NotStartedError
from smockproxy.files.load import load_file
from smockproxy.matching import MATCHERS


def test_the_mocks_are_mocks(tmp_path):
    folder = written(tmp_path / "mocks", 3)
    assert [path.name for path in sorted(folder.iterdir())] == ["000.yml", "001.yml", "002.yml"]
    loaded = load_file(folder / "001.yml", "001.yml", MATCHERS)
    assert (len(loaded.mocks), list(loaded.problems)) == (1, [])


def test_both_are_started_with_one_authority(tmp_path):
    found = commands(tmp_path, tmp_path / "mocks")
    assert set(found) == set(start.MARKS)
    assert all(str(tmp_path / "authority") in " ".join(command) for command in found.values())


def test_compiled_code_is_the_runs_own(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    own = environment(tmp_path)
    assert "PYTHONDONTWRITEBYTECODE" not in own
    assert own["PYTHONPYCACHEPREFIX"] == str(tmp_path / "compiled")


def test_the_line_ends_the_wait(tmp_path):
    program = "import time; print('here', 'I am', flush=True); time.sleep(60)"
    found = started(tmp_path, ("-c", program), b"here I am")
    assert 0 < found.waited < 30


def test_one_that_does_not_start_says_what_it_said(tmp_path):
    with pytest.raises(NotStartedError, match="no, thanks"):
        started(tmp_path, ("-c", "print('no, thanks')"), b"here I am")


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_the_processors_time():
    assert processor_seconds(os.getpid()) > 0


def test_no_process_has_used_nothing():
    assert processor_seconds(2**22 + 1) == 0.0


def test_the_line_has_medians_and_targets():
    found = {
        "mitmdump": [Start(1.0, 0.8), Start(9.0, 0.9), Start(1.1, 1.0)],
        "smockproxy": [Start(1.0, 0.9), Start(1.15, 0.9), Start(3.0, 0.99)],
    }
    assert line_of(found) == (
        "Ready with 100 files of mocks after 1.15 s (✓ at most 1.2 s), 0.90 s of the processor's; "
        "a bare mitmdump after 1.10 s, 0.90 s of the processor's: 1.00 times as much (✓ at most 1.1)."
    )
    slow = {"mitmdump": [Start(1.0, 0.0)], "smockproxy": [Start(2.0, 1.0)]}
    assert "✗ at most 1.2 s" in line_of(slow)
