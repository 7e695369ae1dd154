"""`data`: the tables that the mocks of a file may ask, each in a file of its own or written on the spot."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo

from smockproxy.core.definition import Definition
from smockproxy.core.matcher import BadValueError
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Severity, did_you_mean
from smockproxy.core.tables import NamedTables, Table, asks
from smockproxy.files.reading import Complaint, Reading, complain_each, complaints_about, reading_of
from smockproxy.files.scalars import NotJsonError, json_value, kind_of, quoted
from smockproxy.files.tabletexts import BadTableError, Rows, rows_in, rows_of

KEY = "data"
FORMS = {
    "file": "A CSV, TSV, JSON or YAML file, relative to this one and inside the mocks folder.",
    "rows": "The rows, written here: a list of them, or a mapping of keys to rows.",
    "key": "The column that rows are looked up by; the first one unless said.",
    "default": "What stands for the row of an unknown key; null unless said.",
}
"""Keys of a table, and what they are."""
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": ["string", "array"]},
            {
                "type": "object",
                "properties": {
                    key: {"description": told, **({"type": "string"} if key in {"file", "key"} else {})}
                    for key, told in FORMS.items()
                },
                "oneOf": [{"required": ["file"]}, {"required": ["rows"]}],
                "additionalProperties": False,
            },
        ]
    },
}
"""The JSON Schema of tables by their names."""


NO_ROWS = Table(())
"""Stands for a table that is no good, so that nobody is told that there is none of that name, too."""


class _BadFieldError(Exception):
    """What is wrong with a table."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(complaints)
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class ReadTables:
    """The tables of a file, and what is wrong or doubtful."""

    tables: NamedTables = ()
    complaints: tuple[Complaint, ...] = ()
    files: tuple[str, ...] = ()
    """The files that are named, whether they are good or not."""


def read_tables(tree: Any, reading: Reading) -> ReadTables:
    """The tables under the key `data` of a file; complaints are at their paths in the file."""
    if tree is None:
        return ReadTables()
    if not isinstance(tree, dict):
        told = f"expected a mapping of names to tables, found {kind_of(tree)}"
        return ReadTables(
            complaints=(Complaint(message=told, steps=(KEY,), hint="write it like {users: users.csv}"),)
        )
    tables: list[tuple[str, Table]] = []
    complaints: list[Complaint] = []
    for name, declared in tree.items():
        try:
            table, doubts = _table_of(declared, reading)
            tables.append((str(name), table))
            _ = table.digest  # made here, where nobody waits for it
            found: tuple[Complaint, ...] = tuple(doubts)
        except _BadFieldError as error:
            tables.append((str(name), NO_ROWS))
            found = error.complaints
        complaints += (complaint.further((KEY, str(name))) for complaint in found)
    return ReadTables(tuple(tables), tuple(complaints), tuple(_files_of(tree)))


def _files_of(tree: Mapping[str, Any]) -> Iterator[str]:
    for declared in tree.values():
        file = declared.get("file") if isinstance(declared, dict) else declared
        if isinstance(file, str):
            yield str(file)


def _table_of(declared: Any, reading: Reading) -> tuple[Table, Iterable[Complaint]]:
    form = _form_of(declared)
    file, key = _text_in(form, "file"), _text_in(form, "key")
    rows = _rows_of_file(file, reading) if file else _rows_here(form["rows"])
    if key:
        _check_key(rows, key, file)
    default = _plain(form.get("default"), "default")
    column = "" if rows.keys is not None else key or rows.first_column
    keys = rows.keys if rows.keys is not None else rows.keys_by(column)
    table = Table.of(rows.values, keys, key=column, default=default)
    return table, () if key else _doubled(rows, column, file)


def _form_of(declared: Any) -> dict[str, Any]:
    """A table in its long form."""
    if isinstance(declared, str) and declared:
        return {"file": declared}
    if isinstance(declared, list):
        return {"rows": declared}
    if not isinstance(declared, dict):
        raise _BadFieldError(
            Complaint(message=f"expected the name of a file, or rows, found {kind_of(declared)}")
        )
    unknown = [key for key in declared if key not in FORMS]
    if unknown:
        raise _BadFieldError(*map(_unknown_key, unknown))
    given = [key for key in ("file", "rows") if declared.get(key) not in (None, "")]
    if len(given) != 1:
        raise _BadFieldError(
            Complaint(
                message="a table has either a file or rows"
                + (", not both" if given else "; this has neither"),
                steps=("rows",) if given else (),
                of_key=True,
            )
        )
    return declared


