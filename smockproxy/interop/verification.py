"""Whether a session went as its mocks expect, in Smocker's JSON and YAML shapes.

Source: Smocker (`POST /sessions/verify`): what counts as a failure, the messages, and YAML's other key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from smockproxy.core.chaos import Chaos
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape, mock_yaml_shape
from smockproxy.interop.smockermock import mock_shape

CLEAN_UP_TO = 600
"""The highest status of an answer that is no error in the history."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What is wrong with a session; mocks in the order of asking, exchanges oldest first."""

    miscounted: tuple[Mock, ...]
    """Mocks with a limit that were not used exactly so often."""
    unused: tuple[Mock, ...]
    errors: tuple[HistoryEntry, ...]


def verified(session: Session, entries: Iterable[HistoryEntry]) -> Verification:
    """Hold a session against its mocks; `entries` are those of its exchanges that Smocker records."""
    mocks = [mock for mock in reversed(session.mocks) if not isinstance(mock.responder, Chaos)]
    return Verification(
        miscounted=tuple(mock for mock in mocks if mock.times and session.uses(mock) != mock.times),
        unused=tuple(mock for mock in mocks if not session.uses(mock)),
        errors=tuple(entry for entry in entries if entry.response and entry.response.status > CLEAN_UP_TO),
    )


def verification_shape(session: Session, entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The answer in JSON: lists that would be empty are left out."""
    found = verified(session, entries)
    mocks = {
        **_mocks_verdict(found, "all_used"),
        "failures": [mock_shape(mock, session) for mock in found.miscounted],
        "unused": [mock_shape(mock, session) for mock in found.unused],
    }
    history = {**_history_verdict(found), "failures": [entry_shape(entry) for entry in found.errors]}
    return {"mocks": _without_empty_lists(mocks), "history": _without_empty_lists(history)}


def verification_yaml_shape(session: Session, entries: Iterable[HistoryEntry]) -> dict[str, Any]:
    """The answer in YAML: another key, and every list."""
    found = verified(session, entries)
    return {
        "mocks": {
            **_mocks_verdict(found, "allused"),
            "failures": [mock_yaml_shape(mock, session) for mock in found.miscounted],
            "unused": [mock_yaml_shape(mock, session) for mock in found.unused],
        },
        "history": {
            **_history_verdict(found),
            "failures": [entry_yaml_shape(entry) for entry in found.errors],
        },
    }


def _mocks_verdict(found: Verification, all_used: str) -> dict[str, Any]:
    as_expected = not found.miscounted and not found.unused
    return {
        "verified": not found.miscounted,
        all_used: not found.unused,
        "message": "All mocks match expectations" if as_expected else "Some mocks don't match expectations",
    }


def _history_verdict(found: Verification) -> dict[str, Any]:
    message = "There are errors in the history" if found.errors else "History is clean"
    return {"verified": not found.errors, "message": message}


def _without_empty_lists(shape: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if value != []}
