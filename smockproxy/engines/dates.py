"""Moments in scripts: added to, and written in other forms. All of them are in UTC.

Sources: RFC 3339 (what moments are read from and written as), the C standard's strftime (forms).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from smockproxy.core.matcher import BadValueError
from smockproxy.core.moments import EARLIEST, LATEST, moment_of, parse_moment
from smockproxy.engines.contract import ScriptError

DIRECTIVES = frozenset("aAbBdfHIjmMpSyYzZ")
"""Letters that stand for a part of a moment behind a `%`."""


def dating() -> Mapping[str, Callable[..., Any]]:
    """The functions by name."""
    return {"date_add": date_add, "date_format": date_format}


def rfc3339(moment: float) -> str:
    """A moment (seconds since the epoch) in UTC, with milliseconds: `2026-01-02T03:04:05.678Z`."""
    written = datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")
    return written.replace("+00:00", "Z")


def date_add(moment: str | float, offset: str) -> str:
    """The moment that is so much later: `3d`, `-1h30m`; as RFC 3339."""
    begin = _moment(moment, "date_add")
    text = str(offset)
    try:
        shifted = parse_moment(f"now{text}" if text[:1] in {"+", "-"} else f"now+{text}")(begin)
    except BadValueError:
        raise ScriptError(f'date_add: "{text:.60}" is no time: write it like 3d, 1h30m or -2w') from None
    if not EARLIEST <= shifted <= LATEST:
        raise ScriptError("date_add: the year would not have four digits")
    return rfc3339(shifted)


def date_format(moment: str | float, form: str) -> str:
    """A moment in another form: `%Y-%m-%d`, `%d %b %Y %H:%M`; `%s` stands for the seconds since the epoch."""
    seconds = _moment(moment, "date_format")
    date = datetime.fromtimestamp(seconds, UTC)
    plain, *parts = str(form).replace("%%", "\0").split("%")
    written = [plain]
    for part in parts:
        letter, rest = part[:1], part[1:]
        if letter == "s":
            written += [str(int(seconds)), rest]
        elif letter in DIRECTIVES and letter:
            written += [date.strftime(f"%{letter}"), rest]
        else:
            raise ScriptError(
                f'date_format: no "%{letter}": there are %{" %".join(sorted(DIRECTIVES))} %s %%'
            )
    return "".join(written).replace("\0", "%")


def _moment(moment: Any, function: str) -> float:
    if isinstance(moment, int | float) and not isinstance(moment, bool) and EARLIEST <= moment <= LATEST:
        return float(moment)
    found = moment_of(moment) if isinstance(moment, str) else None
    if found is None:
        told = f'"{moment:.60}"' if isinstance(moment, str) else f"{moment!r:.60}"
        raise ScriptError(
            f"{function}: {told} is no moment: expected RFC 3339 like {rfc3339(0)}, or seconds since 1970"
        )
    return found