def _unknown_key(key: str) -> Complaint:
    hint = did_you_mean(key, FORMS) or f"known keys: {', '.join(FORMS)}; rows by their keys go under rows"
    return Complaint(
        message=f"unknown key {quoted(key)}", hint=hint, steps=(key,), code="unknown_key", of_key=True
    )


def _text_in(form: Mapping[str, Any], key: str) -> str:
    value = form.get(key)
    if value is None or isinstance(value, str):
        return str(value or "")
    raise _BadFieldError(Complaint(message=f"expected text, found {kind_of(value)}", steps=(key,)))


def _plain(tree: Any, key: str) -> Any:
    try:
        return json_value(tree)
    except NotJsonError as error:
        raise _BadFieldError(Complaint(message=str(error), steps=(key,))) from None


def _rows_here(tree: Any) -> Rows:
    try:
        return rows_of(_plain(tree, "rows"))
    except BadTableError as error:
        raise _BadFieldError(Complaint(message=error.message, hint=error.hint)) from None


def _rows_of_file(name: str, reading: Reading) -> Rows:
    try:
        return rows_in(reading.read_beside(name), name)
    except BadValueError as error:
        raise _BadFieldError(*complaints_about(error)) from None
    except BadTableError as error:
        place = f"{name}:{error.line}" if error.line else name
        raise _BadFieldError(Complaint(message=f"{place}: {error.message}", hint=error.hint)) from None


def _check_key(rows: Rows, key: str, file: str) -> None:
    """A column that is said to be the key must be there, and tell rows apart."""
    if rows.keys is not None:
        message = "the rows stand under their keys already"
        raise _BadFieldError(
            Complaint(message=message, hint="leave out key, or make a list of it", steps=("key",))
        )
    columns = {name for row in rows.values if isinstance(row, Mapping) for name in row} | {*rows.columns}
    if key not in columns and (columns or rows.values):
        hint = did_you_mean(key, columns) or f"there are {', '.join(sorted(columns)) or 'none'}"
        raise _BadFieldError(Complaint(message=f"no row has a {quoted(key)}", hint=hint, steps=("key",)))
    for found in _doubled(rows, key, file):
        raise _BadFieldError(replace(found, severity=Severity.ERROR, hint="give each row a key of its own"))


def _doubled(rows: Rows, column: str, file: str) -> Iterator[Complaint]:
    """The first key that two rows have."""
    if not column:
        return
    seen: dict[str, int] = {}
    for number, key in enumerate(rows.keys_by(column)):
        if key is not None and seen.setdefault(key, number) != number:
            where = f"{file}: " if file else ""
            told = f"{rows.place(number)} has the {column} {quoted(key)} of {rows.place(seen[key])}"
            hint = "lookup finds the first; `key` says which column tells rows apart"
            yield Complaint(message=f"{where}{told}", hint=hint, severity=Severity.NOTE, code="doubled_key")
            return


# -- whose they are ---------------------------------------------------------------------


def _own_tables(tree: Any, info: ValidationInfo) -> NamedTables:
    read = read_tables(tree, reading_of(info))
    errors = [each for each in read.complaints if each.severity is Severity.ERROR]
    if errors:
        raise complain_each([replace(each, steps=each.steps[1:]) for each in errors])
    return read.tables


type OwnTables = Annotated[NamedTables, PlainValidator(_own_tables)]
"""`data` of a mock: tables that it alone may ask."""


def reading_of_mock(tree: Mapping[str, Any], reading: Reading) -> Reading:
    """How a mock is read that may have tables of its own beside those of the file."""
    own = read_tables(tree.get(KEY), reading).tables
    return replace(reading, tables=_both(reading.tables, own)) if own else reading


def with_tables(mock: Mock, tables: NamedTables) -> Mock:
    """The mock with tables beside those that it has."""
    return replace(mock, tables=_both(tables, mock.tables)) if tables else mock


def _both(under: NamedTables, over: NamedTables) -> NamedTables:
    return tuple({**dict(under), **dict(over)}.items())


def with_tables_of_file(mock: Mock, tables: NamedTables, declared: Any) -> Mock:
    """The mock with the tables of its file, also in its definition if that has to do with them."""
    asking, definition = with_tables(mock, tables), mock.definition
    if not tables or definition is None or not _names_tables(definition):
        return asking
    both = {**declared, **(definition.tree.get(KEY) or {})}
    return replace(asking, definition=replace(definition, tree={**definition.tree, KEY: both}))


def _names_tables(definition: Definition) -> bool:
    """Whether a mock may ask tables, by the words in what its author wrote."""
    return "resource" in definition.tree or asks(definition.text)
