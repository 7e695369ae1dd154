"""README.md is true: its commands are run, in order, in a copy of the checkout, and print what it says."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smockproxy.files.load import load_file
from smockproxy.matching import MATCHERS
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import Block, Step, blocks_of
from tests.docs.reader import SECONDS, Reader, reading_in

README = blocks_of(ROOT / "README.md")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with reading_in(tmp_path_factory.mktemp("checkout")) as reader:
        yield reader


def saved_files() -> list[tuple[str, Block]]:
    """The YAML blocks that the reader is told to save, each with its name."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = []
    for block in README:
        if block.language == "yaml":
            after = text.partition(block.text)[2].removeprefix("```").lstrip()
            found.append((after.removeprefix("Save this as `").partition("`")[0], block))
    return found


def test_every_command_prints_what_the_readme_says(reader: Reader) -> None:
    for name, block in saved_files():
        (reader.checkout / name).write_text(block.text, encoding="utf-8")
    wait_for_reload(reader)
    assert reader.finds_true(README) > 8


def wait_for_reload(reader: Reader) -> None:
    """The README's promise: within a second."""
    for name, _ in saved_files():
        os.utime(reader.checkout / name)
    probe = Step("sleep 1.2", "")
    reader.types([probe])


def test_the_make_targets_of_the_readme_exist() -> None:
    shell = [block for block in README if block.language == "sh"]
    targets = {
        line.split()[1] for block in shell for line in block.text.splitlines() if line.startswith("make ")
    }
    assert {"run", "test"} <= targets
    for target in targets:
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True, timeout=SECONDS)


def test_the_message_about_a_mistake_is_the_real_one(tmp_path: Path) -> None:
    (message,) = [block.text for block in README if block.text.startswith("mocks/")]
    block = dict(saved_files())["mocks/users.yml"]
    file = tmp_path / "users.yml"
    file.write_text(block.text.replace("status:", "sttaus:"), encoding="utf-8")
    loaded = load_file(file, shown_as="mocks/users.yml", matchers=MATCHERS)
    assert "\n".join(map(str, loaded.problems)) == message.rstrip("\n")
