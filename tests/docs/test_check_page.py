"""docs/check.md is true: the command prints what it says of the file that it shows."""

from pathlib import Path

from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.cli.init import SCHEMA_FILE
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of, steps_of

PAGE = ROOT / "docs" / "check.md"
BLOCKS = {block.language: block for block in blocks_of(PAGE)}


def test_the_command_prints_what_the_page_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "shop.yml").write_text(BLOCKS["yaml"].text, encoding="utf-8")
    (step,) = steps_of(BLOCKS["console"])
    result = CliRunner().invoke(main, step.command.split()[1:])
    assert result.exit_code == 0
    assert step.is_fulfilled_by(result.stdout), result.stdout


def test_the_schema_is_written_where_the_page_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mocks").mkdir()
    assert CliRunner().invoke(main, BLOCKS["sh"].text.split()[1:]).exit_code == 0
    assert (tmp_path / "mocks" / SCHEMA_FILE).is_file()
    assert f"$schema={SCHEMA_FILE}`" in PAGE.read_text(encoding="utf-8")
