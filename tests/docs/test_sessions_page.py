"""docs/sessions.md is true: its commands print what it says."""

from pathlib import Path

from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import reading_in


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path) as reader:
        assert reader.finds_true(blocks_of(ROOT / "docs" / "sessions.md")) > 5
