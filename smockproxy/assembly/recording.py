"""Recording in a run: what is put together, and imported, when the settings ask for it."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smockproxy.app.redaction import redaction_of, shown_by
from smockproxy.app.settings.table import MEBIBYTE, Settings
from smockproxy.core.recordmode import RecordMode
from smockproxy.files.store import Snapshot

if TYPE_CHECKING:
    from smockproxy.app.recording.inforce import InForce
    from smockproxy.app.recording.recorder import Recorder, Redact, Summary

FOLDER = "recorded"
"""The folder of recordings in that of the mocks."""
WHOLE_BODY = 16 * MEBIBYTE
"""Bytes of a body that the history keeps at least while its exchanges are recorded."""


@dataclass(slots=True)
class Recording:
    """The recorder of a run, and which mocks answer beside it."""

    recorder: "Recorder"
    in_force: "InForce"
    _answering: Snapshot | None = None

    def answering(self, snapshot: Snapshot) -> Snapshot:
        """What the files say, less what must not answer while it is recorded."""
        answering = replace(snapshot, mocks=self.in_force.of(snapshot.mocks))
        if self._answering is None:
            self.is_news(answering)
        return answering

    def is_news(self, snapshot: Snapshot) -> bool:
        """Whether what is to answer is something else than the last time."""
        before, self._answering = self._answering, replace(snapshot, files=())
        return before != self._answering


def recording_of(settings: Settings, now: float) -> Recording | None:
    """What records in a run that begins now; None if nothing does."""
    if settings.record is RecordMode.NONE:
        return None
    # slow to import, and few runs record
    from smockproxy.app.recording.choosing import Choosing, Wanted  # noqa: PLC0415
    from smockproxy.app.recording.drafting import drafting  # noqa: PLC0415
    from smockproxy.app.recording.inforce import InForce  # noqa: PLC0415
    from smockproxy.app.recording.recorder import Recorder  # noqa: PLC0415
    from smockproxy.files.draftfolder import DraftFolder  # noqa: PLC0415

    folder = DraftFolder(folder_of_recordings(settings))
    wanted = Wanted(
        settings.record_hosts, settings.record_paths, settings.record_methods, settings.record_statuses
    )
    choosing = Choosing(settings.record, wanted, folder.folders())
    recorder = Recorder(
        choosing, folder, redact_of(settings), drafting(settings.when_used_up, is_exact=settings.record_exact)
    )
    return Recording(recorder, InForce(settings.record, wanted, folder.root, now))


def with_whole_bodies(settings: Settings) -> Settings:
    """Settings under which the history keeps what recording needs."""
    if settings.record is RecordMode.NONE:
        return settings
    return replace(settings, history_body_limit=max(settings.history_body_limit, WHOLE_BODY))


def folder_of_recordings(settings: Settings) -> Path:
    """Where recordings are: as the settings say, else in the first folder of mocks."""
    if settings.record_dir:
        return Path(settings.record_dir)
    folder = next((path for path in map(Path, settings.mocks) if path.is_dir()), Path("mocks"))
    return folder / FOLDER


TOLD = {
    RecordMode.NEW: "what no mock answers",
    RecordMode.ONCE: "servers that there are no recordings of",
    RecordMode.ALL: "all that goes to real servers, in place of earlier recordings",
}


def recording_told(settings: Settings) -> str:
    """What a banner says of recording; nothing if there is none."""
    if settings.record is RecordMode.NONE:
        return ""
    return f"{TOLD[settings.record]}, into {folder_of_recordings(settings)}"


def redact_of(settings: Settings) -> "Redact":
    """What makes exchanges fit to be written."""
    return shown_by(redaction_of(settings))


def tell_summary(summary: "Summary", settings: Settings) -> None:
    """Say at the end of a run what was recorded."""
    if not settings.quiet:
        from smockproxy.app.recording.summarytext import summary_text  # noqa: PLC0415 - few runs record

        sys.stderr.write(summary_text(summary, is_redacting=settings.redact))
        sys.stderr.flush()
