"""The module of mocks in docs/scripts.md is a good one, and works as the page says."""

import json
from pathlib import Path

from smockproxy.engines.compiling import complaint
from smockproxy.engines.contract import Program
from smockproxy.engines.pythonmodulereading import compile_program
from smockproxy.files.declarations import BLOCKS
from smockproxy.files.load import load_file
from smockproxy.files.reading import Declaration, Inspector
from smockproxy.matching import MATCHERS
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.unit.engines.surroundings import surroundings

PAGE = ROOT / "docs" / "scripts.md"
(MODULE,) = [block.text for block in blocks_of(PAGE) if block.language == "python"]


def read_module(text: str, *, shown_as: str, path: str) -> list[Declaration]:
    """In this process: it is the page's own."""
    source = json.dumps({"module": text, "path": path})
    read = compile_program(Program("python_module_reading", source, shown_as))(surroundings())
    return [Declaration(**each) for each in read["declared"]]


def test_the_module_is_good(tmp_path: Path) -> None:
    file = tmp_path / "payments.py"
    file.write_text(MODULE, encoding="utf-8")
    inspector = Inspector(lambda scripts: [complaint(Program(*script)) for script in scripts], read_module)
    loaded = load_file(file, "payments.py", MATCHERS, inspector=inspector)
    assert loaded is not None
    assert (loaded.problems, len(loaded.mocks)) == ((), 3)


def test_the_keywords_that_the_page_names_are_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = ("id", "enabled", "priority", "not_", "times", "after", "probability", "ttl", "delay", "host")
    for keyword in named:
        assert keyword in BLOCKS
        assert f"`{keyword}`" in page
