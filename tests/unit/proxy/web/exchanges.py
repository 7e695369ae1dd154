"""Exchanges of a history, numbered."""

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Request, Response
from tests.unit.proxy.mocked_edge import START


def exchange(number: int, **facts) -> HistoryEntry:
    """One that began so many seconds after the start."""
    known = {
        "id": str(number),
        "session": "s",
        "outcome": Outcome.MOCKED,
        "request": Request("GET", "http", "a.test", 80, f"/{number}", client="10.0.0.9"),
        "response": Response(200, body=b"ten bytes."),
        "timing": Timing(started_at=START + number, ended=0.5),
    }
    return HistoryEntry(**(known | facts))
