"""What goes to real servers is written as mocks: what, where, and what of it stays as it is."""

import signal
import subprocess
from pathlib import Path

import pytest
import requests

from tests.acceptance.harness.clients import requests_session
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.record.shop import PNG, Shop


@pytest.fixture
def record(start, tmp_path):
    """Starts a process that records into `tmp_path`: `record("new", …)`."""

    def begin(mode: str, *arguments: str, mocks="", folder: Path = tmp_path) -> Smockproxy:
        keys = ["--redact-key-file", str(tmp_path / "key")]
        mine = ["--record", mode, "--record-dir", str(folder), *keys, *arguments]
        return start(mocks, *mine, str(folder) if folder.is_dir() and any(folder.iterdir()) else "--reload")

    return begin


def session_of(smockproxy: Smockproxy) -> requests.Session:
    return requests_session(smockproxy)


def shopped(smockproxy: Smockproxy, shop: Shop) -> None:
    """A client's run: it logs in, orders, waits."""
    with session_of(smockproxy) as client:
        ann = {"user": "ann", "password": "s3cr3t-s3cr3t"}
        token = client.post(f"{shop.url}/login", json=ann).json()["token"]
        client.get(f"{shop.url}/items")
        client.get(f"{shop.url}/items?page=2")
        order = client.post(
            f"{shop.url}/orders", json={"sku": "item-1"}, headers={"Authorization": f"Bearer {token}"}
        ).json()
        client.get(f"{shop.url}/orders/{order['id']}")
        for _ in range(3):
            client.get(f"{shop.url}/queue")
        assert client.get(f"{shop.url}/logo.png").content == PNG


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "key"
    }


@pytest.mark.parametrize("kind", ["shop", "secure_shop"])
def test_a_run_becomes_files_that_a_person_would_have_written(kind, request, record, tmp_path):
    shop = request.getfixturevalue(kind)
    smockproxy = record("new")
    shopped(smockproxy, shop)
    assert smockproxy.stop() == 0

    found = files(tmp_path)
    names = {name.partition("/")[2] for name in found if name.endswith(".yml")}
    assert {name.partition("/")[0] for name in found} == {shop.folder}
    assert names == {"items.yml", "login.yml", "logo.png.yml", "orders.yml", "queue.yml"}
    texts = {name.partition("/")[2]: raw.decode() for name, raw in found.items() if name.endswith(".yml")}
    assert "price: 9.5" in texts["items.yml"]
    assert [texts["queue.yml"].index(word) for word in ("waiting", "packing", "sent")] == sorted(
        texts["queue.yml"].index(word) for word in ("waiting", "packing", "sent")
    )
    assert PNG in found.values()
    every = b"\n".join(found.values())
    for gone in (b"s3cr3t", shop.token.encode(), b"Content-Encoding", b"\n      Date:"):
        assert gone not in every
    assert "recorded 9 exchanges" in smockproxy.log()


def test_the_same_again_changes_not_one_byte(record, shop, tmp_path):
    first = record("all")
    shopped(first, shop)
    first.stop()
    before = files(tmp_path)
    shop.renew()

    again = record("all")
    shopped(again, shop)
    again.stop()

    assert len(shop.asked) == 9
    assert files(tmp_path) == before
    assert "0 new, 0 changed" in again.log()


def test_what_this_run_records_does_not_answer_in_it_but_in_the_next(record, shop, tmp_path):
    first = record("new")
    shopped(first, shop)
    wait_until((tmp_path / shop.folder / "queue.yml").exists, "the first drafts")
    with session_of(first) as client:
        assert client.get(f"{shop.url}/queue").json() == {"state": "sent"}
    assert shop.asked.count("GET /queue") == 4
    first.stop()
    asked = len(shop.asked)

    second = record("new", "--unmatched", "refuse")
    shopped(second, shop)

    assert len(shop.asked) == asked
    assert second.stop() == 0
    assert "recorded 0 exchanges" in second.log()


def test_new_adds_what_no_mock_answers(record, shop, tmp_path):
    mocks = f"- request: {{url: '{shop.url}/items'}}\n  response: {{body: mine}}\n"
    smockproxy = record("new", mocks=mocks)
    with session_of(smockproxy) as client:
        assert client.get(f"{shop.url}/items").text == "mine"
        client.get(f"{shop.url}/queue")
    smockproxy.stop()

    assert [name for name in files(tmp_path) if name.endswith(".yml")] == [f"{shop.folder}/queue.yml"]


