"""The log on its way out: lines are gathered for a moment and written together, in their order.

To write a line for each exchange at once would take longer than to answer it. A warning, and whatever is
worse, goes out at once with all that came before; the rest when enough has come together, or after a moment.
A process that is killed loses the lines of that moment, no others.
"""

import logging
from collections import deque
from functools import lru_cache
from threading import Event, RLock, Thread
from time import localtime, strftime
from typing import TYPE_CHECKING, TextIO

from smockproxy.app.redaction import RUN
from smockproxy.core.entry import MockRef, Outcome
from smockproxy.core.http import Request
from smockproxy.core.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSE = 0.05
"""Seconds for which lines are gathered."""
MOST_WAITING = 400
"""Lines that wait; about 64 KiB."""
MOST_KNOWN = 1_024
"""What was said of exchanges, remembered for those that are like them."""

logger = logging.getLogger("smockproxy")

type Alike = tuple[int, int, int, int, str]
type Known = tuple[Outcome, Request, MockRef | None, str]


def log_exchange(record: Record) -> None:
    """Say in the log what became of an exchange."""
    if logger.isEnabledFor(logging.INFO):
        handlers = logging.getLogger().handlers
        if len(handlers) == 1 and isinstance(handlers[0], GatheringHandler) and not logger.handlers:
            handlers[0].tell(record)
        else:
            logger.info("%s", said_of(record))


def said_of(record: Record) -> str:
    """One line on an exchange."""
    status = record.response.status if record.response else "-"
    why = record.mock.label if record.mock else ""
    error = record.rest.error
    because = " ".join(filter(None, (why, error and f"({error})", *record.rest.chaos)))
    return f"{record.outcome.value} {record.request.method} {record.url} {status} {because}"


class GatheringHandler(logging.Handler):
    """Writes to a stream what it has gathered. Lines of exchanges are made when they are written."""

    def __init__(self, stream: TextIO, *, redact: bool, pause: float = PAUSE) -> None:
        super().__init__()
        self._stream, self._pause = stream, pause
        self._shown: Callable[[str], str] = _redacted if redact else str
        self._waiting: deque[str | Record] = deque()
        self._known: dict[Alike, Known] = {}
        """What exchanges that were alike said, with what their key is made of, so that it stays theirs."""
        self._writing = RLock()
        self._stirred, self._is_over = Event(), Event()
        self._thread: Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record of Python's logging."""
        try:
            self._waiting.append(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001  as every handler of Python's does
            self.handleError(record)
            return
        if record.levelno >= logging.WARNING:
            self.flush()
        else:
            self._stir()

    def tell(self, exchange: Record) -> None:
        """Take an exchange, of which nothing changes any more but how it is kept."""
        self._waiting.append(exchange)
        if len(self._waiting) >= MOST_WAITING:
            self.flush()
        elif not self._stirred.is_set():
            self._stir()

    def _stir(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._run, name="log", daemon=True)
            self._thread.start()
        self._stirred.set()

    def _run(self) -> None:
        while self._stirred.wait() and not self._is_over.is_set():
            self._stirred.clear()
            self._is_over.wait(self._pause)
            self.flush()

    def flush(self) -> None:
        """Write what has come so far."""
        with self._writing:
            lines = []
            for _ in range(len(self._waiting)):
                waiting = self._waiting.popleft()
                lines.append(waiting if isinstance(waiting, str) else self._line(waiting))
            try:
                self._stream.write("".join(lines))
                self._stream.flush()
            except (OSError, ValueError):
                return  # nobody reads it any more

    def close(self) -> None:
        """Write what there is, and end."""
        self._is_over.set()
        self._stirred.set()
        self.flush()
        super().close()

    def _line(self, exchange: Record) -> str:
        moment = _clock_time(int(exchange.started_at + exchange.ended))
        return f"{moment} INFO {self._said_of(exchange)}\n"

    def _said_of(self, exchange: Record) -> str:
        """What is said of it, as it is shown; of most exchanges it was said before."""
        if exchange.rest.error or exchange.rest.chaos:
            return self._shown(said_of(exchange))
        outcome, request, mock, response = (
            exchange.outcome,
            exchange.request,
            exchange.mock,
            exchange.response,
        )
        key = (id(outcome), id(request), id(mock), response.status if response else 0, exchange.target)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = (outcome, request, mock, self._shown(said_of(exchange)))
        return known[-1]


def _redacted(text: str) -> str:
    return RUN.current.text(text)


@lru_cache(maxsize=4)
def _clock_time(second: int) -> str:
    return strftime("%H:%M:%S", localtime(second))
