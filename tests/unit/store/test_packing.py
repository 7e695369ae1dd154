"""Packs: every record comes out as it went in, and what many have in common is written once."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.core.history import HistoryEntry
from smockproxy.core.records import Record
from smockproxy.store.errors import StoreError
from smockproxy.store.packing import Packed, lightly_unpacked, packed, unpacked
from tests.unit.exchanges import exchange, several
from tests.unit.store.entries import ENTRIES


def pack(*records: Record) -> bytes:
    return packed([Packed(7 + number, 99 + number, record) for number, record in enumerate(records)])


def entries(content: bytes) -> list[HistoryEntry]:
    return [each.record.entry() for each in unpacked(content)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ENTRIES, max_size=3))
def test_every_record_comes_out_again(made: list[HistoryEntry]) -> None:
    content = pack(*map(Record.of, (*made, *made)))
    assert entries(content) == [*made, *made]
    again = unpacked(content)
    assert [(each.position, each.weight) for each in again] == [
        (7 + number, 99 + number) for number in range(len(again))
    ]
    assert entries(packed(again)) == [*made, *made]


def test_what_is_hard_to_show_comes_out_again() -> None:
    assert entries(pack(*map(Record.of, several()))) == several()


def test_what_is_beside_a_shared_answer_comes_out_too() -> None:
    shared = exchange()
    assert shared.response is not None
    records = [Record.of(shared) for _ in range(3)]
    for number, record in enumerate(records):
        record.response = replace(shared.response, headers=type(shared.response.headers).of([("Date", "")]))
        record.date = b"day %d" % (number // 2)
    found = [entry.response.headers.get("date") for entry in entries(pack(*records)) if entry.response]
    assert found == ["day 0", "day 0", "day 1"]


def test_what_they_have_in_common_is_written_once() -> None:
    one, many = (len(pack(*(Record.of(exchange(id=str(n))) for n in range(count)))) for count in (1, 101))
    assert many - one < 100 * 150


@pytest.mark.parametrize(
    "spoil", [b"", b"\xff\xff\xff\xff", b"\x02\0\0\0{}", b"\x02\0\0\0[]", b"\x01\0\0\0\xff"]
)
def test_what_is_none_of_ours_is_told(spoil: bytes) -> None:
    with pytest.raises(StoreError, match="a pack of exchanges can't be read: "):
        unpacked(spoil)
    with pytest.raises(StoreError, match="a pack of exchanges can't be read: "):
        lightly_unpacked(spoil)


def test_what_letting_go_needs() -> None:
    (one,) = lightly_unpacked(pack(Record.of(exchange(session_name="w"))))
    assert one == (7, 99, "w", "session-id", exchange().timing.started_at)


def test_a_pack_that_was_cut_is_told() -> None:
    with pytest.raises(StoreError):
        unpacked(pack(Record.of(exchange()))[:-60])
