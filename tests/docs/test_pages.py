"""The pages in docs/ are true: their YAML loads, their tables have every key, matcher, route and format."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from smockproxy.admin.app import admin_app
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.assembly.administering import FORMATS
from smockproxy.core.responders import ENGINES
from smockproxy.files.load import load_file
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.wire import ContextWire, DynamicWire, MockWire, ProxyWire, RequestWire, VerifyWire
from smockproxy.matching import MATCHERS
from tests.acceptance.harness.paths import ROOT
from tests.docs.blocks import Block, blocks_of

MOCKS_PAGE = (ROOT / "docs" / "mocks.md").read_text(encoding="utf-8")
HISTORY_PAGE = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
API_PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
SMOCKER_PAGE = (ROOT / "docs" / "smocker.md").read_text(encoding="utf-8")
YAML = [
    block
    for page in sorted((ROOT / "docs").glob("*.md"))
    for block in blocks_of(page)
    if block.language == "yaml"
]

(USERS,) = (block for block in blocks_of(ROOT / "docs" / "data.md") if block.language == "csv")
"""The table that blocks of the pages name."""


@pytest.mark.parametrize("block", YAML, ids=lambda block: block.text.partition("\n")[0])
def test_every_yaml_block_is_a_good_file_of_mocks(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "mocks.yml"
    file.write_text(block.text, encoding="utf-8")
    (tmp_path / "users.csv").write_text(USERS.text, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    loaded = load_file(file, shown_as="mocks.yml", matchers=MATCHERS)
    assert loaded is not None
    assert not loaded.problems
    assert loaded.mocks


@pytest.mark.parametrize(
    "model", [MockWire, RequestWire, ContextWire, VerifyWire, ResponseWire, DynamicWire, ProxyWire]
)
def test_every_key_is_in_the_page(model: type[BaseModel]) -> None:
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert not {key for key in keys if f"`{key}`" not in MOCKS_PAGE and f"`{key}:" not in MOCKS_PAGE}


def test_every_engine_is_in_the_page() -> None:
    assert not {name for name in ENGINES if f"`{name}`" not in MOCKS_PAGE}


def test_every_matcher_is_in_the_page() -> None:
    assert not {name for name in MATCHERS if f"`{name}`" not in MOCKS_PAGE}


def test_every_route_and_format_is_in_the_page() -> None:
    instance = Instance.begin(Settings(), lambda: 0.0, lambda: "id")
    app = admin_app(Instances(instance), FORMATS)
    routes = {(method, route.path) for route in app.routes for method in route.methods - {"HEAD"}}
    pages = HISTORY_PAGE + API_PAGE + SMOCKER_PAGE
    assert routes
    assert not {named for named in routes if "`{} {}".format(*named) not in pages}
    assert not {name for name in FORMATS if f"`{name}`" not in HISTORY_PAGE}
