"""Starts `smockproxy replay`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.harness.process import PYTHON, Smockproxy

type Replay = Callable[..., Smockproxy]


class Replaying(Smockproxy):
    """A process that replays."""

    def command(self) -> list[str]:
        _, _, _, _, *settings, _ = super().command()
        return [PYTHON, "-m", "smockproxy", "replay", *settings]


@pytest.fixture
def replay(confdir_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """`replay(source, *arguments)` in a folder of its own."""
    ours: list[Smockproxy] = []

    def replay(*arguments: str | Path) -> Smockproxy:
        folder = tmp_path_factory.mktemp("replay-", numbered=True)
        process = Replaying(folder, copy_confdir(confdir_template, folder / "certs"), *map(str, arguments))
        ours.append(process)
        return process.start()

    yield replay
    for process in ours:
        process.kill()
