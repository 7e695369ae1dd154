"""docs/scenarios.md is true: its commands print what it says, its tables have every key and word."""

from pathlib import Path

from smockproxy.core.sequence import Mode, WhenUsedUp
from smockproxy.files.scenariofields import ScenarioWire
from smockproxy.files.sequencefields import SequenceWire
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_key_and_word_is_in_the_page() -> None:
    words = {*ScenarioWire.model_fields, *SequenceWire.model_fields, "weight"}
    words |= {str(word.value) for word in (*Mode, *WhenUsedUp)}
    assert not {word for word in words if f"`{word}`" not in TEXT}


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path) as reader:
        assert reader.finds_true(blocks_of(PAGE)) == 5
