"""The functions by which scripts of every language ask tables. What they get is their own."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from smockproxy.core.problem import did_you_mean
from smockproxy.core.tables import Table, key_text
from smockproxy.engines.contract import ScriptError

HOW = 'the file of the mock names its tables: "data: {users: users.csv}"'


def asking(tables: Mapping[str, Table], random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions that ask these tables, by name."""
    return {
        "lookup": partial(_lookup, tables),
        "rows": partial(_rows, tables),
        "random_row": partial(_random_row, tables, random),
    }


def _lookup(tables: Mapping[str, Table], name: str, key: Any, column: str | None = None) -> Any:
    """The row of a key, or one column of it; for a key that there is not the table's default."""
    table = _table(tables, name, "lookup")
    if isinstance(key, list | tuple | Mapping):
        found = "a mapping" if isinstance(key, Mapping) else "a list"
        raise ScriptError(f"lookup({name!r:.60}): expected text or a number for the key, found {found}")
    row = table.row(key_text(key) or "")
    return row if column is None else _entry(table, row, name, column, "lookup")


def _rows(tables: Mapping[str, Table], name: str, column: str | None = None, value: Any = None) -> Any:
    """All rows in their order, or those whose column has a value: text and numbers are compared as text."""
    table = _table(tables, name, "rows")
    rows = _all(table, name)
    if column is None:
        return rows
    wanted = key_text(value)
    found = (row for row in rows if isinstance(row, Mapping) and column in row)
    matching = [row for row in found if row[column] == value or _is_same(row[column], wanted)]
    return matching or _entry(table, None, name, column, "rows") or []


def _all(table: Table, name: str) -> list[Any]:
    try:
        return table.all()
    except MemoryError:
        told = f"its {len(table.rows):,} rows take more memory than a script may use"
        raise ScriptError(f"rows({name!r:.60}): {told}: ask for single ones by lookup") from None


def _is_same(value: Any, wanted: str | None) -> bool:
    return wanted is not None and key_text(value) == wanted


def _random_row(tables: Mapping[str, Table], random: Random, name: str) -> Any:
    """One of the rows."""
    table = _table(tables, name, "random_row")
    if not table.rows:
        raise ScriptError(f"random_row({name!r:.60}): the table is empty")
    return table.at(random.randrange(len(table.rows)))


def _table(tables: Mapping[str, Table], name: Any, function: str) -> Table:
    if isinstance(name, str) and name in tables:
        return tables[name]
    known = did_you_mean(str(name), tables) or (f"there are {', '.join(tables)}" if tables else HOW)
    raise ScriptError(f"{function}: there is no table {str(name)!r:.60}: {known}")


def _entry(table: Table, row: Any, name: str, column: Any, function: str) -> Any:
    if table.columns and column not in table.columns:
        known = did_you_mean(str(column), table.columns) or f"there are {', '.join(table.columns[:20])}"
        raise ScriptError(f"{function}: no row of {name!r:.60} has a {str(column)!r:.60}: {known}")
    return row.get(column) if isinstance(row, Mapping) else None
