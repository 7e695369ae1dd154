"""One smockproxy for all tests of this folder, as at its start for each of them, and both ways in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import starter
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.smocker.ports import HOST, AdminPort, MockPort

ORIGINS = {"base-url": "", "http-proxy": f"http://{HOST}"}


@pytest.fixture(scope="session")
def running(
    confdir_template: Path, trust: Trust, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Smockproxy]:
    """A process without mock files that forwards nothing of its own accord, as Smocker."""
    for start in starter(confdir_template, trust, tmp_path_factory):
        yield start("", "--unmatched", "refuse")


@pytest.fixture
def admin(running: Smockproxy) -> AdminPort:
    """The admin port, after a reset."""
    admin = AdminPort(running)
    admin.reset()
    return admin


@pytest.fixture(params=ORIGINS.values(), ids=ORIGINS)
def port(request: pytest.FixtureRequest, running: Smockproxy, admin: AdminPort) -> MockPort:
    """The mock port by its base URL, and through `http_proxy`."""
    return MockPort(running, request.param)


@pytest.fixture
def base(running: Smockproxy, admin: AdminPort) -> MockPort:
    """The mock port by its base URL alone, where the way in makes no difference."""
    return MockPort(running, "")
