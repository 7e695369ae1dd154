"""What waits to be written: nobody waits for it, and it doesn't grow beyond its bounds."""

from collections import Counter
from threading import Thread

import pytest

from smockproxy.core.http import Request
from smockproxy.store import unwritten as unwritten_module
from smockproxy.store.batch import Batch, Change, Expired
from smockproxy.store.forgotten import Forgotten
from smockproxy.store.rows import ROUGH_WEIGHT, Added
from smockproxy.store.unwritten import LATE, RESPITE, Unwritten
from tests.unit.exchanges import exchange

TWO = 2 * ROUGH_WEIGHT + 100


def ids(batch: Batch) -> list[str | Change]:
    return [change.record.id if isinstance(change, Added) else change for change in batch.changes]


def waiting(*entry_ids: str, most_bytes: int = 10**6) -> Unwritten:
    unwritten = Unwritten(0, most_bytes, pause=0)
    for entry_id in entry_ids:
        unwritten.append(exchange(id=entry_id))
    return unwritten


def taken(unwritten: Unwritten) -> Batch:
    batch = unwritten.take()
    assert batch is not None
    return batch


class TestTaking:
    def test_all_changes_come_in_order_and_once(self) -> None:
        unwritten = waiting("1", "2")
        unwritten.forget("all")
        unwritten.append(exchange(id="3"))
        batch = taken(unwritten)
        assert ids(batch) == ["1", "2", Forgotten(2, "all"), "3"]
        assert [change.position for change in batch.changes if isinstance(change, Added)] == [1, 2, 3]
        unwritten.written(batch)
        unwritten.close()
        assert unwritten.take() is None

    def test_positions_go_on_from_the_last_one(self) -> None:
        unwritten = Unwritten(41, pause=0)
        unwritten.append(exchange())
        assert unwritten.last_position == 42

    def test_a_closed_one_gives_what_is_left(self) -> None:
        unwritten = waiting("1")
        unwritten.close()
        batch = taken(unwritten)
        assert (ids(batch), unwritten.is_closed) == (["1"], True)
        unwritten.written(batch)
        assert unwritten.take() is None

    def test_the_writer_is_woken(self) -> None:
        unwritten, batches = waiting(), list[Batch]()
        writer = Thread(target=lambda: batches.append(taken(unwritten)))
        writer.start()
        unwritten.append(exchange(id="1"))
        writer.join(10)
        assert ids(batches[0]) == ["1"]


class TestBeingLate:
    """By a clock that the test puts forward: who appends waits for the writer, or as long as it may."""

    def late(self, monkeypatch: pytest.MonkeyPatch) -> tuple[Unwritten, list[float]]:
        now = [100.0]
        unwritten, waited = Unwritten(0, pause=0, clock=lambda: now[0]), []
        monkeypatch.setattr(
            unwritten._settled, "wait_for", lambda is_caught_up, most: waited.append((is_caught_up(), most))
        )
        unwritten.append(exchange(id="1"))
        batch = taken(unwritten)
        unwritten.append(exchange(id="2"))
        assert waited == []
        now[0] += LATE + 0.001
        unwritten.append(exchange(id="3"))
        assert waited == [(False, RESPITE)]
        unwritten.written(batch)
        return unwritten, waited

    def test_what_was_written_makes_nobody_wait(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unwritten, waited = self.late(monkeypatch)
        unwritten.append(exchange(id="4"))
        assert len(waited) == 1

    def test_of_what_is_taken_next_the_first_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unwritten, waited = self.late(monkeypatch)
        assert ids(taken(unwritten)) == ["2", "3"]
        unwritten.append(exchange(id="4"))
        assert len(waited) == 2

    def test_nobody_waits_for_a_disk_that_takes_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        unwritten, waited = self.late(monkeypatch)
        batch = taken(unwritten)
        unwritten.close()
        monkeypatch.setattr(unwritten._wanted, "wait_for", lambda *_: True)
        unwritten.failed(batch, pause=0)
        unwritten.append(exchange(id="4"))
        assert len(waited) == 1


class TestPieces:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unwritten_module, "AT_ONCE", 2 * ROUGH_WEIGHT)

    def test_many_come_in_pieces_and_with_the_first_the_documents(self) -> None:
        unwritten = waiting("1", "2", "3", "4", "5")
        unwritten.put(("w", "s", "state"), "1")
        pieces = []
        for later in ("6", "7", "8"):
            pieces.append(taken(unwritten))
            unwritten.append(exchange(id=later))
            assert not unwritten.flush(patience=0)
            unwritten.written(pieces[-1])
        assert [ids(piece) for piece in pieces] == [["1", "2"], ["3", "4"], ["5"]]
        assert [len(piece.documents) for piece in pieces] == [1, 0, 0]
        assert ids(taken(unwritten)) == ["6", "7"]

    def test_a_document_does_not_wait_for_the_rest(self) -> None:
        unwritten = waiting("1", "2", "3", "4")
        first = taken(unwritten)
        unwritten.put(("w", "s", "state"), "1")
        unwritten.written(first)
        second = taken(unwritten)
        assert (ids(second), len(second.documents)) == (["3", "4"], 1)
        unwritten.written(second)
        unwritten.close()
        last = taken(unwritten)
        assert (ids(last), last.documents) == ([], {})

    def test_whoever_waits_is_told_after_the_last_piece(self) -> None:
        unwritten = waiting("1", "2", "3")
        first = taken(unwritten)
        unwritten.written(first)
        assert not unwritten.flush(patience=0)
        unwritten.written(taken(unwritten))
        assert unwritten.flush(patience=0)

    def test_what_cannot_be_written_waits_with_the_rest(self) -> None:
        unwritten = waiting("1", "2", "3")
        unwritten.close()
        unwritten.failed(taken(unwritten), pause=0)
        unwritten.append(exchange(id="4"))
        assert unwritten.lost.total() == 4  # nobody sees them yet
        unwritten.written(taken(unwritten))
        assert ids(taken(unwritten)) == ["3", "4"]

    def test_a_closed_one_gives_all_pieces(self) -> None:
        unwritten = waiting("1", "2", "3")
        unwritten.close()
        batches = [taken(unwritten), taken(unwritten)]
        for batch in batches:
            unwritten.written(batch)
        assert unwritten.take() is None


