"""Golden files: what a user reads, held as files under `tests/golden/`."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """The text is what the golden file says; `UPDATE_GOLDEN=1` writes it anew instead."""
    file = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    expected = file.read_text(encoding="utf-8") if file.exists() else "(there is no such golden file)"
    assert text == expected, f"tests/golden/{name}: if this was meant, run again with UPDATE_GOLDEN=1"
