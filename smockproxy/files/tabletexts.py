"""Texts of tables → rows: CSV, JSON and YAML.

Sources: RFC 4180 (CSV; the csv module reads it), RFC 8259 (JSON), YAML 1.2.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from math import isfinite
from typing import Any

from smockproxy.core.problem import did_you_mean
from smockproxy.core.rows import DEEPEST, NoRowError, check_levels
from smockproxy.core.tables import key_text
from smockproxy.files.scalars import (
    NotJsonError,
    boolean_of,
    integer_of,
    json_value,
    number_of,
    quoted,
    shortened,
)
from smockproxy.files.yamltext import parse_yaml

MOST_ROWS = 100_000
SEPARATORS = ",;\t"
"""Of cells: the first of these that the header has is the table's."""
_SUFFIXES = ".csv, .tsv, .json, .yml, .yaml"


class BadTableError(ValueError):
    """What is wrong with the text of a table, and in which line, counted from 1; 0: in no special one."""

    def __init__(self, message: str, line: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.line, self.hint = message, line, hint


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table."""

    values: Sequence[Any]
    columns: Sequence[str] = ()
    """The names of a header."""
    keys: Sequence[str] | None = None
    """Where each row stands under its key."""
    lines: Sequence[int] = ()
    """In which line of the text each row begins; empty when that is not known."""

    @property
    def first_column(self) -> str:
        """The column that is the key unless another one is named; empty when there is none."""
        first = self.values[0] if self.values else None
        return next(iter(self.columns or (first if isinstance(first, Mapping) else ())), "")

    def keys_by(self, column: str) -> list[str | None]:
        """The key of each row by a column."""
        return [key_text(row.get(column)) if isinstance(row, Mapping) else None for row in self.values]

    def place(self, number: int) -> str:
        """How a message names a row, counted from 0."""
        return f"line {self.lines[number]}" if self.lines else f"row {number + 1}"


def rows_in(text: str, name: str) -> Rows:
    """The rows of a file's text, by the ending of its name. Raises `BadTableError`."""
    suffix = name.rpartition(".")[2].lower()
    if suffix not in _READERS:
        raise BadTableError("is no table", hint=f"a table is in a file that ends in {_SUFFIXES}")
    return _READERS[suffix](text)


def rows_of(value: Any) -> Rows:
    """The rows of a value of JSON: a list of rows, or a mapping of keys to rows. Raises `BadTableError`."""
    if not isinstance(value, list | Mapping):
        raise BadTableError(
            "expected a list of rows, or a mapping of keys to rows", hint="put each row behind `- `"
        )
    if len(value) > MOST_ROWS:
        raise _too_long()
    if isinstance(value, Mapping):
        return Rows(list(value.values()), keys=list(value))
    return Rows(value)


def _too_long() -> BadTableError:
    return BadTableError(f"it has more than {MOST_ROWS:,} rows", hint="split it into several tables")


def _of_json(text: str) -> Rows:
    try:
        return rows_of(_json_in(text))
    except json.JSONDecodeError as error:
        raise BadTableError(f"not JSON: {error.msg}", error.lineno) from None


def _json_in(text: str) -> Any:
    """A value of JSON. Raises `BadTableError`, and `JSONDecodeError` for what is none."""
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_refused_number, parse_float=_finite
        )
        check_levels(value)
    except (NoRowError, RecursionError):
        raise BadTableError(f"it is nested more than {DEEPEST} levels deep") from None
    except ValueError as error:
        if isinstance(error, BadTableError | json.JSONDecodeError):
            raise
        raise BadTableError("a number in it has too many digits") from None  # Python's limit
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs) and (twice := _first_repeated(name for name, _ in pairs)) is not None:
        raise BadTableError(f"the key {quoted(twice)} is there twice in one mapping")
    return entries


