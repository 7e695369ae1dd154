"""Rows of a resource: JSON objects by their ids, in the order of their coming, and the room they take."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from json import JSONEncoder
from typing import Any

JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
MOST_ROWS = 50_000
"""Of one resource."""
LARGEST = 16 * 1024 * 1024
"""Bytes of the rows of one resource, as JSON."""
MOST_DIGITS = 15
"""Of an id that counts as a number: more are not exact for every reader of JSON."""
DEEPEST = 100
"""Levels of a row: what walks over rows calls itself for each."""


class NoRowError(ValueError):
    """A value that can't be a row of the resource; its text says why."""


class NoRoomError(ValueError):
    """A change for which a resource has no room; its text says what is too much."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, which is never changed, and its JSON."""

    values: Mapping[str, Any] = field(compare=False)
    text: bytes

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "Row":
        """The row of an object. Raises `NoRowError` for one of more than `DEEPEST` levels."""
        check_levels(values)
        return cls(values, JSON.encode(values).encode("utf-8", "replace"))

    @property
    def tag(self) -> str:
        """Its entity tag (RFC 9110, 8.8.3)."""
        return f'"{blake2b(self.text, digest_size=8).hexdigest()}"'


def check_levels(value: Any) -> None:
    """Raise `NoRowError` for a value of more than `DEEPEST` levels."""
    level = [value]
    for _ in range(DEEPEST + 1):
        level = [entry for each in level for entry in _entries(each)]
        if not level:
            return
    raise NoRowError(f"it is nested more than {DEEPEST} levels deep")


def _entries(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def key_of(value: Any) -> str:
    """An id as paths have it; empty for what can't be one: it is a text, or a whole number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number or isinstance(value, str) else ""


def number_in(key: str) -> int | None:
    """The number that an id is written as, if it is one that can be counted on from."""
    is_number = key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS
    return int(key) if is_number and key == str(int(key)) else None


class Rows:
    """Rows by id. Whoever made it may change it; what others have of it is a copy."""

    def __init__(self, id_field: str = "id") -> None:
        self.id_field = id_field
        self._rows: dict[str, Row] = {}
        self._size = 0
        self._highest = 0
        self._uncountable = 0
        """How many ids are no numbers."""

    @classmethod
    def of(cls, objects: Iterable[Mapping[str, Any]], id_field: str = "id") -> "Rows":
        """The rows of objects. Raises `NoRowError` for one without an id of its own, and `NoRoomError`."""
        rows = cls(id_field)
        for number, values in enumerate(objects, 1):
            key = key_of(values.get(id_field))
            if not key:
                raise NoRowError(f'row {number} has no "{id_field}" that is a text or a whole number')
            if rows.get(key) is not None:
                raise NoRowError(f'row {number} has the "{id_field}" {key}, which is that of another row')
            rows.put(key, Row.of(values))
        return rows

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return (self.id_field, self._rows) == (other.id_field, other._rows)

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def copy(self) -> "Rows":
        """The same rows; from here on the two go apart."""
        twin = Rows(self.id_field)
        twin._rows, twin._size = dict(self._rows), self._size
        twin._highest, twin._uncountable = self._highest, self._uncountable
        return twin

    def get(self, key: str) -> Row | None:
        """The row of an id."""
        return self._rows.get(key)

    def put(self, key: str, row: Row) -> None:
        """Take a row in the place of that of its id, or after all others. Raises `NoRoomError`."""
        before = self._rows.get(key)
        size = self._size + len(row.text) - (len(before.text) if before else 0)
        if size > LARGEST and (before is None or size > self._size):
            raise NoRoomError(f"the rows would take {size:,} bytes as JSON: {LARGEST:,} are allowed")
        if before is None and len(self._rows) >= MOST_ROWS:
            raise NoRoomError(f"there are {MOST_ROWS:,} rows already: more are not allowed")
        self._rows[key], self._size = row, size
        if before is None:
            number = number_in(key)
            self._uncountable += number is None
            self._highest = max(self._highest, number or 0)

    def drop(self, key: str) -> None:
        """Take a row away; its number is not given again."""
        gone = self._rows.pop(key)
        self._size -= len(gone.text)
        self._uncountable -= number_in(key) is None

    def count_from(self, number: int) -> None:
        """Give a new row a higher number than this one."""
        self._highest = max(self._highest, number)

    def next_number(self) -> int | None:
        """The id of a new row where all ids are numbers; None where one is not."""
        return None if self._uncountable else self._highest + 1

    def alike(self, name: str, text: str) -> Any:
        """A text from a path as the first row has such a value: where that has no text, a number is one."""
        first = next(iter(self._rows.values()), None)
        has_text = first is not None and isinstance(first.values.get(name), str)
        number = None if has_text else number_in(text)
        return text if number is None else number

    def kept(self) -> str:
        """All of it as JSON, for `of_kept`."""
        rows = b",".join(row.text for row in self).decode()
        return f'{{"id":{JSON.encode(self.id_field)},"highest":{self._highest},"rows":[{rows}]}}'

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "Rows":
        """The table that `kept` wrote. Raises `ValueError` and the like for what it never wrote."""
        rows = cls.of(kept["rows"], kept["id"])
        rows.count_from(kept["highest"])
        return rows
