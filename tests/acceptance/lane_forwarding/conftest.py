"""Two servers without mocks, which the tests of this folder share: one with the lane, one without."""

from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import starter
from tests.acceptance.harness.authority import Trust
from tests.acceptance.lane_forwarding.both import Both


@pytest.fixture(scope="session")
def both(confdir_template, trust: Trust, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """A pair."""
    for start in starter(confdir_template, trust, tmp_path_factory):
        given = ("--history-body-limit", "2000", "--no-redact")
        yield Both(start("", *given), start("", *given, "--no-lane"))
