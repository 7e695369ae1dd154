"""Processes for scripts: with Smocker's statuses for failures, and with those of HTTP."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy

FAILED = {"smocker": 601, "http": 500}
"""Style of statuses → that of a script that failed."""

type Served = Callable[..., Smockproxy]


@pytest.fixture(scope="module", params=FAILED)
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def serve(start_for_module: Start, style: str) -> Served:
    """Starts a process for a module's files: `serve({name: text})`."""

    def served(files: Mapping[str, str], *arguments: str) -> Smockproxy:
        return start_for_module(files, "--unmatched", "refuse", "--status-style", style, *arguments)

    return served


@pytest.fixture
def failed(style: str) -> int:
    """The status of a script that failed."""
    return FAILED[style]


def last_entry(smockproxy: Smockproxy, part_of_url: str) -> dict[str, Any]:
    """The newest entry of the history whose URL holds this."""
    smockproxy.await_entry(part_of_url)
    return smockproxy.entries(part_of_url)[-1]
