"""Fixtures of the acceptance tests: processes, upstream servers, clients."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.acceptance.harness.authority import Trust, copy_confdir, make_confdir
from tests.acceptance.harness.clients import install_node_packages
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.servers import RawEcho, Silent
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream

STARTED: list[Smockproxy] = []
SHOWN_LOG = 6000

type Start = Callable[..., Smockproxy]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """A failure shows what the processes said."""
    report = yield
    if report.failed:
        for smockproxy in STARTED:
            tail = smockproxy.log()[-SHOWN_LOG:]
            report.sections.append((f"smockproxy in {smockproxy.folder.name}", tail))
    return report


@pytest.fixture(scope="session")
def trust(tmp_path_factory: pytest.TempPathFactory) -> Trust:
    """The authority of the upstream servers."""
    return Trust.make(tmp_path_factory.mktemp("upstream-ca"))


@pytest.fixture(scope="session")
def confdir_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A proxy's authority, to be copied."""
    return make_confdir(tmp_path_factory.mktemp("confdir"))


def starter(template: Path, trust: Trust, factory: pytest.TempPathFactory) -> Iterator[Start]:
    """A function that starts processes, and their end."""
    ours: list[Smockproxy] = []
    number = itertools.count(1)

    def start(
        mocks: Mapping[str, str] | str = "",
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        trusts_upstream: bool = True,
    ) -> Smockproxy:
        folder = factory.mktemp(f"smockproxy-{next(number)}-", numbered=True)
        confdir = copy_confdir(template, folder / "certs")
        trusting = ["--set", f"ssl_verify_upstream_trusted_ca={trust.ca_file}"] if trusts_upstream else []
        process = Smockproxy(folder, confdir, *trusting, *arguments, environment=environment)
        files = {"mocks.yml": mocks} if isinstance(mocks, str) else mocks
        for name, text in files.items():
            if text:
                process.write(name, text)
        ours.append(process)
        STARTED.append(process)
        return process.start()

    try:
        yield start
    finally:
        for process in ours:
            process.kill()
            STARTED.remove(process)


@pytest.fixture
def start(confdir_template: Path, trust: Trust, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a process for one test: `start(mocks, *arguments)`."""
    yield from starter(confdir_template, trust, tmp_path_factory)


@pytest.fixture(scope="module")
def start_for_module(
    confdir_template: Path, trust: Trust, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Start]:
    """Starts processes that the tests of one module share."""
    yield from starter(confdir_template, trust, tmp_path_factory)


@pytest.fixture(scope="session")
def node_packages() -> None:
    """undici and playwright-core are installed."""
    install_node_packages()


@pytest.fixture
def upstream() -> Iterator[HttpUpstream]:
    """A real server: plain HTTP/1.1."""
    with HttpUpstream() as server:
        yield server


@pytest.fixture
def tls_upstream(trust: Trust) -> Iterator[HttpUpstream]:
    """A real server: HTTP/1.1 under TLS."""
    with HttpUpstream(trust.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture
def http2_upstream(trust: Trust) -> Iterator[Http2Upstream]:
    """A real server: HTTP/2 (or 1.1) under TLS."""
    with Http2Upstream(trust.server_context("h2", "http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture
def raw_echo() -> Iterator[RawEcho]:
    """A real server that speaks no HTTP."""
    with RawEcho() as server:
        yield server


@pytest.fixture
def silent() -> Iterator[Silent]:
    """A real server that never says a word."""
    with Silent() as server:
        yield server
