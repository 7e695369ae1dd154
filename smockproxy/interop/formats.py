"""What an export format is, and the ones that need no other program."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from smockproxy.core.history import HistoryEntry
from smockproxy.interop.har import har
from smockproxy.interop.jsonl import jsonl


@dataclass(frozen=True, slots=True)
class Format:
    """One export format. `write` is lazy: it never holds the whole export."""

    name: str
    media_type: str
    suffix: str
    """Of a file's name, with its dot."""
    write: Callable[[Iterable[HistoryEntry]], Iterator[bytes]]


def by_name(*formats: Format) -> Mapping[str, Format]:
    """The table of formats that an API or a command offers."""
    return {format_.name: format_ for format_ in formats}


HAR = Format("har", "application/json", ".har", har)
JSONL = Format("jsonl", "application/x-ndjson", ".jsonl", jsonl)
