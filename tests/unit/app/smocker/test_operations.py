"""Smocker's operations, without a skin."""

import asyncio

import pytest

from smockproxy.app.smocker.operations import Smocker
from smockproxy.app.usage import ConflictError, NotFoundError, UnsupportedTypeError, UsageError
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.files.upload import Upload, UploadError
from tests.unit.exchanges import exchange, instance

OF_FILE = Mock("file-id", Fixed(Response()), source=Source("mocks/a.yml", 1))
REQUEST = Request("GET", "http", "a.test", 80, "/")


def read(raw: bytes, /, *, as_json, new_id, now) -> Upload:
    """Reads a list of names; `bad` is refused."""
    names = raw.decode().split()
    if "bad" in names:
        raise UploadError("bad is no mock")
    return Upload(tuple(Mock(f"{name}-{new_id()}", Fixed(Response()), created_at=now) for name in names))


@pytest.fixture
def smocker() -> Smocker:
    made = Smocker(instance(), read)
    made.instance.engine.replace_files([OF_FILE])
    return made


def called(smocker, **facts):
    entry = exchange(**({"session": smocker.session().facts.id} | facts))
    smocker.instance.history.append(entry)


def ids(mocks):
    return [mock.id for mock in mocks]


async def test_uploads_go_on_top(smocker):
    registered = await smocker.upload(b"a b")
    assert ids(registered.mocks) == ["a-id1", "b-id2"]
    assert ids(smocker.instance.engine.mocks.in_order) == ["b-id2", "a-id1", "file-id"]
    assert ids(smocker.mocks()) == ["b-id2", "a-id1"]
    assert registered.session is smocker.session().facts


@pytest.mark.parametrize(
    ("raw", "content_type", "kind"),
    [(b"bad", "", UsageError), (b"a", "text/yaml", UnsupportedTypeError)],
)
async def test_a_refused_upload_leaves_what_smocker_leaves(smocker, raw, content_type, kind):
    await smocker.upload(b"old")
    with pytest.raises(kind):
        await smocker.upload(raw, content_type=content_type, reset=True, session_name="next")
    assert [session.facts.name for session in smocker.sessions()] == ["next"]
    assert smocker.mocks() == ()


async def test_no_request_meets_an_upload_half_done(smocker):
    await smocker.upload(b"old")
    engine, seen = smocker.instance.engine, set()

    def read_watched(raw, /, **facts):
        seen.add(len(engine.session.mocks))
        return read(raw, **facts)

    smocker.parse = read_watched
    await smocker.upload(b"a b", reset=True)
    assert seen == {1}
    assert len(smocker.mocks()) == 2


async def test_reset_keeps_files_and_counts_anew(smocker):
    smocker.session()
    smocker.instance.engine.decide(REQUEST)
    await smocker.upload(b"a")
    called(smocker)
    await smocker.reset()
    assert smocker.instance.engine.mocks.in_order == (OF_FILE,)
    assert smocker.session().uses(OF_FILE) == 0
    assert len(smocker.instance.history) == 0


async def test_chance_follows_the_seed_in_every_session(smocker):
    first = smocker.session()
    registered = await smocker.upload(b"a", session_name="next")
    assert registered.session.name == "next"
    assert smocker.session().seed == first.seed


async def test_an_exchange_that_began_before_a_reset_does_not_count_after_it(smocker):
    before = smocker.instance.engine.decide(REQUEST)
    await smocker.reset()
    smocker.instance.engine.decide(REQUEST)
    smocker.instance.engine.settle(before.reservation, succeeded=False)
    assert smocker.instance.engine.session.uses(OF_FILE) == 1


async def test_uploads_wait_for_each_other(smocker):
    registered = await asyncio.gather(
        *(smocker.upload(b"x", reset=True, session_name=str(number)) for number in range(5))
    )
    assert [each.session.name for each in registered] == ["0", "1", "2", "3", "4"]
    assert len(smocker.mocks()) == 1


async def test_ids_that_are_not_there(smocker):
    await smocker.upload(b"a")
    for asking in (
        lambda: smocker.session("zz"),
        lambda: smocker.mocks(session_id="zz"),
        lambda: smocker.history(session_id="zz"),
        lambda: smocker.rename_session("zz", "b"),
    ):
        with pytest.raises(NotFoundError, match="session not found"):
            asking()
    for working in (smocker.delete_session("zz"), smocker.clear_history(session_id="zz")):
        with pytest.raises(NotFoundError, match="session not found"):
            await working
    with pytest.raises(NotFoundError, match="mock not found"):
        smocker.mocks(mock_id="file-id")


async def test_an_edited_mock_keeps_id_place_count_and_date(smocker):
    await smocker.upload(b"a b")
    first, _ = smocker.session().mocks
    smocker.session().reserve(first)
    mock, session = await smocker.edit_mock(first.id, b"c")
    assert (mock.id, mock.created_at, session.uses(mock)) == (first.id, first.created_at, 1)
    assert ids(smocker.mocks()) == ["b-id2", "a-id1"]
    assert smocker.instance.engine.mocks.in_order[1] is mock


