"""docs/clock.md is true: its commands print what it says, and it has every command."""

from pathlib import Path

from smockproxy.app.api.clock import CLOCK
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.waiting import wait_until
from tests.docs.blocks import Step, blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "clock.md"
BLOCKS = blocks_of(PAGE)
LISTED = Step("curl --silent http://127.0.0.1:8081/api/v1/mocks", "")


def test_every_command_is_in_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [row.command for row in CLOCK if f"| `smockproxy {row.command}" not in text]


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    (mocks,) = [block.text for block in BLOCKS if block.language == "yaml"]
    with reading_in(tmp_path) as reader:
        (reader.checkout / "mocks" / "offer.yml").write_text(mocks, encoding="utf-8")
        wait_until(lambda: "mocks/offer.yml" in reader.types([LISTED])[0], "that file's mocks")
        assert reader.finds_true(BLOCKS) > 7
