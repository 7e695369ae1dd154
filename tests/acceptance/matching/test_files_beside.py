"""Files that mocks name, and links: saving takes effect within a second, and nothing is read from outside."""

import json
from pathlib import Path

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {path: /orders, json: {matcher: ShouldMatchSchema, file: schemas/order.json}}
  response: {body: valid}
"""
SECONDS = 1.5
"""A save is promised to take effect within one; the rest is for a machine with other work."""


def schema(*required: str) -> str:
    return json.dumps({"type": "object", "required": required})


def post(smockproxy: Smockproxy, body: str) -> str:
    answer = run_curl("-d", body, "-H", "Content-Type: application/json", f"{smockproxy.proxy}/orders")
    return answer.text if answer.status == 200 else str(answer.status)


def get(smockproxy: Smockproxy, path: str) -> str:
    answer = run_curl(f"{smockproxy.proxy}{path}")
    return answer.text if answer.status == 200 else str(answer.status)


def errors(smockproxy: Smockproxy) -> list[str]:
    return [str(one["message"]) for one in smockproxy.problems() if one["severity"] == "error"]


def test_a_saved_schema_takes_effect_and_a_broken_one_keeps_the_previous_mocks(start: Start) -> None:
    smockproxy = start({"a.yml": MOCKS, "schemas/order.json": schema("id")})
    assert errors(smockproxy) == []
    assert (post(smockproxy, '{"id": 1}'), post(smockproxy, '{"name": 1}')) == ("valid", "666")

    smockproxy.write("schemas/order.json", schema("name"))
    wait_until(lambda: post(smockproxy, '{"name": 1}') == "valid", "the new schema", seconds=SECONDS)
    assert post(smockproxy, '{"id": 1}') == "666"

    smockproxy.write("schemas/order.json", schema("id") + "}")
    (told,) = wait_until(lambda: errors(smockproxy), "the problem", seconds=SECONDS)
    assert "schemas/order.json" in told
    assert post(smockproxy, '{"name": 1}') == "valid"

    smockproxy.write("schemas/order.json", schema("id"))
    wait_until(lambda: post(smockproxy, '{"id": 1}') == "valid", "the mended schema", seconds=SECONDS)
    assert errors(smockproxy) == []


def swap_volume(folder: Path, version: str, files: dict[str, str]) -> None:
    """A new version of a volume, as Kubernetes puts it in place (its AtomicWriter)."""
    (folder / f"..{version}").mkdir()
    for name, text in files.items():
        (folder / f"..{version}" / name).write_text(text)
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"..data/{name}")
    (folder / "..data_tmp").symlink_to(f"..{version}")
    (folder / "..data_tmp").replace(folder / "..data")


def test_a_volume_that_is_swapped_and_a_link_that_leads_outside(start: Start, tmp_path: Path) -> None:
    text = MOCKS.replace("schemas/", "")
    smockproxy = start({"plain.yml": "- {request: {path: /plain}, response: {body: plain}}\n"})
    folder = smockproxy.write("plain.yml", "- {request: {path: /plain}, response: {body: plain}}\n").parent
    swap_volume(folder, "1", {"a.yml": text, "order.json": schema("id")})
    wait_until(lambda: post(smockproxy, '{"id": 1}') == "valid", "the volume", seconds=SECONDS)

    swap_volume(folder, "2", {"a.yml": text, "order.json": schema("name")})
    wait_until(lambda: post(smockproxy, '{"name": 1}') == "valid", "the next version", seconds=SECONDS)
    assert errors(smockproxy) == []

    outside = tmp_path / "outside.yml"
    outside.write_text("- {request: {path: /outside}, response: {body: outside}}\n")
    (folder / "link.yml").symlink_to(outside)
    (told,) = wait_until(lambda: errors(smockproxy), "the problem", seconds=SECONDS)
    assert str(outside) in told
    assert (get(smockproxy, "/outside"), get(smockproxy, "/plain")) == ("666", "plain")
