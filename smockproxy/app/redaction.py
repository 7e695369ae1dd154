"""What of the history is shown: credentials only to who asks for them, or if the settings say so.

This is no protection from who may ask the admin API, but of what is pasted into a ticket or kept by a CI.
"""

from collections.abc import Callable
from secrets import token_bytes
from typing import Any

from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UsageError
from smockproxy.core.history import HistoryEntry
from smockproxy.core.redact import Redaction

RUN_KEY = token_bytes(32)
"""Of all pseudonyms of one process: in its log and in what it exports a secret has the same one."""

type Shown = Callable[[HistoryEntry], HistoryEntry]
"""Makes of an entry what is shown of it."""


def redaction_of(settings: Settings, asked: str = "", key: bytes = RUN_KEY) -> Redaction | None:
    """How entries are shown; None for as they are. Raises `UsageError`.

    `asked` is what the query says of it: `true`, `false`, or nothing, which leaves it to the settings.
    """
    if asked not in {"", "true", "false"}:
        raise UsageError(f'redact is "{asked[:60]}"; expected true or false.')
    is_redacting = settings.redact if not asked else asked == "true"
    return Redaction(key) if is_redacting else None


def shown_by(redaction: Redaction | None) -> Shown:
    """What is shown of an entry."""
    return redaction.entry if redaction else lambda entry: entry


def told_of(redaction: Redaction | None, entry: HistoryEntry | None, shape: Any) -> Any:
    """What is shown of what was said of an entry, in values of JSON's types."""
    return redaction.about(entry, shape) if redaction else shape
