"""Sessions that outlive a process."""

import asyncio
import logging
import threading

import pytest

from smockproxy.app.sessions.folder import SessionFolder
from smockproxy.app.sessions.persistence import Persistence, load
from smockproxy.app.smocker.operations import Smocker
from smockproxy.core.http import Request
from tests.unit.exchanges import exchange, instance

MOCKS = b"- {request: {path: /a}, response: {body: a}, context: {times: 9}}\n- {response: {body: b}}\n"
ASKED = Request("GET", "http", "a.test", 80, "/a")


@pytest.fixture
def folder(tmp_path):
    return SessionFolder(tmp_path)


@pytest.fixture
def smocker():
    return Smocker(instance())


async def later_run(path):
    made = instance()
    load(made, SessionFolder(path))
    return Smocker(made)


async def test_sessions_come_back(smocker, folder):
    keeper = Persistence(smocker.instance, folder)
    await smocker.upload(MOCKS, session_name="first")
    _, specific = smocker.mocks()
    smocker.lock([specific.id], locked=True)
    smocker.instance.engine.decide(ASKED)
    smocker.instance.history.append(exchange(session=smocker.session().facts.id))
    await smocker.begin_session("second")
    await keeper.save()
    back = await later_run(folder.path)
    assert [session.facts for session in back.sessions()] == [s.facts for s in smocker.sessions()]
    first, second = back.sessions()
    assert [mock.id for mock in first.mocks] == [mock.id for mock in smocker.sessions()[0].mocks]
    assert [mock.id for mock in second.mocks] == [specific.id]
    assert second.is_locked(specific.id)
    assert sum(first.uses(mock) for mock in first.mocks) == 1
    assert [entry.request.path for entry in back.history(session_id=first.facts.id)] == ["/hello"]
    assert back.instance.engine.session is second


async def test_nothing_is_written_until_something_changes(smocker, folder):
    await Persistence(smocker.instance, folder).save()
    assert list(folder.path.iterdir()) == []


async def test_what_is_deleted_goes_from_the_disk(smocker, folder):
    keeper = Persistence(smocker.instance, folder)
    first, _ = await smocker.begin_session("a"), await smocker.begin_session("b")
    await keeper.save()
    await smocker.delete_session(first.facts.id)
    await keeper.save()
    assert not (folder.path / first.facts.id).exists()
    await smocker.reset()
    await keeper.save()
    assert [path.name for path in folder.path.iterdir()] == ["sessions.yml"]
    assert (folder.path / "sessions.yml").read_text() == "[]\n"


async def test_a_broken_file_is_left_out_told_and_kept(smocker, folder, caplog):
    await smocker.upload(MOCKS)
    session_id = smocker.session().facts.id
    smocker.instance.history.append(exchange(session=session_id))
    keeper = Persistence(smocker.instance, folder)
    smocker.instance.sessions.rename(session_id, "n")
    await keeper.save()
    (folder.path / session_id / "mocks.yml").write_text("- request: [")
    with caplog.at_level(logging.WARNING):
        again = instance()
        load(again, back := SessionFolder(folder.path))
    assert "mocks.yml cannot be read whole, the rest is taken: line " in caplog.text
    kept = Smocker(again)
    assert kept.mocks() == ()
    assert len(list(kept.history())) == 1
    after = Persistence(again, back)
    await kept.upload(MOCKS)
    await after.save()
    broken = folder.path / session_id / "mocks.yml.unreadable"
    assert broken.read_text() == "- request: ["


async def test_no_folder_is_no_sessions(tmp_path):
    assert (await later_run(tmp_path / "nope")).sessions() == ()


async def test_a_folder_that_cannot_be_written_is_told_and_tried_again(smocker, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    keeper = Persistence(smocker.instance, SessionFolder(tmp_path / "file" / "below"))
    await smocker.begin_session("a")
    await keeper.save()
    await keeper.save()
    assert caplog.text.count("sessions could not be written") == 2


async def test_the_last_changes_are_written_at_the_end(smocker, folder):
    keeping = asyncio.ensure_future(Persistence(smocker.instance, folder).keep())
    await asyncio.sleep(0)
    await smocker.begin_session("a")
    keeping.cancel()
    await asyncio.wait([keeping])
    assert "name: a" in (folder.path / "sessions.yml").read_text()


async def test_what_was_loaded_is_not_written_anew(smocker, folder, monkeypatch):
    keeper = Persistence(smocker.instance, folder)
    session_id = (await smocker.begin_session("a")).facts.id
    for number in range(3):
        smocker.instance.history.append(exchange(id=f"before-{number}", session=session_id))
    await keeper.save()
    before = folder.read_history(session_id)
    made, again = instance(), SessionFolder(folder.path)
    load(made, again)
    keeper = Persistence(made, again)
    monkeypatch.setattr(
        "smockproxy.app.sessions.persistence.entry_yaml_shape", lambda entry: {"path": entry.request.path}
    )
    made.history.append(exchange(id="later", session=session_id))
    await keeper.save()
    assert before is not None
    assert before.count(b"path: /hello") == 3
    assert again.read_history(session_id) == before + b"- path: /hello\n"


async def test_the_last_write_waits_for_one_that_is_under_way(smocker, folder, monkeypatch):
    monkeypatch.setattr("smockproxy.app.sessions.persistence.PAUSE", 0)
    begun, goes_on, inside, most = threading.Event(), threading.Event(), [], []
    write_mocks = folder.write_mocks

    def slow_write(session_id, text):
        inside.append(session_id)
        most.append(len(inside))
        begun.set()
        assert goes_on.wait(5)
        write_mocks(session_id, text)
        inside.pop()

    monkeypatch.setattr(folder, "write_mocks", slow_write)
    keeping = asyncio.ensure_future(Persistence(smocker.instance, folder).keep())
    await asyncio.sleep(0)
    await smocker.begin_session("a")
    await asyncio.to_thread(begun.wait, 5)
    await smocker.upload(MOCKS)
    keeping.cancel()
    threading.Timer(0.005, goes_on.set).start()
    await asyncio.wait([keeping])
    assert most == [1, 1]
    back = await later_run(folder.path)
    assert [mock.id for mock in back.mocks()] == [mock.id for mock in smocker.mocks()] != []


async def test_only_what_changed_is_written_anew(smocker, folder, monkeypatch):
    await smocker.upload(MOCKS)
    keeper = Persistence(smocker.instance, folder)
    smocker.lock([], locked=True)
    await keeper.save()
    written = []
    monkeypatch.setattr(
        "smockproxy.app.sessions.persistence.kept_yaml_shape", lambda mock, _: written.append(mock.id)
    )
    monkeypatch.setattr("smockproxy.app.sessions.persistence._text", lambda _: "- x\n")
    smocker.instance.engine.decide(ASKED)
    smocker.lock([], locked=True)
    await keeper.save()
    assert written == [smocker.mocks()[0].id]


async def test_a_defect_does_not_end_the_writing(smocker, folder, caplog, monkeypatch):
    keeper = Persistence(smocker.instance, folder)
    await smocker.begin_session("a")
    with monkeypatch.context() as broken:
        broken.setattr("smockproxy.app.sessions.persistence.session_facts_shape", lambda _: 1 / 0)
        await keeper.save()
    assert "ZeroDivisionError" in caplog.text
    await keeper.save()
    assert "name: a" in (folder.path / "sessions.yml").read_text()
