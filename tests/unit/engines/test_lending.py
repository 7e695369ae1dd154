"""What is sent to a worker before a call, and what it has then."""

import pytest

from smockproxy.core.tables import Table
from smockproxy.engines import wire
from smockproxy.engines.lending import Lent, Shelf

USERS = Table.of([{"id": 1, "name": "María \ud83d"}], ["1"], key="id", default={"id": 0})
PLANS = Table.of(["a" * 1000])


def messages(lent, *tables):
    return [wire.message_of(frame[wire.LENGTH_BYTES :]) for frame in lent.frames(tables)]


def test_a_table_is_sent_once_and_is_the_same_there():
    lent, shelf = Lent(), Shelf()
    for message in messages(lent, USERS, PLANS):
        shelf.take(message)
    assert shelf.tables == {USERS.digest: USERS, PLANS.digest: PLANS}
    assert messages(lent, USERS) == []


def test_without_room_the_longest_unused_is_forgotten_but_none_of_the_call():
    lent, shelf = Lent(room=PLANS.size), Shelf()
    for message in (*messages(lent, USERS), *messages(lent, PLANS)):
        shelf.take(message)
    assert list(shelf.tables) == [PLANS.digest]
    both = messages(lent, USERS, PLANS)
    assert [message[0] for message in both] == ["lend"]
    assert [message[0] for message in messages(lent, USERS)] == ["forget"]


def test_a_table_that_was_forgotten_is_sent_again():
    lent = Lent(room=0)
    assert [message[0] for message in messages(lent, USERS)] == ["lend"]
    assert [message[0] for message in messages(lent, PLANS)] == ["forget", "lend"]
    assert [message[0] for message in messages(lent, USERS)] == ["forget", "lend"]


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match="no table"):
        Shelf().take(["lend", 1])
