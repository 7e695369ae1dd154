"""The real servers that are recorded."""

from collections.abc import Iterator

import pytest

from tests.acceptance.harness.authority import Trust
from tests.acceptance.record.shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        yield server


@pytest.fixture
def secure_shop(trust: Trust) -> Iterator[Shop]:
    with Shop(trust.server_context("http/1.1")) as server:
        yield server
