"""docs/resources.md is true: its commands print what it says, its tables have every key and operator."""

from pathlib import Path

from smockproxy.core.resource import Action
from smockproxy.core.rowsearch import OPERATORS, USUAL_NAMES
from smockproxy.files.resourcefields import ParametersWire, ResourceWire
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "resources.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_key_operator_and_parameter_is_in_the_page() -> None:
    keys = {field.alias or name for name, field in ResourceWire.model_fields.items()}
    words = keys | {action.value for action in Action} | {*ParametersWire.model_fields, *USUAL_NAMES.all()}
    assert not {word for word in words if f"`{word}" not in TEXT and f"{word}:" not in TEXT}
    assert not {operator for operator in OPERATORS if f"_{operator}" not in TEXT}


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path) as reader:
        assert reader.finds_true(blocks_of(PAGE)) == 8
