"""The examples of docs/data.md answer what the page says."""

import re

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy
from tests.docs.blocks import blocks_of

PAGE = ROOT / "docs" / "data.md"
BLOCKS = blocks_of(PAGE)


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    files = {f"{number}.yml": block.text for number, block in enumerate(BLOCKS) if block.language == "yaml"}
    (users,) = (block.text for block in BLOCKS if block.language == "csv")
    return start_for_module({**files, "users.csv": users}, "--unmatched", "refuse")


def test_the_first_example(served: Smockproxy) -> None:
    first, second = re.findall(r"`(\{\"[^`]*\})`", PAGE.read_text(encoding="utf-8").replace("\n", " "))[:2]
    answer = curl(served, "http://data.test/users/42")
    assert (answer.status, answer.text) == (200, first)
    answer = curl(served, "http://data.test/users/99")
    assert (answer.status, answer.text) == (404, second)


def test_the_others(served: Smockproxy) -> None:
    assert curl(served, "http://lua.data.test/regions/eu").text == "Europe"
    assert curl(served, "http://lua.data.test/regions/mars").status == 404
    assert curl(served, "http://loop.data.test/").text == "Europe States "
    assert curl(served, "http://more.data.test/?name=Ada%20Lovelace").text == "43"
