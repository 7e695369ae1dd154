"""The recorder of a run: takes exchanges as they end, and writes drafts of them soon after.

Taking is done on the event loop and waits for nothing; drafting and writing are done in a thread.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from time import perf_counter

from smockproxy.app.recording.choosing import Choosing
from smockproxy.app.recording.recordable import exchange_of
from smockproxy.core.draft import Draft
from smockproxy.core.entry import HistoryEntry
from smockproxy.core.recordmode import RecordMode
from smockproxy.files.draftfolder import DraftError, DraftFolder, Written
from smockproxy.record.exchange import Exchange

SOON = 1.0
"""Seconds after which what was taken is written."""
PATIENCE = 5
"""Times as long as writing took, the next writing waits at least."""
MOST_BYTES = 256 * 1024 * 1024
"""About how many bytes of bodies and heads one run records."""
OF_AN_EXCHANGE = 2_000
FULL = "the recording was full"

type Redact = Callable[[HistoryEntry], HistoryEntry]
"""Makes of an exchange one without secrets."""
type MakeDrafts = Callable[[Sequence[Exchange]], tuple[Draft, ...]]

logger = logging.getLogger("smockproxy")


@dataclass(slots=True)
class Summary:
    """What a recording came to."""

    folder: str
    exchanges: int = 0
    written: Written = field(default_factory=Written)
    files: set[str] = field(default_factory=set)
    """All files of mocks that were written."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many exchanges were not recorded, by the reason."""
    secrets: int = 0
    """Exchanges in which secrets were replaced."""
    error: str = ""
    """Why nothing could be written at last."""

    def taken(self, entries: Iterable[HistoryEntry], redact: Redact) -> Iterator[Exchange]:
        """The exchanges that can be recorded, without secrets; what is left out is counted."""
        for entry in entries:
            shown = redact(entry)
            self.secrets += shown is not entry
            exchange = exchange_of(shown, entry)
            if isinstance(exchange, str):
                self.left_out[exchange] += 1
            else:
                yield exchange


class Recorder:
    """Records what a run forwards. `take` belongs to the event loop, `write` to one thread at a time."""

    def __init__(self, choosing: Choosing, folder: DraftFolder, redact: Redact, draft: MakeDrafts) -> None:
        self.choosing = choosing
        self.summary = Summary(str(folder.root))
        self._folder = folder
        self._redact = redact
        self._draft = draft
        self._waiting: list[HistoryEntry] = []
        self._exchanges: list[Exchange] = []
        self._weight = 0
        self._writing = Lock()
        self._is_pending = False
        """Whether what was taken is not all in files yet."""

    def offer(self, entry: HistoryEntry) -> None:
        """Take an exchange that has ended."""
        if not self.choosing.has(entry):
            return
        if self._weight > MOST_BYTES:
            self.summary.left_out[FULL] += 1
            return
        self._weight += OF_AN_EXCHANGE + entry.weight
        self._waiting.append(entry)
        self._is_pending = True

    async def keep(self) -> None:
        """Write what was taken, until cancelled."""
        wait = SOON
        while True:
            await asyncio.sleep(wait)
            if self._is_pending:
                began = perf_counter()
                await asyncio.to_thread(self.write)
                wait = max(SOON, PATIENCE * (perf_counter() - began))

    def write(self) -> None:
        """Write all that was taken so far. What goes wrong is said once, and disturbs nobody."""
        with self._writing:
            self._is_pending = False
            try:
                self._take_waiting()
                self._write()
            except DraftError as error:
                self._say(str(error))
            except Exception as error:
                logger.exception("recording failed")
                self._say(f"smockproxy failed: {error!r}")

    def _write(self) -> None:
        drafts = self._draft(self._exchanges)
        written = self._folder.write(drafts, renews=self.choosing.mode is RecordMode.ALL)
        for flaw in set(written.flaws) - set(self.summary.written.flaws):
            logger.warning("recording: %s", flaw)
        self.summary.files.update(written.files)
        self.summary.written = written
        self.summary.error = ""

    def _take_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._exchanges += self.summary.taken(waiting, self._redact)
        self.summary.exchanges = len(self._exchanges)

    def _say(self, error: str) -> None:
        if error != self.summary.error:
            logger.error("recording: %s; the proxy goes on without", error)
        self.summary.error = error
        self._is_pending = True  # another try, when more comes or at the end
