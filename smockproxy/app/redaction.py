"""What is shown and kept of exchanges: secrets only for who asks for them, or if the settings say so.

This is no protection from who may ask the admin API, but of what is pasted into a ticket, kept by a CI, or
put into a repository.
"""

from collections.abc import Callable
from secrets import token_bytes
from typing import Any

from smockproxy.app.pseudonymkey import KeyFileError, key_of
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UsageError
from smockproxy.core.history import HistoryEntry
from smockproxy.core.redact import Redaction
from smockproxy.core.redaction.rules import Rules
from smockproxy.interop.content import unwrapped, wrapped
from smockproxy.matching.spans import spans_of

type Shown = Callable[[HistoryEntry], HistoryEntry]
"""Makes of an entry what is shown of it."""


class AllCodings:
    """The content codings that there are."""

    def undone(self, coding: str, body: bytes) -> bytes | None:
        """The body without them; None where that can't be."""
        return unwrapped(coding, body)

    def done(self, coding: str, body: bytes) -> bytes:
        """The body in them again."""
        return wrapped(coding, body)


class RunRedaction:
    """The redaction of this process: in its log and in what it writes a secret has the same pseudonym."""

    def __init__(self) -> None:
        self.current = Redaction(token_bytes(32), codings=AllCodings())

    def start(self, settings: Settings) -> str:
        """Go by the settings, with the key of this machine; what is to be said of it, if it can't be used."""
        rules = Rules.of(settings.redact_names, settings.redact_keep, map(spans_of, settings.redact_patterns))
        warning = ""
        try:
            key = key_of(settings.redact_key_file) if settings.redact else self.current.key
        except KeyFileError as error:
            key, warning = self.current.key, str(error)
        self.current = Redaction(key, rules, AllCodings())
        return warning


RUN = RunRedaction()


def start_redaction(settings: Settings) -> str:
    """Begin to redact as the settings say, once a process; a warning, or nothing."""
    return RUN.start(settings)


def redaction_of(settings: Settings, asked: str = "") -> Redaction | None:
    """How entries are shown; None for as they are. Raises `UsageError`.

    `asked` is what the query says of it: `true`, `false`, or nothing, which leaves it to the settings.
    """
    if asked not in {"", "true", "false"}:
        raise UsageError(f'redact is "{asked[:60]}"; expected true or false.')
    is_redacting = settings.redact if not asked else asked == "true"
    return RUN.current if is_redacting else None


def shown_by(redaction: Redaction | None) -> Shown:
    """What is shown of an entry."""
    return redaction.exchange if redaction else lambda entry: entry


def told_of(redaction: Redaction | None, entry: HistoryEntry | None, shape: Any) -> Any:
    """What is shown of what was said of an entry, in values of JSON's types."""
    return redaction.about(entry, shape) if redaction else shape
