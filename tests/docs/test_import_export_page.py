"""docs/import-export.md is true: its commands print what it says of the file that it shows."""

import os
import shlex
from pathlib import Path

from click.testing import CliRunner

from smockproxy.assembly.interchange import READABLE, WRITABLE
from smockproxy.cli import main
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of, steps_of

PAGE = ROOT / "docs" / "import-export.md"
BLOCKS = blocks_of(PAGE)


def test_every_command_prints_what_the_page_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SMOCKPROXY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (shown,) = (block for block in BLOCKS if block.language == "json")
    (tmp_path / "shop.har").write_text(shown.text, encoding="utf-8")
    steps = [step for block in BLOCKS if block.language == "console" for step in steps_of(block)]
    for step in steps:
        result = CliRunner().invoke(main, shlex.split(step.command)[1:], prog_name="smockproxy")
        assert result.exit_code == 0, result.output
        assert step.is_fulfilled_by(result.stdout), f"$ {step.command}\n{result.stdout}"
    assert len(steps) == 7
    assert b"8f3kQ9zX2mVb7LtR" not in b"".join(file.read_bytes() for file in tmp_path.glob("mocks/**/*.yml"))


def test_every_format_is_in_the_table() -> None:
    rows = {
        line.split("|")[1].strip(" `"): line
        for line in PAGE.read_text().splitlines()
        if line.startswith("| `")
    }
    formats = {format_.name for format_ in READABLE} | set(WRITABLE)
    assert {name for name in rows if name in formats} == formats
    for name in formats:
        assert rows[name].endswith(f"| yes | {'yes' if name in WRITABLE else 'no'} |")