class TestFlushing:
    def test_there_is_nothing_to_wait_for(self) -> None:
        assert waiting().flush()

    def test_it_waits_for_what_was_left_before(self) -> None:
        unwritten = Unwritten(0, pause=100)
        unwritten.append(exchange())
        writer = Thread(target=lambda: unwritten.written(taken(unwritten)))
        writer.start()
        assert unwritten.flush()
        writer.join(10)

    def test_it_does_not_wait_for_what_cannot_be_written(self) -> None:
        unwritten = waiting("1")
        batch = taken(unwritten)
        writer = Thread(target=lambda: unwritten.failed(batch, pause=100))
        reader = Thread(target=lambda: answers.append(unwritten.flush()))
        answers: list[bool] = []
        reader.start()
        writer.start()
        reader.join(0.001)
        unwritten.close()
        writer.join(10)
        assert not unwritten.flush(patience=0)

    def test_its_patience_ends(self) -> None:
        assert not waiting("1").flush(patience=0)


class TestDocuments:
    def test_the_last_one_of_a_part_is_kept(self) -> None:
        unwritten = waiting()
        unwritten.put(("w", "s", "state"), "1")
        unwritten.put(("w", "s", "mocks"), "2")
        unwritten.put(("w", "s", "state"), "3")
        assert taken(unwritten).documents == {("w", "s", "state"): "3", ("w", "s", "mocks"): "2"}

    def test_dropping_comes_before_what_is_put_afterwards(self) -> None:
        unwritten = waiting()
        for session in ("s", "t"):
            unwritten.put(("w", session, "state"), "old")
        unwritten.drop("w", "s")
        unwritten.put(("w", "s", "mocks"), "new")
        batch = taken(unwritten)
        assert batch.dropped == [("w", "s")]
        assert batch.documents == {("w", "t", "state"): "old", ("w", "s", "mocks"): "new"}


class TestBounds:
    def test_the_oldest_make_room_and_are_counted(self) -> None:
        unwritten = waiting(most_bytes=TWO)
        for number, name in enumerate("aabcc"):
            unwritten.append(exchange(id=str(number), session_name=name))
            unwritten.expire(number)
        assert unwritten.lost == Counter({("a", "session-id"): 2, ("b", "session-id"): 1})
        batch = taken(unwritten)
        assert [each for each in ids(batch) if isinstance(each, str)] == ["3", "4"]
        assert [each.now for each in batch.changes if isinstance(each, Expired)] == [0, 1, 2, 3, 4]
        assert unwritten.lost.total() == 3  # as long as the database does not say so
        unwritten.written(batch)
        assert unwritten.lost.total() == 0

    def test_bodies_have_weight(self) -> None:
        unwritten = waiting("1", most_bytes=TWO)
        large = Request("GET", "http", "a.test", 80, "/", body=b"x" * TWO)
        unwritten.append(exchange(large, id="2"))
        assert ids(taken(unwritten)) == ["2"]

    def test_the_newest_stays_however_large(self) -> None:
        assert ids(taken(waiting("1", "2", most_bytes=1))) == ["2"]


class TestFailing:
    def test_what_failed_comes_again_before_what_came_meanwhile(self) -> None:
        unwritten = waiting("1")
        unwritten.put(("", "s", "p"), "old")
        unwritten.put(("", "s", "q"), "kept")
        unwritten.put(("", "t", "p"), "dropped")
        batch = taken(unwritten)
        unwritten.forget("session_id", "x")
        unwritten.append(exchange(id="2"))
        unwritten.drop("", "t")
        unwritten.put(("", "s", "p"), "new")
        unwritten.failed(batch, pause=0)
        again = taken(unwritten)
        assert ids(again) == ["1", Forgotten(1, "session_id", "x"), "2"]
        assert again.documents == {("", "s", "p"): "new", ("", "s", "q"): "kept"}
        assert again.dropped == [("", "t")]
        unwritten.written(again)
        assert unwritten.flush(patience=0)

    def test_while_it_fails_those_that_wait_are_not_there_for_who_reads(self) -> None:
        unwritten = waiting("1", "2")
        assert unwritten.lost.total() == 0  # nobody asked for them in vain
        unwritten.failed(taken(unwritten), pause=0)
        batch = taken(unwritten)
        unwritten.append(exchange(id="3"))
        unwritten.expire(0)
        assert unwritten.lost == Counter({("", "session-id"): 3})
        unwritten.written(batch)
        assert unwritten.lost.total() == 0

    def test_nor_are_they_when_the_writer_takes_too_long(self) -> None:
        unwritten = waiting("1")
        batch = taken(unwritten)
        assert not unwritten.flush(patience=0)
        assert unwritten.lost.total() == 1
        unwritten.written(batch)
        assert unwritten.lost.total() == 0

    def test_while_it_fails_the_oldest_make_room(self) -> None:
        unwritten = waiting("1", "2", most_bytes=TWO)
        batch = taken(unwritten)
        for number in "34":
            unwritten.append(exchange(id=number))
        unwritten.append(exchange(id="5"))
        unwritten.failed(batch, pause=0)
        again = taken(unwritten)
        assert (ids(again), again.lost.total()) == (["4", "5"], 3)
