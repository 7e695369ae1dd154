"""Batches: what belongs to whom, and pieces of them."""

from collections import deque

import pytest

from smockproxy.store.batch import Batch, is_of
from smockproxy.store.forgotten import Forgotten
from smockproxy.store.rows import Added
from tests.unit.exchanges import exchange


@pytest.mark.parametrize(
    ("name", "session", "is_its"),
    [("w", "s", True), ("w", None, True), ("w", "t", False), ("", None, False)],
)
def test_whose_a_document_is(name: str, session: str | None, *, is_its: bool) -> None:
    assert is_of(("w", "s", "state"), name, session) is is_its


def batch(many: int) -> Batch:
    made = Batch(documents={("w", "s", "state"): "1"}, ticket=many + 1)
    for position in range(many):
        made.add(Added.of(position, exchange(id=str(position))), 10**6)
    return made


def test_a_small_one_is_its_own_piece() -> None:
    small = batch(3)
    assert small.piece(small.size, 0) is small


def test_a_piece_has_the_first_changes_and_what_lies_between_them() -> None:
    large, gone = batch(4), Forgotten(1, "all")
    large.changes.insert(1, gone)
    whole = deque(large.changes)
    size = large.size
    documents = large.documents.copy()
    piece = large.piece(size // 4 + 1, 7)
    assert list(piece.changes) == list(whole)[:3]
    assert (piece.ticket, piece.documents) == (7, documents)
    assert list(large.changes) == list(whole)[3:]
    assert piece.size + large.size == size
    assert (large.documents, large.dropped) == ({}, [])


def test_what_is_larger_than_a_piece_comes_alone() -> None:
    large = batch(1)
    assert len(large.piece(1, 0).changes) == 1
    assert (large.size, len(large.changes)) == (0, 0)
    assert large.piece(1, 0) is large
