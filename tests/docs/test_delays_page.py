"""docs/delays.md is true: its commands print what it says, and it has every preset, distribution and key."""

from pathlib import Path

from smockproxy.core.delay import AMOUNTS, NEEDS, PRESETS
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.waiting import wait_until
from tests.docs.blocks import Step, blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "delays.md"
BLOCKS = blocks_of(PAGE)
LISTED = Step("curl --silent http://127.0.0.1:8081/api/v1/mocks", "")


def test_every_word_is_in_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert not [preset for preset in PRESETS if f"`{preset}`" not in text]
    assert not [kind.value for kind in NEEDS if f"distribution: {kind.value}" not in text]
    assert not [key for key in AMOUNTS if f"{key}:" not in text]


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    (mocks,) = [block.text for block in BLOCKS if block.language == "yaml"]
    (defaults,) = [block.text for block in BLOCKS if block.language == "yml"]
    with reading_in(tmp_path) as reader:
        (reader.checkout / "mocks" / "payments").mkdir()
        (reader.checkout / "mocks" / "payments" / "defaults.yml").write_text(defaults, encoding="utf-8")
        (reader.checkout / "mocks" / "shop.yml").write_text(mocks, encoding="utf-8")
        wait_until(lambda: "mocks/shop.yml" in reader.types([LISTED])[0], "that file's mocks")
        problems = reader.types([Step(LISTED.command.replace("mocks", "problems"), "")])
        assert '"severity":"error"' not in problems[0]
        assert reader.finds_true(BLOCKS) > 2
