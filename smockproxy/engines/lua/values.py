"""Values on their way into Lua and out of it. Lua gets its own values only, never an object of Python."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lupa import lua51

from smockproxy.core.goheaders import canonical_name
from smockproxy.core.http import NO_JSON, parse_json

WITHOUT_THEM_NIL = ("query_params",)
"""What Smocker leaves out of a request when it is empty."""
BODIES = ("body", "body_string", "body_bytes")
TABLES = ("headers", "query_params", "cookies", "path_params", "path_segments")
ON_DEMAND = (*BODIES, *TABLES)
"""What a request may have much of, or what takes long to show; few scripts look at all of it."""
_LATER = frozenset({*ON_DEMAND, "body_base64"})
ENTRY = 64
"""Bytes that a table needs for half an entry, or a string beside its text."""
SCALARS = (str, int, float, type(None), bytes)
"""What is no table."""
DEEPEST = 100
"""Levels of tables that are read; deeper ones are no JSON that anybody wrote."""

LuaTable = Any
"""A table, seen from Python: lupa has no type for it."""
ReadEntry = Callable[[Any], Any]
Identity = Callable[[LuaTable], int]
"""A number that tells a table from every other."""
Unwrap = Callable[[Any], Any]
"""From what a script sees of a Go value to the hidden table of it; None for anything else."""


class NoJsonError(Exception):
    """A table that stands for no JSON value."""


def is_table(value: Any) -> bool:
    """Whether it is a Lua table."""
    return kind_of(value) == "table"


def kind_of(value: Any) -> str:
    """The kind of a value that stays Lua's own: table, function, userdata, thread."""
    return str(lua51.lua_type(value))


def text_of(raw: bytes) -> str:
    """A Lua string as text, as Go decodes it."""
    return raw.decode("utf-8", "replace")


def shown_request(request: Mapping[str, Any]) -> dict[bytes, Any]:
    """The request as hidden tables, without what is fetched on demand."""
    hidden: dict[bytes, Any] = to_go({name: part for name, part in request.items() if name not in _LATER})
    return hidden


def shown_table(request: Mapping[str, Any], name: str) -> Any:
    """One of the `TABLES` of a request; None where Smocker has none."""
    if name != "headers":
        part = request.get(name)
        return None if name in WITHOUT_THEM_NIL and not part else part
    headers: dict[str, list[Any]] = {}
    for each, lines in request.get(name, {}).items():
        headers.setdefault(_canonical(each), []).extend(lines if isinstance(lines, list) else [lines])
    return headers


