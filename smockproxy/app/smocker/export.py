"""The history in Smocker's format: an export of its sessions, each with the exchanges that a query leaves.

Source: Smocker (`GET /sessions`).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

from smockproxy.app.redaction import Shown
from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import Search
from smockproxy.core.session import Session
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.sessionshapes import session_shape
from smockproxy.interop.smocker import is_recorded_by_smocker

INDENT = "    "


def smocker_sessions(found: Iterable[tuple[Session, Search]], shown: Shown) -> Iterator[bytes]:
    """The sessions with what was found of each; what Smocker does not record is left out."""
    shapes = (session_shape(session, _recorded(search, shown)) for session, search in found)
    return (piece.encode("utf-8", "replace") for piece in go_json_list(shapes, INDENT))


def _recorded(search: Search, shown: Callable[[HistoryEntry], HistoryEntry]) -> Iterator[HistoryEntry]:
    with closing(search):
        yield from map(shown, filter(is_recorded_by_smocker, search))
