from random import Random

import pytest

from smockproxy.core.tables import Table
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.lookups import asking

ROWS = [{"id": 1, "plan": "pro"}, {"id": 2, "plan": None}, {"plan": ["x"]}]
TABLES = {
    "users": Table.of(ROWS, ["1", "2", None], key="id", default="nobody"),
    "words": Table.of(["a"]),
    "none": Table.of([]),
}


def call(name, *arguments, tables=TABLES):
    return asking(tables, Random("seed"))[name](*arguments)


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (("users", "1"), ROWS[0]),
        (("users", 1.0, "plan"), "pro"),
        (("users", "9"), "nobody"),
        (("users", None), "nobody"),
        (("users", "9", "plan"), None),
        (("words", "a"), None),
    ],
)
def test_lookup(arguments, value):
    assert call("lookup", *arguments) == value


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        (("users",), ROWS),
        (("users", "plan", "pro"), ROWS[:1]),
        (("users", "id", "2"), ROWS[1:2]),
        (("users", "plan", None), ROWS[1:2]),
        (("users", "plan", ["x"]), ROWS[2:]),
        (("users", "plan", "free"), []),
        (("words", "plan", "free"), []),
    ],
)
def test_rows(arguments, value):
    assert call("rows", *arguments) == value


def test_random_row_follows_the_seed():
    assert call("random_row", "users") == call("random_row", "users")
    with pytest.raises(ScriptError, match="the table is empty"):
        call("random_row", "none")


@pytest.mark.parametrize(
    ("name", "arguments", "tables", "message"),
    [
        ("lookup", ("user", 1), TABLES, "lookup: there is no table 'user': did you mean \"users\"?"),
        ("rows", ("zzz",), TABLES, "rows: there is no table 'zzz': there are users, words, none"),
        ("rows", (5,), {}, "rows: there is no table '5': the file of the mock names its tables: \"data:"),
        (
            "lookup",
            ("users", {}),
            TABLES,
            "lookup('users'): expected text or a number for the key, found a mapping",
        ),
        ("lookup", ("users", 1, "zzz"), TABLES, "lookup: no row of 'users' has a 'zzz': there are id, plan"),
        ("rows", ("users", "pla", 1), TABLES, "rows: no row of 'users' has a 'pla': did you mean \"plan\"?"),
    ],
)
def test_what_is_wrong(name, arguments, tables, message):
    with pytest.raises(ScriptError) as raised:
        call(name, *arguments, tables=tables)
    assert raised.value.message.startswith(message)


def test_more_rows_than_there_is_memory_for(monkeypatch):
    def full(_):
        raise MemoryError

    monkeypatch.setattr(Table, "all", full)
    with pytest.raises(ScriptError, match="its 3 rows take more memory than a script may use"):
        call("rows", "users")
