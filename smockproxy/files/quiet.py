"""When a changed file is taken: not before it was left alone for a while, so that no half of a save is read.

Pure: times are arguments, in seconds of one steady clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smockproxy.files.version import Version

QUIET = 0.08
"""How long a changed file must have been left alone."""
GONE = 0.3
"""How long a file must be missing; saves that delete it first look alike again and again."""
LONGEST_WAIT = 0.5
"""How long settled files wait for others that were saved with them; an empty file waits as long."""
_IMPATIENCE = ((0.3, QUIET), (0.6, 0.025))
_SHORTEST = 0.012
"""Under one save after another, less and less quiet is asked for, but never none."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it was taken, or that names one which is not."""

    version: Version | None
    """None: it is gone."""
    since: float
    """When the first change was seen that is not taken yet."""
    seen: float
    """When this version was first seen."""


def seen_again(change: Change | None, version: Version | None, now: float) -> Change:
    """What is known of a changed file after one more look."""
    if change is None:
        return Change(version, now, now)
    return change if change.version == version else replace(change, version=version, seen=now)


def quiet_needed(waited: float) -> float:
    """How long a file must be left alone that has changed for `waited` seconds."""
    return next((quiet for until, quiet in _IMPATIENCE if waited < until), _SHORTEST)


def due_at(change: Change, now: float) -> float:
    """When a change may be taken, if nothing changes again."""
    version = change.version
    if version is None or version.is_missing_something:
        return change.seen + GONE
    if version.has_something_empty:
        return change.seen + LONGEST_WAIT
    return change.seen + quiet_needed(now - change.since)


def is_due(change: Change, now: float) -> bool:
    """Whether a change may be taken."""
    return now >= due_at(change, now)


def must_hurry(change: Change, now: float) -> bool:
    """Whether a file has changed again and again for so long that one of its versions must be taken."""
    has_content = change.version is not None and change.version.own[1] > 0
    return has_content and now - change.since >= LONGEST_WAIT


def may_take(changes: Iterable[Change], now: float) -> bool:
    """Whether to take what is due: not while others of the same save are still moving, and not for ever."""
    pending = list(changes)
    if all(is_due(change, now) for change in pending):
        return True
    return now - min(change.since for change in pending) >= LONGEST_WAIT


def next_look(changes: Iterable[Change], now: float) -> float | None:
    """In how many seconds to look again; None when nothing is pending."""
    moments = [due_at(change, now) for change in changes]
    return max(min(moments) - now, _SHORTEST) if moments else None
