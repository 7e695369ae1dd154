"""Every operation, without a skin."""

import asyncio

import pytest

from smockproxy.app.instance import Instance
from smockproxy.app.operations import Operations
from smockproxy.app.settings import Settings
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.history import Budget, History
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
def operations() -> Operations:
    made = Operations(instance(), read)
    made.instance.engine.replace_files([OF_FILE])
    return made


async def test_uploads_go_on_top(operations):
    registered = await operations.upload(b"a b")
    assert [mock.id for mock in registered.mocks] == ["a-id2", "b-id3"]
    assert [mock.id for mock in operations.mocks()] == ["b-id3", "a-id2", "file-id"]
    assert operations.api_mocks() == operations.mocks()[:2]
    assert registered.session is operations.session().facts


async def test_a_refused_upload_says_why(operations):
    with pytest.raises(UsageError, match="bad is no mock") as refusal:
        await operations.upload(b"bad")
    assert refusal.value.status == 400


async def test_reset_keeps_files_and_counts_anew(operations):
    operations.instance.engine.decide(REQUEST)
    await operations.upload(b"a")
    operations.instance.history.append(exchange())
    await operations.reset()
    assert operations.mocks() == (OF_FILE,)
    assert operations.session().uses(OF_FILE) == 0
    assert operations.exchanges() == ()


async def test_chance_follows_the_seed_in_every_session(operations):
    operations.instance.seed = 7
    await operations.reset()
    await operations.upload(b"a", session_name="next")
    assert (operations.session().seed, operations.session().facts.name) == (7, "next")


def test_the_setting_is_the_seed_and_without_one_a_new_one_is():
    begun = [
        Instance.begin(Settings(seed=chosen), lambda: 0.0, lambda: "id", 5).engine.session.seed
        for chosen in (3, 0)
    ]
    assert begun == [3, 5]


async def test_an_exchange_that_began_before_a_reset_does_not_count_after_it(operations):
    before = operations.instance.engine.decide(REQUEST)
    await operations.reset()
    operations.instance.engine.decide(REQUEST)
    operations.instance.engine.settle(before.reservation, succeeded=False)
    assert operations.session().uses(OF_FILE) == 1


async def test_uploads_wait_for_each_other(operations):
    registered = await asyncio.gather(
        *(operations.upload(b"x", reset=True, session_name=str(number)) for number in range(5))
    )
    assert [each.session.name for each in registered] == ["0", "1", "2", "3", "4"]
    assert len(operations.api_mocks()) == 1


async def test_ids_that_are_not_there(operations):
    await operations.upload(b"a")
    for asking in (
        lambda: operations.session("zz"),
        lambda: operations.api_mocks(session_id="zz"),
        lambda: operations.session_history(session_id="zz"),
    ):
        with pytest.raises(NotFoundError, match="session not found"):
            asking()
    with pytest.raises(NotFoundError, match="mock not found"):
        operations.api_mocks(mock_id="file-id")
    assert NotFoundError.status == 404


def test_exchange_that_is_not_there_is_told_with_what_there_is(operations):
    with pytest.raises(NotFoundError, match=r'^There is no exchange "7" in the history; it is empty\.$'):
        operations.exchange("7")
    operations.instance.history = History(Budget(entries=2))
    for number in range(5):
        operations.instance.history.append(exchange(id=str(number)))
    told = r'^There is no exchange "0" in the history; it holds 2, from 3 to 4, 3 older ones made room\.$'
    with pytest.raises(NotFoundError, match=told):
        operations.exchange("0")
    assert operations.exchange("4").id == "4"


def test_pages_and_the_newest(operations):
    for number in range(5):
        operations.instance.history.append(exchange(id=str(number)))
    page, following = operations.history_page(limit=2)
    assert ([entry.id for entry in page], following) == (["0", "1"], "1")
    assert [entry.id for entry in operations.newest(2)] == ["3", "4"]
    assert len(operations.newest(100)) == 5


def test_history_of_the_session(operations):
    operations.instance.history.append(exchange(id="1", session="id1"))
    operations.instance.history.append(exchange(id="2", session="other"))
    assert [entry.id for entry in operations.session_history()] == ["1"]
    assert list(operations.session_history(path_pattern="^/x$")) == []


def test_problems(operations):
    assert operations.problems() == ()
