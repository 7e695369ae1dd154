from contextlib import closing
from dataclasses import replace

import pytest

from smockproxy.core.history import Budget
from smockproxy.core.http import Headers, Request
from smockproxy.core.query import ALL, Query
from smockproxy.core.records import Record
from smockproxy.store.history import StoredHistory
from smockproxy.store.originals import Originals
from tests.unit.exchanges import exchange

SECRET = Request("GET", "http", "a.test", 80, "/secret", Headers(), b"hunter22")


def record(number, body=b""):
    return Record.of(exchange(id=str(number), request=replace(SECRET, body=body)))


def test_the_oldest_make_room():
    originals = Originals(2)
    for number in range(3):
        originals.keep(number, record(number))
    assert originals.of(0) is None
    assert originals.of(2).id == "2"
    assert originals.of(3) is None


def test_the_newest_stays_however_large_it_is():
    originals = Originals(10, 10)
    originals.keep(1, record(1, b"x" * 100))
    originals.keep(2, record(2, b"x" * 100))
    assert originals.of(1) is None
    assert originals.of(2) is not None


def hide(record):
    entry = record.entry()
    return Record.of(replace(entry, request=replace(entry.request, target="/hidden", body=b"hidden")))


@pytest.mark.parametrize("count", [1, 40])
def test_this_process_shows_what_was_and_the_disk_has_what_may_be_there(tmp_path, count):
    with closing(StoredHistory(tmp_path, Budget(), hide)) as history:
        for number in range(1, count + 1):
            history.add(record(number, b"hunter22"))
        assert {entry.request.body for entry in history.query(ALL)} == {b"hunter22"}
        assert history.get("1").request.target == "/secret"
        assert len(list(history.query(Query(path="/secret" if count > 16 else "/hidden")))) == count
        history.flush()
        kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"hunter22" not in kept
        assert b"hidden" in kept
    with closing(StoredHistory(tmp_path, Budget(), hide)) as history:
        assert {entry.request.body for entry in history.query(ALL)} == {b"hidden"}
        assert history.get(str(count)).request.target == "/hidden"


def test_what_nothing_is_hidden_of_is_only_on_disk(tmp_path):
    with closing(StoredHistory(tmp_path, Budget(), lambda record: record)) as history:
        history.add(record(1, b"hello"))
        assert history.get("1").request.body == b"hello"
        assert history._originals.of(1) is None
