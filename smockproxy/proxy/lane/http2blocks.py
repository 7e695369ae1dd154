"""Field blocks of HTTP/2 that come again: read and written without hpack, as long as its table is the same.

Source: RFC 7541. What a block means, or how fields are written, depends on the dynamic table, which is the
same as before if its newest entry, their number and its size are: each entry is an object of its own.
"""

from typing import Any

from hpack import Decoder, Encoder, HeaderTuple, NeverIndexedHeaderTuple
from hpack.table import HeaderTable

MOST = 64
"""Blocks that a connection keeps."""
LARGEST = 1024
"""Bytes of one that is kept."""

type State = tuple[object, ...]


class _Kept[K, V]:
    """What is known of a table in one state."""

    def __init__(self) -> None:
        self._state: State = ()
        self._known: dict[K, V] = {}

    def of(self, key: K, state: State) -> V | None:
        """What is known in this state, if anything is."""
        return self._known.get(key) if _is_same(state, self._state) else None

    def keep(self, key: K, value: V, before: State, after: State) -> None:
        """Remember what left the state as it was."""
        if not _is_same(before, after):
            return
        if len(self._known) >= MOST or not _is_same(after, self._state):
            self._known.clear()
            self._state = after
        self._known[key] = value


def _is_same(state: State, other: State) -> bool:
    """Entries of a table are compared by what they are, not by what is in them."""
    return len(state) == len(other) and state[1:] == other[1:] and (not state or state[0] is other[0])


def _state_of(table: HeaderTable, *more: object) -> State:
    entries = table.dynamic_entries
    return (entries[0] if entries else None, len(entries), table.maxsize, *more)


class KnowingDecoder(Decoder):
    """Reads blocks."""

    def __init__(self, max_header_list_size: int) -> None:
        super().__init__(max_header_list_size)
        self._kept = _Kept[tuple[bytes, bool], list[HeaderTuple]]()

    def decode(self, data: bytes, raw: bool = False) -> list[HeaderTuple]:  # noqa: FBT001, FBT002 - hpack's signature
        """The fields of a block. Raises as hpack does."""
        key = data, raw
        before = self._state()
        if (known := self._kept.of(key, before)) is not None:
            return known
        fields = list(super().decode(data, raw))
        if len(data) <= LARGEST:
            self._kept.keep(key, fields, before, self._state())
        return fields

    def _state(self) -> State:
        return _state_of(self.header_table, self.max_allowed_table_size, self.max_header_list_size)


class KnowingEncoder(Encoder):
    """Writes blocks."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = _Kept[tuple[Any, ...], bytes]()

    def encode(self, headers: Any, huffman: bool = True) -> bytes:  # noqa: FBT001, FBT002 - hpack's signature
        """The block of some fields."""
        key: tuple[Any, ...] = (huffman, *headers)
        before = self._state()
        is_secret = any(type(field) is NeverIndexedHeaderTuple for field in key)
        if not is_secret and (known := self._kept.of(key, before)) is not None:
            return known
        block = super().encode(key[1:], huffman)
        if not is_secret and len(block) <= LARGEST:
            self._kept.keep(key, block, before, self._state())
        return block

    def _state(self) -> State:
        return _state_of(self.header_table, self.header_table.resized)
