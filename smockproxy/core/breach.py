"""What a verdict can be asked to fail on."""

from enum import Enum


class Breach(Enum):
    """What can be otherwise than it should."""

    UNVERIFIED = "unverified"
    """A mock was not used as it expects."""
    REFUSED = "refused"
    """A request was refused: no mock answered it, and it did not go on."""
    UNMATCHED = "unmatched"
    """No mock answered a request, whether it was refused or went on to a real server."""
    FORWARDED = "forwarded"
    """A request went to a real server, whether a mock sent it there or not."""
    UNUSED = "unused"
    """A mock was never used."""
    FAILED = "failed"
    """An exchange failed: a script, a real server, or smockproxy itself."""


USUAL = frozenset({Breach.UNVERIFIED, Breach.REFUSED, Breach.FAILED})
"""What fails a verdict unless the caller says what does."""


def flaw_of_breaches(words: str) -> str:
    """What is wrong with words that have commas between them, as the end of a sentence."""
    known = [breach.value for breach in Breach]
    strange = next((word for each in words.split(",") if (word := each.strip().lower()) not in known), None)
    if strange is None:
        return ""
    return (
        f"names {f'"{strange}"' if strange else 'nothing'}; expected {', '.join(known[:-1])} or {known[-1]}"
    )
