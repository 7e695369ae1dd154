"""`--persistence-directory`: sessions in files, as Smocker writes and reads them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import AdminPort, MockPort

MOCKS = """\
- {request: {path: /a}, response: {body: a}}
- {request: {path: /b}, context: {times: 2}, response: {body: b}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "sessions"


type Begin = Callable[[], tuple[Smockproxy, AdminPort, MockPort]]


@pytest.fixture
def begin(start: Start, folder: Path) -> Begin:
    def begun() -> tuple[Smockproxy, AdminPort, MockPort]:
        smockproxy = start("", "--unmatched", "refuse", "--persistence-directory", str(folder))
        return smockproxy, AdminPort(smockproxy), MockPort(smockproxy, "")

    return begun


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text()) if path.exists() else None


def test_everything_is_there_again(begin: Begin, folder: Path) -> None:
    smockproxy, admin, port = begin()
    assert not folder.exists()
    admin.upload("- {request: {path: /old}, response: {body: old}}", "?session=old")
    admin.upload(MOCKS, "?session=new")
    admin.json("POST", "/mocks/lock", body=[admin.mock_id()])
    assert port.texts("/a", "/b", "/none") == ["a", "b", "666"]
    admin.history(3)
    before = admin.sessions()
    assert smockproxy.stop() == 0

    _, admin, port = begin()
    assert admin.sessions() == before
    assert admin.counts() == [1, 1]
    assert port.texts("/b", "/b", "/a") == ["b", "666", "a"]


def test_the_files_are_smockers(begin: Begin, folder: Path) -> None:
    _, admin, port = begin()
    admin.upload(MOCKS, "?session=suite")
    port.get("/a")
    admin.history(1)
    (summary,) = admin.summaries()
    own = folder / summary["id"]
    wait_until(lambda: loaded(own / "history.yml"), "history.yml", seconds=5)
    assert [(s["id"], s["name"]) for s in loaded(folder / "sessions.yml")] == [(summary["id"], "suite")]
    mocks = wait_until(
        lambda: found if (found := loaded(own / "mocks.yml")) and found[0]["state"]["times_count"] else None,
        "a count in mocks.yml",
        seconds=5,
    )
    assert [mock["request"]["path"]["value"] for mock in mocks] == ["/a", "/b"]
    assert [mock["state"]["times_count"] for mock in mocks] == [1, 0]
    (entry,) = loaded(own / "history.yml")
    assert set(entry["context"]) == {"mockid", "mocktype", "delay"}
    assert entry["request"]["path"] == "/a"
    assert (own.stat().st_mode & 0o777) == 0o755
    assert sorted(path.name for path in own.iterdir()) == ["history.yml", "mocks.yml"]


def test_what_is_gone_is_gone_from_the_folder(begin: Begin, folder: Path) -> None:
    _, admin, _ = begin()
    admin.upload(MOCKS, "?session=one")
    admin.upload(MOCKS, "?session=two")
    one, two = (summary["id"] for summary in admin.summaries())
    wait_until(lambda: (folder / two / "mocks.yml").exists() and (folder / one).exists(), "both", seconds=5)
    admin.json("DELETE", f"/sessions/{one}")
    wait_until(lambda: not (folder / one).exists(), "the first to go", seconds=5)
    assert (folder / two / "mocks.yml").exists()
    admin.json("POST", "/reset?force=true")
    wait_until(lambda: not (folder / two).exists(), "the second to go", seconds=5)
    assert not loaded(folder / "sessions.yml")


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


DATE = "2020-01-02T03:04:05.678901234+01:00"
SESSIONS = f"""\
- {{id: 0b6a5b5e-7d2b-4a9f-b7a5-2f7c3c1b8a10, name: first, date: {DATE}}}
- {{id: broken, name: second, date: {DATE}}}
- {{id: gone, name: third, date: {DATE}}}
- {{id: ab-_12x, name: fourth, date: {DATE}}}
"""
OLD_MOCK = f"""\
- request:
    path: {{matcher: ShouldEqual, value: /kept}}
    method: {{matcher: ShouldMatch, value: .*}}
  response: {{body: kept, status: 200}}
  context: {{}}
  state: {{id: old-shortid, times_count: 4, locked: true, creation_date: {DATE}}}
"""
OLD_HISTORY = f"""\
- context: {{mockid: old-shortid, mocktype: static, delay: ""}}
  request:
    path: /kept
    method: GET
    origin: 127.0.0.1
    body_string: ""
    body: ""
    headers: {{Host: [a.test]}}
    date: {DATE}
  response: {{status: 200, body: kept, date: {DATE}}}
"""


def test_folders_that_smocker_wrote(begin: Begin, folder: Path) -> None:
    first = "0b6a5b5e-7d2b-4a9f-b7a5-2f7c3c1b8a10"
    files = {
        "sessions.yml": SESSIONS,
        f"{first}/mocks.yml": OLD_MOCK,
        f"{first}/history.yml": OLD_HISTORY,
        "broken/mocks.yml": "- request: [",
        "broken/history.yml": OLD_HISTORY,
        "ab-_12x/mocks.yml": OLD_MOCK,
    }
    write(folder, files)
    smockproxy, admin, port = begin()
    summaries = admin.summaries()
    assert [summary["id"] for summary in summaries] == [first, "broken", "gone", "ab-_12x"]
    (mock,) = admin.mocks(f"?session={first}")
    assert mock["state"]["id"] == "old-shortid"
    assert (mock["state"]["times_count"], mock["state"]["locked"]) == (4, True)
    (entry,) = admin.history(1, f"?session={first}")
    assert entry["context"]["mock_id"] == "old-shortid"
    assert port.texts("/kept") == ["kept"]
    assert admin.mocks("?session=broken") == []
    assert len(admin.history(1, "?session=broken")) == 1
    assert "broken/mocks.yml" in smockproxy.log()


def test_nothing_that_can_be_loaded(begin: Begin, folder: Path) -> None:
    write(folder, {"sessions.yml": "- ["})
    _, admin, _ = begin()
    assert admin.summaries() == []
