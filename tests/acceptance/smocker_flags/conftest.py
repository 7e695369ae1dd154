"""Processes that are started as Smocker is: with its flags and variables, and no command."""

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.acceptance.conftest import STARTED
from tests.acceptance.harness.authority import Trust, copy_confdir
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy

PORTS = ("-mock-server-listen-port=0", "-config-listen-port=0")
SECONDS = 60


class DropIn(Smockproxy):
    """A process whose whole command line is the test's."""

    def command(self) -> list[str]:
        return [PYTHON, "-m", "smockproxy", *self._arguments]


type StartDropIn = Callable[..., DropIn]


def starter(folder: Path, confdir_template: Path) -> Iterator[StartDropIn]:
    """A function that starts a process in a folder, and its end."""
    copy_confdir(confdir_template, folder / "certs")
    started: list[DropIn] = []

    def start(*arguments: str, environment: Mapping[str, str] | None = None) -> DropIn:
        ready = {"SMOCKPROXY_READY_FILE": str(folder / "ready.json")}
        process = DropIn(folder, folder / "certs", *arguments, environment=ready | dict(environment or {}))
        started.append(process)
        STARTED.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()
        STARTED.remove(process)


@pytest.fixture
def start_drop_in(tmp_path: Path, confdir_template: Path) -> Iterator[StartDropIn]:
    """Starts one process in `tmp_path`: `start_drop_in(*arguments, environment=…)`."""
    yield from starter(tmp_path, confdir_template)


type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, confdir_template: Path) -> Run:
    """Runs a command that ends by itself, in `tmp_path`."""

    def until_it_ends(
        *arguments: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        if not (tmp_path / "certs").exists():
            copy_confdir(confdir_template, tmp_path / "certs")
        return subprocess.run(
            [PYTHON, "-m", "smockproxy", *arguments],
            cwd=tmp_path,
            env=clean_environment() | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    return until_it_ends


type Pair = tuple[Path, Path]


def write_pair(folder: Path, trust: Trust) -> Pair:
    """Files with the certificate and key of both listeners, which `trust.ca_file` vouches for."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    for pem in trust.leaf.cert_chain_pems:
        pem.write_to_path(certificate, append=True)
    trust.leaf.private_key_pem.write_to_path(key)
    return certificate, key
