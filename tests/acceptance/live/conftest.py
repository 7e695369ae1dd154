"""The real servers behind the proxy."""

from collections.abc import Iterator

import pytest

from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.servers import Silent
from tests.acceptance.live.real import Real


@pytest.fixture(scope="module")
def real() -> Iterator[Real]:
    with Real() as server:
        yield server


@pytest.fixture(scope="module")
def secure(trust: Trust) -> Iterator[Real]:
    with Real(trust.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def mute() -> Iterator[Silent]:
    with Silent() as server:
        yield server
