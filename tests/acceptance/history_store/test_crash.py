"""What `kill -9` costs: the last 100 ms at most, and never half an exchange."""

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from smockproxy.store.errors import StoreError
from smockproxy.store.history import StoredHistory
from tests.acceptance.history_store.appending import numbered

KILLS = 20
AT_MOST = 0.1
"""Seconds before the kill of which exchanges may be missing."""
ROOT = Path(__file__).resolve().parents[3]


def appending(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.acceptance.history_store.appending", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(seconds: float, folder: Path) -> tuple[dict[int, float], float]:
    """What a process had appended, and when, until it was killed; and when it was."""
    with appending(folder) as process:
        try:
            assert process.stdout
            first = process.stdout.readline()
            time.sleep(seconds)
        finally:
            killed_at = time.monotonic()
            process.kill()
        lines = (first + process.stdout.read()).splitlines(keepends=True)
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(number): float(moment) for number, moment in whole}, killed_at


@pytest.mark.timeout(120)
def test_what_was_appended_is_there_after_each_of_many_kills(tmp_path: Path) -> None:
    random = Random(7)
    kept_before: set[int] = set()
    for _ in range(KILLS):
        appended, killed_at = killed_after(random.uniform(0.05, 0.5), tmp_path)
        assert not appended.keys() & kept_before, "an id was given to two exchanges"
        with closing(StoredHistory(tmp_path)) as history:
            kept = {int(entry.id): entry for entry in history}
            (document,) = history.documents.all()
        late = [killed_at - appended[number] for number in appended.keys() - kept.keys()]
        assert max(late, default=0) <= AT_MOST, "lost, so many seconds after it was appended"
        assert all(entry == numbered(number) for number, entry in kept.items()), "an exchange is torn"
        assert kept_before <= kept.keys(), "what an earlier run had is gone"
        assert int(document.text) in {max(kept), max(kept) - 1}, "exchanges and documents are of two moments"
        kept_before = set(kept)
    assert len(kept_before) > 5 * KILLS


@pytest.mark.timeout(60)
def test_a_folder_is_for_one_process_until_that_ends(tmp_path: Path) -> None:
    with appending(tmp_path) as process:
        try:
            assert process.stdout
            assert process.stdout.readline()
            with pytest.raises(StoreError, match="another smockproxy is using it"):
                StoredHistory(tmp_path)
        finally:
            process.kill()
    StoredHistory(tmp_path).close()
