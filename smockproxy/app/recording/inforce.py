"""Which mocks answer while a run records: not those that it writes itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from smockproxy.app.recording.choosing import Wanted
from smockproxy.core.mock import Mock
from smockproxy.core.recordmode import RecordMode

ROUNDED = 0.001
"""Seconds by which a moment in a file may be off."""


@dataclass(frozen=True, slots=True)
class InForce:
    """Leaves out what must not answer: else a sequence would end with its first answer."""

    mode: RecordMode
    wanted: Wanted
    folder: Path
    """Of the recordings."""
    since: float
    """When the run began, in seconds since the epoch."""

    def of(self, mocks: Iterable[Mock]) -> tuple[Mock, ...]:
        """The mocks that may answer."""
        return tuple(mock for mock in mocks if not self._is_held_back(mock))

    def _is_held_back(self, mock: Mock) -> bool:
        if mock.recorded is None or mock.source is None:
            return False
        if mock.recorded.at >= self.since - ROUNDED:
            return True
        return self.mode is RecordMode.ALL and self._is_renewed(Path(mock.source.file))

    def _is_renewed(self, file: Path) -> bool:
        """Whether the file is one of the servers that are recorded anew."""
        folder = file.parent
        is_ours = self.folder.resolve() in folder.resolve().parents
        host = folder.name
        return is_ours and (self.wanted.has_host(host) or self.wanted.has_host(host.rpartition("_")[0]))
