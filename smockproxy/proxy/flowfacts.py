"""What a flow in a file has no field for: kept in its metadata, so that it is the same entry again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smockproxy.core.history import HistoryEntry, MockRef

FACTS = "smockproxy"
"""The key in a flow's metadata."""


def facts_of(entry: HistoryEntry) -> dict[str, Any]:
    """The facts as values that a flow file holds; what is usual is left out."""
    mock = entry.mock
    facts = {
        "id": entry.id,
        "session": entry.session,
        "session_name": entry.session_name,
        "mock": [mock.id, mock.label, mock.kind, mock.from_file] if mock else None,
        "error": entry.error,
        "chaos": list(entry.chaos),
        "log": list(entry.log),
        "callback_of": entry.callback_of,
        "protocol": "" if entry.protocol == "http" else entry.protocol,
        "request_size": entry.request_size if entry.request_is_cut else None,
        "response_size": entry.response_size if entry.response_is_cut else None,
    }
    return {name: value for name, value in facts.items() if value not in ("", [], None) or name == "id"}


def with_facts(entry: HistoryEntry, facts: Mapping[str, Any]) -> HistoryEntry:
    """The entry of a flow of ours; facts of another kind than we write are passed over."""
    mock = facts.get("mock")
    is_mock = isinstance(mock, list) and len(mock) == 4 and all(isinstance(text, str) for text in mock[:3])
    return replace(
        entry,
        id=_text(facts, "id"),
        session=_text(facts, "session"),
        session_name=_text(facts, "session_name"),
        mock=MockRef(mock[0], mock[1], mock[2], from_file=mock[3] is True) if mock and is_mock else None,
        error=_text(facts, "error"),
        chaos=_texts(facts, "chaos"),
        log=_texts(facts, "log"),
        callback_of=_text(facts, "callback_of"),
        protocol=_text(facts, "protocol") or "http",
        request_size=_size(facts, "request_size", entry.request_size),
        response_size=_size(facts, "response_size", entry.response_size),
    )


def _text(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _texts(facts: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = facts.get(name)
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _size(facts: Mapping[str, Any], name: str, kept: int) -> int:
    value = facts.get(name)
    return max(value, kept) if isinstance(value, int) else kept
