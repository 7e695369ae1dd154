"""Watching, with the file system's events and the store replaced by hand."""

import asyncio
import logging

import pytest

from smockproxy.files import watch as watching
from smockproxy.files.store import Snapshot
from smockproxy.files.watch import roots_of, watch


class Store:
    """Gives what it is told to give, look by look."""

    def __init__(self, *looks, paths=()):
        self.looks = list(looks)
        self.paths = tuple(paths)
        self.seen = 0
        self.done = asyncio.Event()
        self.loop = asyncio.get_running_loop()

    def refresh(self):
        self.seen += 1
        look = self.looks.pop(0) if self.looks else None
        if not self.looks:
            self.loop.call_soon_threadsafe(self.done.set)
        if isinstance(look, Exception):
            raise look
        return look

    def next_look(self):
        return 0.0 if self.looks else None


async def watched(store, on_snapshot):
    stop = asyncio.Event()
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        group.create_task(watch(store, on_snapshot, stop))
        await store.done.wait()
        stop.set()


ONE, TWO = Snapshot(files=("one",)), Snapshot(files=("two",))


async def test_each_snapshot_is_handed_on():
    taken = []
    await watched(Store(ONE, None, TWO), taken.append)
    assert taken == [ONE, TWO]


async def test_what_takes_a_snapshot_is_waited_for():
    taken = []

    async def take(snapshot):
        await asyncio.sleep(0)
        taken.append(snapshot)

    await watched(Store(ONE, TWO, None), take)
    assert taken == [ONE, TWO]


async def test_a_failure_is_logged_once_and_watching_goes_on(caplog, monkeypatch):
    monkeypatch.setattr(watching, "SWEEP", 0.001)
    taken = []
    with caplog.at_level(logging.ERROR):
        await watched(Store(OSError("disk"), OSError("disk"), ONE), taken.append)
    assert taken == [ONE]
    assert [record.message for record in caplog.records] == [
        "the files of mocks could not be looked at; trying again"
    ]


async def test_a_failure_of_who_is_called_is_survived(monkeypatch):
    monkeypatch.setattr(watching, "SWEEP", 0.001)
    taken = []

    def take(snapshot):
        taken.append(snapshot)
        if snapshot is ONE:
            raise ValueError("no")

    await watched(Store(ONE, TWO), take)
    assert taken == [ONE, TWO]


async def test_it_can_be_cancelled():
    store = Store(None)
    task = asyncio.ensure_future(watch(store, lambda _: None))
    await store.done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_event_wakes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(watching, "SWEEP", 60)
    events = asyncio.Queue()

    async def awatch(*paths, **options):
        assert paths == (tmp_path,)
        assert options["recursive"] is True
        while True:
            yield await events.get()

    monkeypatch.setattr(watching, "awatch", awatch)
    store = Store(None, ONE, paths=[str(tmp_path)])
    store.next_look = lambda: None
    taken = []
    await events.put({"changed"})
    await watched(store, taken.append)
    assert taken == [ONE]


async def test_without_events_it_looks_from_time_to_time(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(watching, "SWEEP", 0.001)

    async def awatch(*paths, **options):
        raise OSError(28, "inotify watch limit reached")
        yield

    monkeypatch.setattr(watching, "awatch", awatch)
    store = Store(None, None, None, ONE, paths=[str(tmp_path)])
    store.next_look = lambda: None
    taken = []
    await watched(store, taken.append)
    assert taken == [ONE]
    assert ["no events from the file system" in record.message for record in caplog.records] == [True]


def test_folders_are_watched_deeply_and_files_by_their_parents(tmp_path):
    (tmp_path / "mocks").mkdir()
    (tmp_path / "a.yml").touch()
    deep, flat = roots_of((str(tmp_path / "mocks"), str(tmp_path / "a.yml"), str(tmp_path / "later")))
    assert [path for path, _ in deep] == [tmp_path / "mocks"]
    assert [path for path, _ in flat] == [tmp_path]


def test_a_folder_that_is_made_anew_is_another_root(tmp_path):
    folder = tmp_path / "mocks"
    folder.mkdir()
    before = roots_of((str(folder),))
    folder.rename(tmp_path / "away")
    assert roots_of((str(folder),)) != before
    folder.mkdir()
    assert roots_of((str(folder),)) != before


def test_a_parent_that_is_not_there_is_no_root(tmp_path):
    assert roots_of((str(tmp_path / "a" / "b.yml"),)) == (frozenset(), frozenset())
