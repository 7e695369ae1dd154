"""docs/api.md is true: each operation has a curl line, and each prints what the page says."""

import shlex
from pathlib import Path
from urllib.parse import urlsplit

from smockproxy.app.api.table import OPERATIONS
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import blocks_of, steps_of
from tests.docs.reader import reading_in

BLOCKS = blocks_of(ROOT / "docs" / "api.md")


def asked(command: str) -> tuple[str, str]:
    """Method and path of a curl line."""
    words = shlex.split(command.partition(" | ")[0])
    (url,) = (word for word in words if word.startswith("http://") and "/api/v1" in word)
    sends = any(word in {"-d", "--data-binary"} for word in words) and "--get" not in words
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if sends else "GET"
    return method, urlsplit(url).path.removeprefix("/api/v1")


def test_every_operation_is_shown() -> None:
    steps = [step for block in BLOCKS if block.language == "console" for step in steps_of(block)]
    shown = {asked(step.command) for step in steps if "/api/v1" in step.command}
    names = {"id": {"pay", "1"}, "name": {"~", "worker-1"}}
    for row in OPERATIONS:
        paths = {row.path}
        for name in row.in_path:
            paths = {path.replace(f"{{{name}}}", value) for path in paths for value in names[name]}
        assert shown & {(row.method, path) for path in paths}, f"{row.name} has no curl line"


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    with reading_in(tmp_path) as reader:
        assert reader.finds_true(BLOCKS) > len(OPERATIONS)
