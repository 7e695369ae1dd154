"""Tables: rows of values that scripts and templates look up by a key, and never change.

Rows are kept as texts of JSON: whoever reads one gets a value of their own, and a table takes little memory.
"""

from array import array
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from json import JSONEncoder, dumps, loads
from typing import Any

DIGEST_BYTES = 16
_JSON = JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, eq=False)
class Table(Hashable):
    """Rows in their order. Two tables are equal when all that they say is."""

    rows: tuple[str, ...]
    """Each as JSON."""
    places: Mapping[str, int] = field(default_factory=dict)
    """Key → which row it is, counted from 0."""
    columns: tuple[str, ...] = ()
    """The names that entries of rows have; empty when rows have no entries."""
    key: str = ""
    """The column that the keys are in; empty when they are in none."""
    default: str = "null"
    """What stands for the row of a key that there is not, as JSON."""

    @classmethod
    def of(
        cls, rows: Sequence[Any], keys: Sequence[str | None] = (), *, key: str = "", default: Any = None
    ) -> "Table":
        """The table of values of JSON and the key of each row; of rows with the same key the first counts.

        Raises `ValueError` for what JSON can't express.
        """
        places: dict[str, int] = {}
        for place, found in enumerate(keys):
            if found is not None:
                places.setdefault(found, place)
        columns = dict.fromkeys(name for row in rows if isinstance(row, Mapping) for name in row)
        table = cls(tuple(map(_JSON.encode, rows)), places, tuple(columns), key, _JSON.encode(default))
        _ = table.digest  # made now, while no request waits for it
        return table

    def row(self, key: str) -> Any:
        """The row of a key, or the default; the caller's own."""
        place = self.places.get(key)
        return loads(self.default if place is None else self.rows[place])

    def at(self, place: int) -> Any:
        """The row at a place, counted from 0; the caller's own. Raises `IndexError`."""
        return loads(self.rows[place])

    def all(self) -> list[Any]:
        """All rows; the caller's own."""
        written: list[Any] = loads(f"[{','.join(self.rows)}]")
        return written

    @cached_property
    def size(self) -> int:
        """About how many bytes it takes."""
        return sum(map(len, self.rows)) + sum(map(len, self.places)) + 100 * len(self.rows)

    @cached_property
    def digest(self) -> str:
        """Stands for all that it says."""
        digest = blake2b(digest_size=DIGEST_BYTES)
        digest.update(dumps((self.columns, self.key, self.default, len(self.rows))).encode())
        for text in chain(self.rows, self.places):  # one by one, so that other threads can run meanwhile
            digest.update(f"{len(text)}:{text}".encode("utf-8", "surrogatepass"))
        digest.update(array("q", self.places.values()).tobytes())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same."""
        return self is other or (isinstance(other, Table) and self.digest == other.digest)

    def __hash__(self) -> int:
        """Of what it says."""
        return hash(self.digest)


type NamedTables = tuple[tuple[str, Table], ...]
"""The tables that a script may ask, by name."""


ASKING = ("lookup", "rows", "random_row")
"""The functions by which scripts ask tables."""


def asks(script: str) -> bool:
    """Whether a script may ask tables, by the words in it: one without these needs none."""
    return any(word in script for word in ASKING)


def key_text(key: Any) -> str | None:
    """A value as the key of a row, `42` and `42.0` and `"42"` alike; None for what can be none."""
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float) and key.is_integer():
        return str(int(key))
    return str(key) if isinstance(key, str | int | float) else None
