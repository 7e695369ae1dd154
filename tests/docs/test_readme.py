"""README.md is true: its commands are run, in order, in a copy of the checkout, and print what it says."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from smockproxy.files.load import load_file
from smockproxy.matching import MATCHERS
from tests.acceptance.harness.authority import make_confdir
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.docs.blocks import Block, Step, blocks_of, steps_of

README = blocks_of(ROOT / "README.md")
MARK = "=====next====="
SECONDS = 30


class Reader:
    """Somebody who types what the README says, in one shell; ports are those of this run."""

    def __init__(self, checkout: Path, smockproxy: Smockproxy) -> None:
        self.checkout = checkout
        with socket.create_server(("127.0.0.1", 0)) as probe:
            upstream = probe.getsockname()[1]
        admin = smockproxy.admin.rpartition(":")[2]
        self.ports = {":8080": f":{smockproxy.port}", ":8081": f":{admin}", "9000": str(upstream)}
        self.environment = clean_environment() | {"SMOCKPROXY_ADMIN_URL": smockproxy.admin}

    def _here(self, text: str) -> str:
        for written, real in self.ports.items():
            text = text.replace(written, real)
        return text

    def types(self, steps: list[Step]) -> list[str]:
        """What each command prints."""
        lines = ["trap 'kill $(jobs -p) 2>/dev/null' EXIT"]
        for step in steps:
            lines += [self._here(step.command), f"echo; echo {MARK}"]
        done = subprocess.run(
            ["bash", "-c", "\n".join(lines)],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        printed = done.stdout.split(MARK)[: len(steps)]
        assert len(printed) == len(steps), done.stdout + done.stderr
        return printed

    def expects(self, step: Step) -> Step:
        return Step(step.command, self._here(step.output))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "mocks", checkout / "mocks")
    (checkout / "certs").mkdir()
    make_confdir(checkout / "certs")
    command = checkout / ".venv" / "bin" / "smockproxy"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {PYTHON} -m smockproxy "$@"\n')
    command.chmod(0o755)
    smockproxy = Smockproxy(checkout, checkout / "certs").start()
    try:
        yield Reader(checkout, smockproxy)
    finally:
        smockproxy.kill()


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
    steps = [step for block in README if block.language == "console" for step in steps_of(block)]
    assert len(steps) > 8
    for step, printed in zip(steps, reader.types(steps), strict=True):
        wanted = reader.expects(step)
        assert wanted.is_fulfilled_by(printed), (
            f"$ {step.command}\nprinted\n{printed}\nwanted\n{wanted.output}"
        )


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
    ((_, block),) = saved_files()
    file = tmp_path / "users.yml"
    file.write_text(block.text.replace("status:", "sttaus:"), encoding="utf-8")
    loaded = load_file(file, shown_as="mocks/users.yml", matchers=MATCHERS)
    assert "\n".join(map(str, loaded.problems)) == message.rstrip("\n")
