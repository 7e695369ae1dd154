"""Histories and the files that are made of them: `tests/golden/record/CASE/`.

`history.jsonl` is recorded, over `before/` if there is one; `recorded/` is what comes of it.
"""

import os
import shutil
from pathlib import Path

import pytest

from smockproxy.app.recording.afterwards import record_entries
from smockproxy.app.recording.drafting import drafting
from smockproxy.files.store import FileStore
from smockproxy.interop.jsonlreading import read_jsonl
from smockproxy.matching import MATCHERS
from tests.golden_files import FOLDER

CASES = sorted((FOLDER / "record").iterdir())


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_history_becomes_files(case, tmp_path):
    made = tmp_path / "recorded"
    if (case / "before").is_dir():
        shutil.copytree(case / "before", made)
    made.mkdir(exist_ok=True)
    entries = read_jsonl((case / "history.jsonl").read_bytes()).entries

    record_entries(entries, made, lambda entry: entry, drafting())

    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(case / "recorded", ignore_errors=True)
        shutil.copytree(made, case / "recorded")
    assert files(made) == files(case / "recorded")
    store = FileStore([str(made)], MATCHERS, clock=lambda: 0.0, pause=lambda _seconds: None)
    assert store.load_all().problems == ()
