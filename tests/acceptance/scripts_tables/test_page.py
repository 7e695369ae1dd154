"""The mock that `docs/scripts.md` shows in every language: all of them give the same answers."""

import pytest

from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.scripts_tables.conftest import Served, last_entry
from tests.docs.blocks import blocks_of

HOSTS = ("template", "jinja2", "javascript", "python", "lua", "go-template")
SILENT = ("template",)
"""Without a log, as it is the shortest."""


@pytest.fixture(scope="module")
def smockproxy(serve: Served) -> Smockproxy:
    blocks = [block.text for block in blocks_of(ROOT / "docs" / "scripts.md") if block.language == "yaml"]
    assert len(blocks) == len(HOSTS)
    return serve({f"{number}.yml": text for number, text in enumerate(blocks)})


@pytest.mark.parametrize("host", HOSTS)
def test_an_order(smockproxy: Smockproxy, host: str) -> None:
    smockproxy.reset()
    url = f"http://{host}.test/shops/7/orders"
    with httpx_client(smockproxy) as client:
        refused = client.post(url, json={})
        answers = [client.post(url, json={"item": item}) for item in ("tea", '"milk": <1>')]
    assert (refused.status_code, refused.json()) == (422, {"error": "an order needs an item"})
    assert [(answer.status_code, answer.headers["content-type"]) for answer in answers] == [
        (201, "application/json")
    ] * 2
    assert [answer.json() for answer in answers] == [
        {"id": 1, "item": "tea", "shop": "7"},
        {"id": 2, "item": '"milk": <1>', "shop": "7"},
    ]
    assert last_entry(smockproxy, host).get("log", []) == ([] if host in SILENT else ["order 2"])
