"""docs/live.md is true: its commands print what it says, its tables have every key."""

from pathlib import Path

from smockproxy.files.patchfields import PatchWire
from smockproxy.files.proxyfields import PROXY_BLOCKS, ProxyWire
from smockproxy.files.proxyschema import PROXY_KEYS_TEXT
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of
from tests.docs.reader import reading_in

PAGE = ROOT / "docs" / "live.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_every_key_is_in_the_page() -> None:
    keys = set(PatchWire.model_fields) | (set(PROXY_KEYS_TEXT) & ProxyWire.keys())
    assert not {key for key in keys if f"`{key}`" not in TEXT and f"proxy.{key}" not in TEXT}
    assert {steps[-1] for steps in PROXY_BLOCKS} <= keys


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path) as reader:
        assert reader.finds_true(blocks_of(PAGE)) == 3
