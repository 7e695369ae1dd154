"""Point 9: `mocks/` in this checkout answers as its comments say."""

from pathlib import Path

import pytest
import yaml

from tests.acceptance.conftest import Start
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy

TOUR = ROOT / "mocks"
FILES = sorted(path for path in TOUR.rglob("*.yml"))


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    files = {str(path.relative_to(TOUR)): path.read_text() for path in FILES}
    return start_for_module(files, "--unmatched", "refuse")


def hosts_in(tree: object) -> list[str]:
    """Every `host` in a file."""
    match tree:
        case dict():
            own = [str(value) for key, value in tree.items() if key == "host"]
            return own + [host for value in tree.values() for host in hosts_in(value)]
        case list():
            return [host for value in tree for host in hosts_in(value)]
        case _:
            return []


def test_the_tour_is_there() -> None:
    assert len(FILES) >= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_all_hosts_end_in_test(path: Path) -> None:
    hosts = hosts_in(yaml.safe_load(path.read_text()))
    names = [host.rpartition("://")[2].partition(":")[0].partition("/")[0] for host in hosts]

    assert all(name.endswith(".test") or name in {"localhost", "127.0.0.1"} for name in names), hosts