@lru_cache(maxsize=1024)
def _canonical(name: str) -> str:
    return canonical_name(name.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def smocker_body(text: str) -> Any:
    """A body as Smocker shows it: a JSON object is parsed, `null` is nil, and all else stays text.

    Source: Smocker reads it into Go's `map[string]interface{}`.
    """
    document = parse_json(text) if text.lstrip(" \t\r\n").startswith(("{", "null")) else NO_JSON
    return document if document is None or isinstance(document, dict) else text


def to_go(value: Any) -> Any:
    """A JSON value as a hidden table: a list has its length at 0, which keeps its nulls in their places."""
    if isinstance(value, SCALARS):
        return _scalar(value)
    if isinstance(value, Mapping):
        return {_encoded(str(key)): to_go(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        hidden = {at: to_go(each) for at, each in enumerate(value, 1) if each is not None}
        hidden[0] = len(value)
        return hidden
    return _scalar(value)


def to_lua(value: Any, empty: Callable[[], LuaTable]) -> Any:
    """A JSON value as plain tables; null is nil, and an empty object one of those that `empty` makes."""
    if isinstance(value, SCALARS):
        return _scalar(value)
    if isinstance(value, Mapping):
        return {_encoded(str(key)): to_lua(each, empty) for key, each in value.items()} or empty()
    if isinstance(value, list | tuple):
        return {at: to_lua(each, empty) for at, each in enumerate(value, 1) if each is not None}
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, str):
        return _encoded(value)
    if value is None or isinstance(value, bool | bytes):
        return value
    if isinstance(value, int | float):
        return float(value)  # Lua 5.1 has no other numbers, and a long integer would become an object
    return _encoded(str(value))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def size_in_lua(value: Any) -> int:
    """How many bytes Lua needs for what `to_go` and `to_lua` give, at most."""
    if isinstance(value, bytes):
        return ENTRY + len(value)
    if not isinstance(value, dict):
        return ENTRY
    size = 2 * ENTRY * len(value)
    for key, each in value.items():
        kind = type(each)
        size += len(each) if kind is bytes else size_in_lua(each) if kind is dict else 0
        size += len(key) if type(key) is bytes else 0
    return size


class Reading:
    """Reads what a script gives away as JSON: an empty table is a list, text that is no UTF-8 stays bytes."""

    AGAIN = "a table that contains itself is no JSON"

    def __init__(self, identity: Identity, is_object: Callable[[LuaTable], Any], unwrap: Unwrap) -> None:
        self._identity, self._is_object, self._unwrap = identity, is_object, unwrap
        self._entered: set[int] = set()
        """The tables that must not come again: those around the value."""
        self._depth = 0

    def value(self, value: Any) -> Any:
        """A value; a function stands for itself, as one of Python. Raises `NoJsonError`."""
        if isinstance(value, bytes):
            return self.text(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if is_table(value):
            return self._inside(value, table_json, self.value) or ({} if self._is_object(value) else [])
        return self.other(value)

    def text(self, raw: bytes) -> str | bytes:
        """A Lua string."""
        try:
            return raw.decode()
        except UnicodeDecodeError:
            return raw

    def other(self, value: Any) -> Any:
        """What is no JSON in Lua: a function, or what shows a Go value."""
        if kind_of(value) == "function":
            return _dropped
        hidden = self._unwrap(value)
        if hidden is None:
            raise NoJsonError("only text, numbers, true, false and tables can become JSON")
        return self._hidden(hidden)

    def left(self, identity: int) -> None:
        """A table has been read."""
        self._entered.remove(identity)

    def _hidden(self, value: Any) -> Any:
        return self._inside(value, go_json, self._hidden) if is_table(value) else self.value(value)

    def _inside(self, table: LuaTable, read: Callable[[LuaTable, ReadEntry], Any], entry: ReadEntry) -> Any:
        identity = self._identity(table)
        if identity in self._entered:
            raise NoJsonError(self.AGAIN)
        if self._depth >= DEEPEST:
            raise NoJsonError(f"tables nest deeper than {DEEPEST} levels")
        self._entered.add(identity)
        self._depth += 1
        try:
            return read(table, entry)
        finally:
            self._depth -= 1
            self.left(identity)


class BodyReading(Reading):
    """Reads a body as gopher-json does: each table once, and neither functions nor Go values."""

    AGAIN = "a table that is in it twice is no JSON"

    def text(self, raw: bytes) -> str:
        """A Lua string, as Go's encoding/json writes it."""
        return text_of(raw)

    def other(self, value: Any) -> Any:
        """Refused."""
        raise NoJsonError(f"{kind_of(value)} is no JSON")

    def left(self, identity: int) -> None:
        """It stays known: the same table a second time is refused."""


def _dropped() -> None:
    """Stands for a function: whoever keeps values drops what can be called."""


def table_json(table: LuaTable, read: ReadEntry) -> Any:
    """A table as JSON: numbered from 1 it is a list, with names it is an object, in order; empty, a list.

    Raises `NoJsonError` for a table with both, with gaps, or with other keys. Source: gopher-json.
    """
    entries = dict(table.items())
    if all(isinstance(key, bytes) for key in entries):
        return {text_of(key): read(entries[key]) for key in sorted(entries)} if entries else []
    if any(isinstance(key, bool) or not isinstance(key, int) for key in entries):
        raise NoJsonError("a table with keys of several kinds, or that are no text, is no JSON")
    if any(at not in entries for at in range(1, len(entries) + 1)):
        raise NoJsonError("a list with gaps is no JSON")
    return [read(entries[at]) for at in range(1, len(entries) + 1)]


def go_json(table: LuaTable, read: ReadEntry) -> Any:
    """A hidden table as JSON."""
    length = table[0]
    if length is None:
        return table_json(table, read) or {}
    return [read(table[at]) for at in range(1, int(length) + 1)]
