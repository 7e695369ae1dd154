"""JSON lines: one history entry a line, in the shape of `/api/v1/history`."""

from collections.abc import Iterable, Iterator
from json import JSONEncoder
from typing import Any

from smockproxy.core.history import HistoryEntry
from smockproxy.interop.entry import entry_shape

_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x85, 0x2028, 0x2029)}
"""Characters that some readers take for the end of a line."""


def json_bytes(value: Any) -> bytes:
    """Compact JSON on one line; text that is not valid Unicode has a question mark there."""
    return _encode(value).translate(_LINE_ENDS).encode("utf-8", "replace")


def jsonl(entries: Iterable[HistoryEntry]) -> Iterator[bytes]:
    """One line an entry."""
    for entry in entries:
        yield json_bytes(entry_shape(entry)) + b"\n"
