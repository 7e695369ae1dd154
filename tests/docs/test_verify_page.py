"""docs/verify.md is true: its commands print what it says of the mocks that it shows."""

import shutil
from pathlib import Path

from smockproxy.core.breach import USUAL, Breach
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.waiting import wait_until
from tests.docs.blocks import Step, blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "verify.md"
BLOCKS = blocks_of(PAGE)
LISTED = Step("curl --silent http://127.0.0.1:8081/api/v1/mocks", "")


def test_every_word_is_in_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for breach in Breach:
        star = " *" if breach in USUAL else ""
        assert f"| `{breach.value}`{star} |" in text


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    (mocks,) = [block.text for block in BLOCKS if block.language == "yaml"]
    with reading_in(tmp_path) as reader:
        folder = reader.checkout / "mocks"
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "shop.yml").write_text(mocks, encoding="utf-8")
        wait_until(lambda: reader.types([LISTED])[0].count("mocks/shop.yml") == 3, "that file's mocks alone")
        assert reader.finds_true(BLOCKS) > 8
