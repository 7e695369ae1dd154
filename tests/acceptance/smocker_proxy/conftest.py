"""The process and the ways in of the suite of Smocker's behaviour, and servers behind the mocks."""

from collections.abc import Iterator

import pytest

from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.smocker.conftest import admin, base, port, running
from tests.acceptance.smocker_proxy.redirector import Redirector

__all__ = ["admin", "base", "port", "running"]


@pytest.fixture(scope="module")
def plain() -> Iterator[HttpUpstream]:
    """A server that gives an account of each request."""
    with HttpUpstream() as server:
        yield server


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpUpstream]:
    """A server under TLS whose authority nobody trusts."""
    strange = Trust.make(tmp_path_factory.mktemp("strange-ca"))
    with HttpUpstream(strange.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def redirector() -> Iterator[Redirector]:
    """A server that sends its clients on."""
    with Redirector() as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Redirector]:
    """Another one, under another name."""
    with Redirector(host="localhost") as server:
        yield server
