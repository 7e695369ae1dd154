"""Recording afterwards: exchanges of a history, or of a file, become drafts in a folder."""

from collections.abc import Iterable
from pathlib import Path

from smockproxy.app.recording.recorder import MakeDrafts, Redact, Summary
from smockproxy.core.entry import HistoryEntry
from smockproxy.files.draftfolder import DraftFolder


def record_entries(
    entries: Iterable[HistoryEntry], folder: Path, redact: Redact, draft: MakeDrafts, *, renews: bool = True
) -> Summary:
    """Write drafts of exchanges into a folder; `renews`: mocks that came from the same requests are renewed.

    Raises `DraftError` when they can't be written.
    """
    summary = Summary(str(folder))
    exchanges = list(summary.taken(entries, redact))
    summary.exchanges = len(exchanges)
    summary.written = DraftFolder(folder).write(draft(exchanges), renews=renews)
    summary.files.update(summary.written.files)
    return summary
