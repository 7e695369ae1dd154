"""Smocker's shapes of sessions, in JSON and in YAML: the summary, and the whole session, which is its export.

Histories and mocks in an export are iterators, for `go_json_list` and `yaml_list` to write lazily.
Source: Smocker (`GET /sessions`, `GET /sessions/summary`, `sessions.yml`): the newest mock stands first.
"""

from collections.abc import Iterable
from typing import Any

from smockproxy.core.history import HistoryEntry
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.keptshapes import kept_shape, kept_yaml_shape
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape


def session_facts_shape(facts: SessionFacts) -> dict[str, Any]:
    """What a session is called, the same in JSON and in YAML."""
    return {"id": facts.id, "name": facts.name, "date": rfc3339(facts.started_at)}


def session_shape(session: Session, entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """A whole session; `entries` are those of its exchanges that Smocker records, oldest first."""
    return {
        **session_facts_shape(session.facts),
        "history": map(entry_shape, entries),
        "mocks": (kept_shape(mock, session) for mock in reversed(session.mocks)),
    }


def session_yaml_shape(session: Session, entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The same in YAML."""
    return {
        **session_facts_shape(session.facts),
        "history": map(entry_yaml_shape, entries),
        "mocks": (kept_yaml_shape(mock, session) for mock in reversed(session.mocks)),
    }
