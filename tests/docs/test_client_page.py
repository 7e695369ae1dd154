"""docs/client.md is true: its programs run, and it has every method and every error."""

import subprocess
from pathlib import Path

from smockproxy import testing
from smockproxy.app.api.table import BY_NAME
from tests.acceptance.harness.paths import PYTHON, ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import Reader, reading_in

PAGE = ROOT / "docs" / "client.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_method_and_every_error_is_in_the_page() -> None:
    assert not {name for name in (*BY_NAME, *testing.__all__) if f"`{name}" not in TEXT}


def runs(reader: Reader, program: str) -> str:
    done = subprocess.run(
        [PYTHON, "-c", program.replace(":8081", reader.ports[":8081"])],
        env=reader.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_programs_do_what_the_page_says(tmp_path: Path) -> None:
    blocking, awaited = [block.text for block in blocks_of(PAGE) if block.language == "python"]
    with reading_in(tmp_path) as reader:
        printed = runs(reader, blocking)
        assert printed.startswith("FAILED: ")
        assert "\n  charge: 0 uses, expected " in printed
        assert '404 There is no mock "chrage"' in printed
        assert runs(reader, awaited).splitlines()[-1] == "listening"
