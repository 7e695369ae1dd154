"""docs/web.md is true: its commands print what it says, its numbers and markers are those of the code."""

from pathlib import Path

from smockproxy.app.settings.table import Settings
from smockproxy.proxy.markers import SHOWN
from smockproxy.proxy.web.newest import MOST
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "web.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_its_numbers_and_markers_are_true() -> None:
    assert f"newest {MOST:,} exchanges" in TEXT
    assert f"port {Settings().web_port} (`--web-port`" in TEXT
    assert f"listens on {Settings().web_host} (`--web-host`)" in TEXT
    assert not {marker for marker in SHOWN.values() if f"| {marker} |" not in TEXT}


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path, "--web", "--web-port", "0", "--set", "web_password=look") as reader:
        assert reader.finds_true(blocks_of(PAGE)) == 3
