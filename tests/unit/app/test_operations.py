"""Every operation, without a skin."""

import pytest

from smockproxy.app.instance import Instance
from smockproxy.app.operations import Operations
from smockproxy.app.settings import Settings
from smockproxy.app.usage import NotFoundError
from smockproxy.core.history import Budget, History
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import exchange, instance

OF_FILE = Mock("file-id", Fixed(Response()), source=Source("mocks/a.yml", 1))


@pytest.fixture
def operations() -> Operations:
    made = Operations(instance())
    made.instance.engine.replace_files([OF_FILE])
    return made


def test_mocks_are_the_files_and_the_apis(operations):
    operations.instance.sessions.add([Mock("a", Fixed(Response()))])
    assert [mock.id for mock in operations.mocks()] == ["a", "file-id"]
    assert operations.session() is operations.instance.engine.session


def test_the_setting_is_the_seed_and_without_one_a_new_one_is():
    begun = [
        Instance.begin(Settings(seed=chosen), lambda: 0.0, lambda: "id", 5).engine.session.seed
        for chosen in (3, 0)
    ]
    assert begun == [3, 5]


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


def test_problems(operations):
    assert operations.problems() == ()