@pytest.mark.parametrize("raw", [b"", b"a b"])
async def test_one_mock_at_a_time_is_edited(smocker, raw):
    (mock,) = (await smocker.upload(b"a")).mocks
    with pytest.raises(UsageError, match="expected exactly one mock to update"):
        await smocker.edit_mock(mock.id, raw)


async def test_a_session_with_calls_cannot_be_edited_until_its_history_is_cleared(smocker):
    (mock,) = (await smocker.upload(b"a")).mocks
    called(smocker)
    smocker.session().reserve(mock)
    for working in (smocker.edit_mock(mock.id, b"b"), smocker.delete_mock(mock.id)):
        with pytest.raises(ConflictError, match="once the session has received calls"):
            await working
    await smocker.clear_history()
    assert list(smocker.history()) == []
    assert smocker.session().uses(mock) == 0
    await smocker.delete_mock(mock.id)
    assert smocker.mocks() == ()
    assert smocker.instance.engine.mocks.in_order == (OF_FILE,)


async def test_mocks_of_an_earlier_session_are_edited_there(smocker):
    (mock,) = (await smocker.upload(b"a")).mocks
    earlier = smocker.session().facts.id
    await smocker.begin_session("next")
    await smocker.edit_mock(mock.id, b"c", session_id=earlier)
    assert ids(smocker.mocks(session_id=earlier)) == [mock.id]
    assert smocker.instance.engine.mocks.in_order == (OF_FILE,)


async def test_locked_mocks_outlive_new_sessions_and_resets(smocker):
    await smocker.upload(b"a b")
    locked = smocker.lock(["a-id1", "zz"], locked=True)
    assert ids(locked) == ["a-id1"]
    await smocker.begin_session(" ")
    assert [session.facts.name for session in smocker.sessions()] == ["Session #1", "Session #2"]
    assert ids(smocker.mocks()) == ["a-id1"]
    await smocker.reset()
    assert [session.facts.name for session in smocker.sessions()] == ["Session #1"]
    await smocker.upload(b"c", reset=True)
    assert [mock.id[0] for mock in smocker.mocks()] == ["c", "a"]
    await smocker.reset(force=True)
    assert smocker.sessions() == ()


async def test_unlocked_mocks_go(smocker):
    await smocker.upload(b"a")
    smocker.lock(["a-id1"], locked=True)
    smocker.lock(["a-id1"], locked=False)
    await smocker.reset()
    assert smocker.sessions() == ()


async def test_the_session_before_is_in_force_again(smocker):
    await smocker.upload(b"a")
    smocker.instance.engine.session.reserve(smocker.mocks()[0])
    second = await smocker.begin_session("second")
    called(smocker)
    await smocker.delete_session(second.facts.id)
    assert [session.facts.name for session in smocker.sessions()] == ["Session #1"]
    assert ids(smocker.instance.engine.mocks.in_order) == ["a-id1", "file-id"]
    assert smocker.session().uses(smocker.mocks()[0]) == 1
    assert len(smocker.instance.history) == 0


async def test_a_session_that_is_not_in_force_goes_quietly(smocker):
    await smocker.upload(b"a")
    first = smocker.session().facts.id
    await smocker.upload(b"b", session_name="second")
    await smocker.delete_session(first)
    assert ids(smocker.mocks()) == ["b-id3"]


def test_a_session_gets_another_name(smocker):
    session = smocker.session()
    assert smocker.rename_session(session.facts.id, "") is session
    assert session.facts.name == ""


def test_higher_priority_is_listed_first(smocker):
    low, high = (Mock(str(number), Fixed(Response()), priority=number) for number in (1, 2))
    smocker.instance.sessions.add([high, low])
    assert ids(smocker.mocks()) == ["2", "1"]


def test_history_of_the_session(smocker):
    called(smocker, id="1")
    called(smocker, id="2", session="other")
    assert [entry.id for entry in smocker.history()] == ["1"]
    assert list(smocker.history(path_pattern="^/x$")) == []


EXPORT = (
    b'[{"id": "s", "name": "n", "date": "2026-11-21T08:34:26Z", "mocks": [{"response": {}}], "history": []}]'
)


async def test_an_import_takes_the_place_of_all_there_is(smocker):
    await smocker.upload(b"a")
    called(smocker)
    await smocker.import_sessions(EXPORT, "application/json")
    assert [session.facts.id for session in smocker.sessions()] == ["s"]
    assert len(smocker.mocks()) == 1
    assert len(smocker.instance.history) == 0


@pytest.mark.parametrize(
    ("raw", "content_type", "told"),
    [
        (b"{}", "application/json", "expected a list of sessions"),
        (EXPORT, "application/x-yaml", "code=415, message=Unsupported Media Type"),
        (EXPORT.replace(b"{}", b"[]"), "application/json", "mocks[0].response"),
    ],
)
async def test_a_refused_import_changes_nothing(smocker, raw, content_type, told):
    await smocker.upload(b"a")
    with pytest.raises(UsageError) as refusal:
        await smocker.import_sessions(raw, content_type)
    assert told in str(refusal.value)
    assert refusal.value.status == 400
    assert ids(smocker.mocks()) == ["a-id1"]
