"""The defaults of folders: what they lie under, what is told of bad ones, what a change of them changes."""

import os

import pytest

from smockproxy.core.duration import Delay
from smockproxy.core.mock import Source
from smockproxy.files.folderdefaults import NOTHING_ABOVE, read_above
from smockproxy.files.store import FileStore, Snapshot
from smockproxy.files.written import read_written
from smockproxy.matching import MATCHERS

MS = 1_000_000
MOCK = "- request: {path: /a}\n  response: {body: a}\n"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mocks" / "pay").mkdir(parents=True)
    return tmp_path / "mocks"


@pytest.fixture
def store(folder, clock):
    return FileStore(["mocks"], MATCHERS, clock=clock, pause=lambda _: None)


def save(path, text, stamps=iter(range(1, 1000))):  # noqa: B008 - one counter for the whole module
    path.write_text(text)
    os.utime(path, ns=(0, next(stamps) * 1_000_000_000))


def settled(store, clock) -> Snapshot | None:
    """Look until something else is in force."""
    for _ in range(30):
        if (snapshot := store.refresh()) is not None:
            return snapshot
        clock.now += 0.1
    return None


def delays(snapshot):
    return {mock.source.file.removeprefix("mocks/"): mock.responder.delay for mock in snapshot.mocks}


def test_they_lie_under_every_file_in_the_folder_and_below(store, folder):
    save(folder / "defaults.yml", "defaults: {request: {host: a.test}, response: {delay: 10ms}}\n")
    save(folder / "pay" / "defaults.yml", "defaults: {response: {delay: 20ms}}\n")
    save(folder / "top.yml", MOCK)
    save(folder / "pay" / "one.yml", MOCK)
    save(folder / "pay" / "two.yml", f"defaults: {{response: {{delay: 30ms}}}}\nmocks:\n{MOCK}")
    snapshot = store.load_all()
    assert snapshot.problems == ()
    assert delays(snapshot) == {
        "pay/one.yml": Delay(20 * MS, 20 * MS),
        "pay/two.yml": Delay(30 * MS, 30 * MS),
        "top.yml": Delay(10 * MS, 10 * MS),
    }
    assert all(len(mock.conditions.all_of) == 2 for mock in snapshot.mocks)


def test_a_change_of_them_is_taken_like_any_other(store, folder, clock):
    save(folder / "pay" / "one.yml", MOCK)
    save(folder / "other.yml", "- request: {path: /b}\n  response: {delay: 5ms}\n")
    before = {mock.source.file: mock.id for mock in store.load_all().mocks}
    save(folder / "pay" / "defaults.yml", "defaults: {response: {delay: 20ms}}\n")
    snapshot = settled(store, clock)
    assert delays(snapshot)["pay/one.yml"] == Delay(20 * MS, 20 * MS)
    after = {mock.source.file: mock.id for mock in snapshot.mocks}
    assert after["mocks/other.yml"] == before["mocks/other.yml"]
    assert after["mocks/pay/one.yml"] != before["mocks/pay/one.yml"], "it is another mock now"
    (folder / "pay" / "defaults.yml").unlink()
    snapshot = settled(store, clock)
    assert {mock.source.file: mock.id for mock in snapshot.mocks} == before


@pytest.mark.parametrize(
    "broken", ["defaults: {", "defaults: {response: {dealy: 1s}}\n", "defaults: {id: x}\n"]
)
def test_bad_ones_leave_what_was_in_force_and_are_told(store, folder, clock, broken):
    save(folder / "defaults.yml", "defaults: {request: {host: a.test}}\n")
    save(folder / "top.yml", MOCK)
    before = store.load_all()
    save(folder / "defaults.yml", broken)
    snapshot = settled(store, clock)
    assert snapshot.mocks == before.mocks
    told = {problem.file: problem for problem in snapshot.problems}
    assert told.keys() == {"mocks/defaults.yml", "mocks/top.yml"}
    assert "can't be used" in told["mocks/top.yml"].message
    assert store.load_all().mocks == (), "without their host they would answer too much"


def test_one_that_can_not_be_read_is_told(folder):
    (folder / "defaults.yml").write_bytes(b"\xff")
    assert read_above(folder / "a.yml", folder).broken == ((folder / "defaults.yml").as_posix(),)
    (folder / "defaults.yml").unlink()
    (folder / "defaults.yml").symlink_to("nowhere")
    assert read_above(folder / "a.yml", folder).broken


def test_mocks_beside_them_are_a_problem(store, folder):
    save(folder / "defaults.yml", f"defaults: {{response: {{delay: 1s}}}}\nmocks:\n{MOCK}")
    (problem,) = store.load_all().problems
    assert (problem.line, problem.message) == (2, "the defaults of a folder stand alone in defaults.yml")


def test_a_list_under_that_name_is_a_file_of_mocks(store, folder):
    save(folder / "defaults.yml", MOCK)
    save(folder / "top.yml", MOCK.replace("/a", "/b"))
    snapshot = store.load_all()
    assert (len(snapshot.mocks), snapshot.problems) == (2, ())


def test_a_file_that_is_named_by_itself_has_those_of_its_own_folder(folder):
    save(folder / "defaults.yml", "defaults: {response: {delay: 1s}}\n")
    save(folder / "pay" / "defaults.yml", "defaults: {request: {host: pay.test}}\n")
    assert read_above(folder / "pay" / "one.yml").defaults == {"request": {"host": "pay.test"}}
    assert read_above(folder / "pay" / "one.yml", folder).defaults == {
        "request": {"host": "pay.test"},
        "response": {"delay": "1s"},
    }
    assert read_above(folder / "pay" / "defaults.yml", folder) == NOTHING_ABOVE


def test_a_mock_as_it_is_written_has_them(folder):
    save(folder / "defaults.yml", "defaults: {request: {host: a.test}}\n")
    save(folder / "pay" / "one.yml", MOCK)
    found = read_written(Source("mocks/pay/one.yml", 1), MATCHERS)
    assert found.tree["request"] == {"host": "a.test", "path": "/a"}
