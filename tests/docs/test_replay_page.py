"""docs/replay.md is true: its commands print what it says, its words and numbers are those of the program."""

import shutil
from pathlib import Path

from click.testing import CliRunner

from smockproxy.app.replaying.answers import LARGEST
from smockproxy.cli import main
from smockproxy.core.agedtokens import TIMES
from smockproxy.core.pace import ENOUGH, SHARE
from smockproxy.core.replay import APART
from smockproxy.core.replayed import DAY, NEARBY
from smockproxy.core.timing import timing_of
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.waiting import wait_until
from tests.docs.blocks import Step, blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "replay.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = blocks_of(PAGE)
LISTED = Step("curl --silent http://127.0.0.1:8081/api/v1/mocks", "")


def test_words_and_numbers() -> None:
    assert f"more than {NEARBY / DAY:.0f} days" in TEXT
    assert f"more than {LARGEST >> 20} MiB" in TEXT
    assert (APART, SHARE, ENOUGH) == (3600, 0.9, 3)
    assert all(f"`{claim}`" in TEXT for claim in TIMES)
    for word in ("instant", "recorded", "x2", "x0.5", "fitted"):
        assert f"`{word}`" in TEXT
        timing_of(word)


def test_the_first_commands_are_well_formed() -> None:
    """They need recordings that the page has not made; what they name is what the command takes."""
    told = CliRunner().invoke(main, ["replay", "--help"], prog_name="smockproxy").stdout
    assert "SOURCE is a folder or a file of mocks, a HAR" in " ".join(told.split())
    assert "--sessions-dir" in told


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    (mocks,) = [block.text for block in BLOCKS if block.language == "yaml"]
    with reading_in(tmp_path) as reader:
        folder = reader.checkout / "mocks"
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "shop.yml").write_text(mocks, encoding="utf-8")
        wait_until(lambda: reader.types([LISTED])[0].count("mocks/shop.yml") == 2, "that file's mocks alone")
        assert reader.finds_true(BLOCKS[1:]) > 2
