"""The operations on the history."""

import pytest

from smockproxy.app.operations.history import HistoryOperations
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.history import Budget, History
from smockproxy.core.query import Query
from tests.unit.exchanges import STARTED_AT, exchange

EVERYTHING = Query()


def filled(count: int, budget: Budget = Budget()) -> HistoryOperations:
    history = History(budget)
    for number in range(count):
        history.append(exchange(id=str(number), session_name="w" if number % 2 else ""))
    return HistoryOperations(history)


def ids(entries) -> list[str]:
    return [entry.id for entry in entries]


async def test_pages_forwards():
    operations, query, seen = filled(5), EVERYTHING, []
    for _ in range(3):
        page = await operations.page(query, "", 2)
        seen.append(ids(page.entries))
        query = query.going_on(page.following)
    assert seen == [["0", "1"], ["2", "3"], ["4"]]
    assert page.following == ""


async def test_pages_backwards():
    operations, query, seen = filled(4), Query(newest_first=True), []
    for _ in range(2):
        page = await operations.page(query, "", 2)
        seen.append(ids(page.entries))
        query = query.going_on(page.following)
    assert (seen, page.following) == ([["3", "2"], ["1", "0"]], "")


async def test_the_newest_are_oldest_first():
    page = await filled(5).newest(EVERYTHING, "", 2)
    assert (ids(page.entries), page.following) == (["3", "4"], "")
    assert len((await filled(5).newest(EVERYTHING, "", 100)).entries) == 5


async def test_filters_and_an_expression():
    operations = filled(6)
    assert ids((await operations.page(Query(session="w"), "", 9)).entries) == ["1", "3", "5"]
    assert (await operations.page(EVERYTHING, "~c 404", 9)).entries == ()
    with pytest.raises(UsageError, match="there is no term"):
        await operations.page(EVERYTHING, "~nosuch", 9)


async def test_a_search_that_takes_too_long_says_how_far_it_got():
    ticks = iter(range(0, 1000, 4))
    operations = HistoryOperations(filled(50).history, clock=lambda: next(ticks))
    page = await operations.page(Query(session="nobody"), "", 5)
    assert (page.entries, page.is_cut_short, page.reached) == ((), True, STARTED_AT)
    assert page.following.startswith("@")


async def test_a_walk_goes_over_what_there_is_now():
    operations = filled(3)
    entries = await operations.walk(EVERYTHING)
    assert next(entries).id == "0"
    operations.history.clear()
    assert ids(entries) == ["1", "2"]


async def test_an_exchange_that_is_not_there_is_told_with_what_there_is():
    with pytest.raises(NotFoundError, match=r'^There is no exchange "7" in the history; it is empty\.$'):
        await filled(0).exchange("7")
    operations = filled(5, Budget(entries=2))
    told = r'^There is no exchange "0" in the history; it holds 2, from 3 to 4, 3 older ones made room\.$'
    with pytest.raises(NotFoundError, match=told):
        await operations.exchange("0")
    assert (await operations.exchange("4")).id == "4"


@pytest.mark.parametrize(("session", "left"), [(None, []), ("w", ["0", "2"]), ("", ["1", "3"])])
def test_it_is_forgotten(session, left):
    operations = filled(4)
    operations.clear(session)
    assert ids(operations.history) == left
