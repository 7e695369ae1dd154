"""One smockproxy whose scripts came in three ways: uploaded as YAML, uploaded as JSON, and from a file."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import starter
from tests.acceptance.harness.authority import Trust
from tests.acceptance.smocker.ports import AdminPort, MockPort
from tests.acceptance.smocker_scripts.cases import ALL
from tests.acceptance.smocker_scripts.served import Served

WAYS = ("yaml", "json", "file")


def mocks(way: str) -> str:
    """The mocks of all cases, under paths that begin with the way they come; JSON is YAML, too."""
    return json.dumps(
        [
            {
                "request": {"path": f"/{way}/{case.name}"},
                "dynamic_response": {"engine": case.engine, "script": case.script},
            }
            for case in ALL
        ]
    )


@pytest.fixture(scope="session")
def running(
    confdir_template: Path, trust: Trust, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[AdminPort, MockPort]]:
    """Both ports of the process."""
    for start in starter(confdir_template, trust, tmp_path_factory):
        process = start(mocks("file"), "--unmatched", "refuse")
        admin = AdminPort(process)
        admin.upload(mocks("yaml"))
        admin.upload_json(mocks("json"))
        yield admin, MockPort(process, "")


@pytest.fixture(params=WAYS)
def served(request: pytest.FixtureRequest, running: tuple[AdminPort, MockPort]) -> Served:
    """The process, asked for mocks that came one way."""
    return Served(*running, request.param)