def _first_repeated(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _finite(digits: str) -> float:
    number = float(digits)
    return number if isfinite(number) else _refused_number(shortened(digits))


def _refused_number(name: str) -> float:
    raise BadTableError(f"{name} is no number of JSON")


def _of_yaml(text: str) -> Rows:
    parsed = parse_yaml(text)
    for flaw in parsed.flaws:
        raise BadTableError(flaw.message, flaw.line + 1, flaw.hint)
    try:
        return rows_of(json_value(parsed.tree))
    except NotJsonError as error:
        raise BadTableError(str(error)) from None


# -- CSV --------------------------------------------------------------------------------


def _of_csv(text: str, separator: str = "") -> Rows:
    records = _records(text, separator or _separator(text))
    header, line = next(records, ([], 1))
    columns = [_Column.of(name, line) for name in header]
    names = [column.name for column in columns]
    _check_names(names, line)
    rows, lines = list[dict[str, Any]](), list[int]()
    for cells, line in records:
        if len(cells) != len(columns):
            found = f"found {len(cells)} cell{'' if len(cells) == 1 else 's'}"
            hint = 'a cell that has the separator in it stands between quotes: "a, b"'
            raise BadTableError(f"expected {len(columns)} as in the header, {found}", line, hint)
        if len(rows) == MOST_ROWS:
            raise _too_long()
        rows.append(
            {column.name: column.value(cell, line) for column, cell in zip(columns, cells, strict=True)}
        )
        lines.append(line)
    return Rows(rows, names, lines=lines)


def _records(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """The lines that are not empty, each with the number of the one that it begins in."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield cells, line
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadTableError(f"not CSV: {error}", reader.line_num) from None


def _separator(text: str) -> str:
    """What stands between cells: a comma, unless the header has none and another one of the known."""
    header = text.lstrip("\r\n").partition("\n")[0]
    unquoted = "".join(header.split('"')[::2])
    return next((mark for mark in SEPARATORS if mark in unquoted), ",")


def _check_names(names: Sequence[str], line: int) -> None:
    if not names:
        raise BadTableError("it is empty", hint="its first line has the names of its columns")
    if "" in names:
        raise BadTableError(f"column {names.index('') + 1} has no name", line)
    if (twice := _first_repeated(names)) is not None:
        raise BadTableError(f"there are two columns {quoted(twice)}", line)


def _boolean(cell: str) -> bool | None:
    return {"1": True, "0": False}.get(cell, boolean_of(cell))


def _json_cell(cell: str) -> Any:
    try:
        return _json_in(cell)
    except ValueError:
        return None


_TYPES: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "text": ("text", str),
    "int": ("a whole number", integer_of),
    "float": ("a number", number_of),
    "bool": ("true or false", _boolean),
    "json": ("JSON", _json_cell),
}
"""What a header can say behind a colon → what cells then are, and how they are read."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    kind: str = "text"

    @classmethod
    def of(cls, header: str, line: int) -> "_Column":
        name, colon, kind = header.strip().rpartition(":")
        if colon and kind in _TYPES:
            return cls(name, kind)
        if colon and (hint := did_you_mean(kind, _TYPES)):
            raise BadTableError(f"unknown type {quoted(kind)} of the column {quoted(name)}", line, hint)
        return cls(header.strip())

    def value(self, cell: str, line: int) -> Any:
        """A cell as a value; an empty one of another type than text is null. Raises `BadTableError`."""
        if self.kind == "text":
            return cell
        text = cell.strip()
        expected, read = _TYPES[self.kind]
        try:
            value = read(text)
        except NotJsonError:
            value = None
        if value is None and text not in {"", "null"}:
            raise BadTableError(f"{self.name}: expected {expected}, found {quoted(cell)}", line)
        return value


_READERS: Mapping[str, Callable[[str], Rows]] = {
    "csv": _of_csv,
    "tsv": partial(_of_csv, separator="\t"),
    "json": _of_json,
    "yml": _of_yaml,
    "yaml": _of_yaml,
}
"""Ending of a file's name → how it is read."""
