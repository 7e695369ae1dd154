"""What of the exchanges with real servers is recorded."""

from enum import Enum

from smockproxy.core.query import statuses_of


class RecordMode(Enum):
    """What is written; where requests go, it does not say."""

    NONE = "none"
    """Nothing."""
    NEW = "new"
    """What no mock answers."""
    ONCE = "once"
    """All of the servers that there are no recordings of."""
    ALL = "all"
    """All; it replaces what was recorded before."""


def flaw_of_statuses(words: str) -> str:
    """What is wrong with statuses that have commas between them, as the end of a sentence."""
    try:
        for word in words.split(","):
            statuses_of(word.strip())
    except ValueError as error:
        return f"does not say which: {error}"
    return ""
