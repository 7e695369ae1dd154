"""A process that appends to a history on disk until it is killed, and says what it has appended.

Each line that it prints is the number of an exchange and when `append` had returned, on the monotonic clock,
which is the same for all processes of a machine.
"""

import sys
import time
from pathlib import Path

from smockproxy.core.history import Budget, HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.store.history import StoredHistory
from smockproxy.store.sessions import Document

PAUSE = 0.002


def numbered(number: int) -> HistoryEntry:
    """The exchange of a number: all of it follows from that, so that a torn one would be seen."""
    body = f"{number} ".encode() * (number % 997)
    return HistoryEntry(
        id=str(number),
        session="session",
        outcome=Outcome.MOCKED,
        request=Request("POST", "http", "a.test", 80, f"/{number}", Headers(((b"X-\xff", body[:50]),)), body),
        response=Response(200, Headers.of([("X-Number", str(number))]), body[::-1]),
        request_size=len(body),
        mock=MockRef("m", f"mocks/a.yml:{number}", "static", from_file=True),
        timing=Timing(started_at=float(number)),
    )


def append_without_end(folder: Path) -> None:
    history = StoredHistory(folder, Budget(entries=10**9, bytes=10**12))
    number = history.last_number
    while True:
        number += 1
        history.append(numbered(number))
        history.documents.put(Document("", "session", "counts", str(number)))
        sys.stdout.write(f"{number} {time.monotonic()}\n")
        sys.stdout.flush()
        time.sleep(PAUSE)


if __name__ == "__main__":
    append_without_end(Path(sys.argv[1]))