def test_once_leaves_servers_alone_that_have_recordings(record, shop, secure_shop, tmp_path):
    (tmp_path / shop.folder).mkdir()
    mine = tmp_path / shop.folder / "mine.yml"
    mine.write_text("- request: {path: /mine}\n  response: {body: mine}\n")
    smockproxy = record("once")
    with session_of(smockproxy) as client:
        client.get(f"{shop.url}/items")
        client.get(f"{secure_shop.url}/items")
    smockproxy.stop()

    assert set(files(tmp_path)) == {f"{shop.folder}/mine.yml", f"{secure_shop.folder}/items.yml"}


def test_all_renews_what_was_recorded_and_keeps_what_is_somebodys(record, shop, tmp_path):
    first = record("all")
    with session_of(first) as client:
        client.get(f"{shop.url}/queue")
    first.stop()
    place = tmp_path / shop.folder / "queue.yml"
    text = place.read_text()
    edited = text.replace("- request:", "# the queue of packages\n- name: Queue\n  request:").replace(
        "  response:\n", "  response:\n    delay: 1ms  # as it was\n"
    )
    place.write_text(edited)

    again = record("all")
    with session_of(again) as client:
        assert client.get(f"{shop.url}/queue").json() == {"state": "packing"}
    again.stop()

    renewed = place.read_text()
    assert "state: packing" in renewed
    assert "state: waiting" not in renewed
    for kept in ("# the queue of packages", "name: Queue", "delay: 1ms  # as it was"):
        assert kept in renewed
    assert "1 changed" in again.log()


def test_filters_say_what_is_recorded(record, shop, tmp_path):
    smockproxy = record(
        "new",
        "--record-path",
        "/i*",
        "--record-path",
        "/logo*",
        "--record-status",
        "2xx",
        "--record-method",
        "get",
    )
    with session_of(smockproxy) as client:
        for path in ("/items", "/items/none", "/queue", "/logo.png"):
            client.get(shop.url + path)
        client.post(f"{shop.url}/items", json={})
    smockproxy.stop()

    assert {name.partition("/")[2] for name in files(tmp_path) if name.endswith(".yml")} == {
        "items.yml",
        "logo.png.yml",
    }
    assert (tmp_path / shop.folder / "items.yml").read_text().count("- request:") == 1


def test_large_bodies_are_whole_and_failures_are_told(record, shop, tmp_path):
    smockproxy = record("new")
    with session_of(smockproxy) as client:
        whole = client.get(f"{shop.url}/big").content
        assert client.get(f"{shop.url}/gone").status_code == 502
    smockproxy.stop()

    assert [raw for name, raw in files(tmp_path).items() if not name.endswith(".yml")] == [whole]
    assert "1 exchange not recorded: the real server gave no answer" in smockproxy.log()


def test_nothing_is_recorded_unless_it_is_asked_for(start, shop):
    smockproxy = start("", environment={"CI": "true"})
    shopped(smockproxy, shop)
    smockproxy.stop()

    assert files(smockproxy.mocks) == {}


def test_a_killed_process_leaves_whole_files(record, shop, tmp_path):
    smockproxy = record("new")
    with session_of(smockproxy) as client:
        for number in range(60):
            client.get(f"{shop.url}/items?page={number}")
        place = tmp_path / shop.folder / "items.yml"
        wait_until(place.exists, "the first drafts")
    smockproxy.kill()

    next_run = record("new", "--unmatched", "refuse")
    assert next_run.problems() == []
    assert len(next_run.ask_json("/api/v1/mocks")["mocks"]) == place.read_text().count("- request:")


def test_a_folder_that_cannot_be_written_is_told_and_disturbs_nobody(record, shop, tmp_path):
    (tmp_path / "file").write_text("in the way")
    smockproxy = record("new", folder=tmp_path / "file")
    with session_of(smockproxy) as client:
        assert client.get(f"{shop.url}/items").status_code == 200
        wait_until(lambda: "the proxy goes on without" in smockproxy.log(), "the message")
        assert client.get(f"{shop.url}/items").status_code == 200
    assert smockproxy.stop(signal.SIGINT) == 130
    assert smockproxy.log().count("the proxy goes on without") == 1


def test_the_history_of_any_time_becomes_mocks(start, shop, tmp_path):
    smockproxy = start("", "--redact-key-file", str(tmp_path / "key"))
    shopped(smockproxy, shop)
    command = [PYTHON, "-m", "smockproxy", "history", "export", "--format", "mocks"]
    done = subprocess.run(
        [*command, "--where", "! ~u queue", "-o", str(tmp_path / "out"), "--admin", smockproxy.admin],
        capture_output=True,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )

    assert done.stdout.decode().startswith("recorded 6 exchanges; 4 files written in ")
    assert b"s3cr3t" not in b"".join(files(tmp_path / "out").values())
