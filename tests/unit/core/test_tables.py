import pytest

from smockproxy.core.tables import Table, asks, key_text

ROWS = [{"id": 1, "name": "Ada"}, {"id": 2, "age": 3}]
TABLE = Table.of(ROWS, ["1", "2"], key="id", default={"id": None})


def test_a_row_is_found_by_its_key():
    assert TABLE.row("2") == {"id": 2, "age": 3}
    assert TABLE.at(0) == {"id": 1, "name": "Ada"}
    assert TABLE.all() == ROWS


def test_what_a_key_without_a_row_gets():
    assert TABLE.row("3") == {"id": None}
    assert Table.of(ROWS, ["1", "2"]).row("3") is None


def test_of_rows_with_one_key_the_first_counts_and_a_row_may_have_none():
    table = Table.of(["a", "b", "c"], [None, "k", "k"])
    assert table.row("k") == "b"
    assert table.places == {"k": 1}


def test_columns_are_all_names_of_entries():
    assert TABLE.columns == ("id", "name", "age")
    assert Table.of([1, "x"]).columns == ()


def test_whoever_changes_a_row_changes_their_own():
    TABLE.row("1")["name"] = "Eve"
    TABLE.all()[0]["name"] = "Eve"
    assert TABLE.row("1")["name"] == "Ada"


def test_tables_are_equal_when_they_say_the_same():
    twin = Table.of([dict(row) for row in ROWS], ["1", "2"], key="id", default={"id": None})
    assert (TABLE, hash(TABLE)) == (twin, hash(twin))
    assert Table.of(ROWS, ["1", "2"], key="id") != TABLE
    assert TABLE != "a table"


def test_a_surrogate_in_a_row_has_a_digest():
    assert Table.of(["\ud800"]).digest != Table.of(["x"]).digest


def test_size_grows_with_what_it_holds():
    assert TABLE.size > Table.of([]).size == 0


def test_what_json_can_not_express_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        Table.of([float("nan")])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("42", "42"),
        (42, "42"),
        (42.0, "42"),
        (1.5, "1.5"),
        (True, "true"),
        (False, "false"),
        (None, None),
        (["42"], None),
        (float("inf"), "inf"),
    ],
)
def test_values_as_keys(key, text):
    assert key_text(key) == text


def test_scripts_that_may_ask():
    assert asks("{{ random_row('a') }}")
    assert not asks("return {}")
