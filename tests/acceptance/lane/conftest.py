"""Two servers with the same files of mocks, which the tests of this folder share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness.authority import Trust, copy_confdir
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.lane.mockfiles import files_of_mocks
from tests.acceptance.lane.row import MATCHED
from tests.acceptance.lane.servers import Pair, Server

ARGUMENTS = ("--seed", "7", "--match-body-limit", str(MATCHED), "--no-reload", "--session-idle", "0")


@pytest.fixture(scope="session")
def real() -> Iterator[HttpUpstream]:
    """The real server that both forward to."""
    with HttpUpstream() as server:
        yield server


@pytest.fixture(scope="session")
def pair(
    tmp_path_factory: pytest.TempPathFactory, confdir_template: Path, trust: Trust, real: HttpUpstream
) -> Iterator[Pair]:
    """One with the lane, one without; the same authority, the same files, so the same ids."""
    folder = tmp_path_factory.mktemp("lane")
    confdir = copy_confdir(confdir_template, folder / "certs")
    processes = [
        Smockproxy(
            folder / name,
            confdir,
            "--set",
            f"ssl_verify_upstream_trusted_ca={trust.ca_file}",
            *ARGUMENTS,
            *more,
        )
        for name, more in {"without": ["--no-lane"], "with": []}.items()
    ]
    for process in processes:
        process.mocks = folder / "mocks"
    process.mocks.mkdir()
    for name, text in files_of_mocks(real.authority).items():
        process.write(name, text)
    servers = []
    try:
        servers += [Server.of(process.folder.name, process.start()) for process in processes]
        yield Pair(*servers, real)
    finally:
        for server in servers:
            server.admin.close()
        for process in processes:
            process.kill()
