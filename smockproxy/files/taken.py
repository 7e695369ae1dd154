"""The mocks of one file as they are taken one after the other: whose id is whose, and new ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from json import dumps
from typing import Any

from smockproxy.core.mock import Mock, Source
from smockproxy.files.build import build_mock
from smockproxy.files.defaults import merge_defaults
from smockproxy.files.definitions import definition_of
from smockproxy.files.reading import Complaint
from smockproxy.files.scalars import Mapping, quoted
from smockproxy.files.wire import MockWire

DESCRIPTION = frozenset({"id", "name", "description", "tags", "enabled", "state"})
"""Keys that say something about a mock and change nothing of what it does."""


class Taken:
    """The mocks of a file, as they are taken one after the other."""

    def __init__(self, file: str, tables: tuple[str, ...] = ()) -> None:
        self.file = file
        self.tables = tables
        """The files of tables, as the file names them."""
        self.mocks: list[Mock] = []
        self.lines: dict[str, int] = {}
        self._same: Counter[str] = Counter()

    def claim(self, entry: dict[str, Any], complaints: Sequence[Complaint]) -> list[Complaint]:
        """Note a mock's id; a complaint, if another mock has it."""
        mock_id, line = entry.get("id"), _line_of(entry)
        if not isinstance(mock_id, str) or any(complaint.steps[:1] == ("id",) for complaint in complaints):
            return []
        if mock_id in self.lines:
            other = f"{self.file}:{self.lines[mock_id]}"
            message = f"the id {quoted(mock_id)} is also the id of {other}"
            return [Complaint(message=message, steps=("id",), hint="give one of them another id")]
        self.lines[str(mock_id)] = line
        return []

    def built(self, wire: MockWire, entry: dict[str, Any], defaults: dict[str, Any]) -> Mock:
        """The mock, with its id."""
        tree = merge_defaults(defaults, entry) if defaults else entry
        mock = build_mock(wire, wire.id or self._stable_id(tree), Source(self.file, _line_of(entry)))
        return replace(mock, definition=definition_of(tree))

    def _stable_id(self, tree: dict[str, Any]) -> str:
        """An id by file, definition, and the place among equal definitions of the file."""
        acting = {key: value for key, value in tree.items() if key not in DESCRIPTION}
        definition = dumps(acting, sort_keys=True, ensure_ascii=True, default=bytes.hex)
        self._same[definition] += 1
        identity = f"{self.file}\0{definition}\0{self._same[definition]}"
        return blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _line_of(entry: dict[str, Any]) -> int:
    return entry.line if isinstance(entry, Mapping) else 0
