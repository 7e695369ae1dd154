"""Rows by their ids, and the room they take."""

from json import loads

import pytest

from smockproxy.core import rows as module
from smockproxy.core.rows import NoRoomError, NoRowError, Row, Rows, key_of, number_in


def texts(rows: Rows) -> list[bytes]:
    return [row.text for row in rows]


@pytest.mark.parametrize(
    ("value", "key"),
    [(7, "7"), (7.0, "7"), ("x", "x"), ("", ""), (7.5, ""), (True, ""), (None, ""), ([], "")],
)
def test_an_id_is_a_text_or_a_whole_number(value: object, key: str) -> None:
    assert key_of(value) == key


@pytest.mark.parametrize(
    ("key", "number"),
    [("7", 7), ("0", 0), ("07", None), ("-7", None), ("x", None), ("", None), ("9" * 16, None), ("²", None)],
)
def test_numbers_that_can_be_counted_on_from(key: str, number: int | None) -> None:
    assert number_in(key) == number


def test_a_row_knows_its_json_and_a_tag_that_follows_it() -> None:
    row = Row.of({"id": 1, "name": "Zoë"})
    assert row.text == '{"id":1,"name":"Zoë"}'.encode()
    assert row.tag == Row.of({"id": 1, "name": "Zoë"}).tag != Row.of({"id": 1}).tag


def test_a_row_that_is_nested_too_deeply_is_none() -> None:
    deepest: dict[str, object] = {"a": 1}
    for _ in range(module.DEEPEST // 2 - 1):
        deepest = {"a": [deepest], "b": 2}
    assert Row.of({"a": deepest}).text.count(b"{") == module.DEEPEST // 2 + 1
    with pytest.raises(NoRowError, match="more than 100 levels"):
        Row.of({"a": [deepest]})


def test_rows_are_in_the_order_of_their_coming_and_stay_in_place() -> None:
    rows = Rows.of([{"id": "b"}, {"id": "a"}])
    rows.put("b", Row.of({"id": "b", "n": 1}))
    assert texts(rows) == [b'{"id":"b","n":1}', b'{"id":"a"}']
    assert len(rows) == 2
    assert rows.get("a") == Row.of({"id": "a"})
    assert rows.get("c") is None


@pytest.mark.parametrize(
    ("objects", "told"),
    [
        ([{"id": 1}, {"name": "x"}], 'row 2 has no "id" that is a text or a whole number'),
        ([{"id": 1}, {"id": "1"}], 'row 2 has the "id" 1, which is that of another row'),
    ],
)
def test_rows_have_ids_of_their_own(objects: list[dict[str, object]], told: str) -> None:
    with pytest.raises(NoRowError) as caught:
        Rows.of(objects)
    assert str(caught.value) == told


def test_a_copy_goes_its_own_way() -> None:
    rows = Rows.of([{"id": 1}])
    twin = rows.copy()
    twin.put("2", Row.of({"id": 2}))
    assert (len(rows), len(twin)) == (1, 2)
    assert (rows.next_number(), twin.next_number()) == (2, 3)


def test_equality_is_that_of_all_rows() -> None:
    assert Rows.of([{"id": 1}]) == Rows.of([{"id": 1}])
    assert Rows.of([{"id": 1}]) != Rows.of([{"id": 2}])
    assert Rows.of([]) != Rows.of([], "key")
    assert Rows.of([]) != []


def test_numbers_go_on_from_the_highest_ever_and_end_with_an_id_that_is_none() -> None:
    rows = Rows.of([{"id": 5}, {"id": "3"}])
    assert rows.next_number() == 6
    rows.drop("5")
    assert rows.next_number() == 6
    rows.put("x", Row.of({"id": "x"}))
    assert rows.next_number() is None
    rows.drop("x")
    assert rows.next_number() == 6


def test_a_text_from_a_path_becomes_what_the_first_row_has() -> None:
    assert Rows.of([]).alike("team", "7") == 7
    assert Rows.of([{"id": 1, "team": 1}]).alike("team", "7") == 7
    assert Rows.of([{"id": 1, "team": "1"}]).alike("team", "7") == "7"
    assert Rows.of([{"id": 1}]).alike("team", "red") == "red"


def test_there_is_room_for_so_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 1)
    rows = Rows.of([{"id": 1}])
    rows.put("1", Row.of({"id": 1, "n": 1}))
    with pytest.raises(NoRoomError, match="there are 1 rows already"):
        rows.put("2", Row.of({"id": 2}))


def test_there_is_room_for_so_many_bytes_and_less_is_always_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows.of([{"id": 1, "text": "x" * 100}])
    monkeypatch.setattr(module, "LARGEST", 50)
    with pytest.raises(NoRoomError, match="the rows would take 126 bytes as JSON: 50 are allowed"):
        rows.put("2", Row.of({"id": 2}))
    with pytest.raises(NoRoomError):
        rows.put("1", Row.of({"id": 1, "text": "x" * 101}))
    rows.put("1", Row.of({"id": 1, "text": "x" * 99}))
    assert len(rows) == 1


def test_what_is_kept_is_read_again() -> None:
    rows = Rows.of([{"key": 1}, {"key": 9}], "key")
    rows.drop("9")
    again = Rows.of_kept(loads(rows.kept()))
    assert again == rows
    assert again.next_number() == 10
