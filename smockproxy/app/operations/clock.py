"""The operations on the clock of a session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.app.api.clock import Clock, ClockAdvance, ClockSetting, ClockStop
from smockproxy.app.operations.objects import known_object
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import UsageError
from smockproxy.core.clock import REAL_TIME, SessionClock
from smockproxy.core.duration import NANOSECONDS, parse_duration
from smockproxy.core.matcher import BadValueError
from smockproxy.core.moments import parse_moment
from smockproxy.interop.moments import rfc3339

EARLIEST, LATEST = -30_610_224_000.0, 221_845_392_000.0
"""The years 1000 to 8999 in UTC: every form of a date can write them, in every zone, and a lifetime later."""
LONGEST_SHOWN = 60
"""Characters of what was given that a message repeats."""


@dataclass(slots=True)
class ClockOperations:
    """The operations on one instance, in whose session in force the clock is."""

    instance: Instance

    def clock(self) -> Clock:
        """What it shows."""
        real, clock = self.instance.clock(), self.instance.engine.session.clock
        shown = clock.at(real)
        return {
            "now": rfc3339(shown),
            "real": rfc3339(real),
            "ahead": round(shown - real, 6),
            "frozen": clock.is_frozen,
        }

    def set(self, document: Any) -> Clock:
        """Let it show another moment. Raises `UsageError`."""
        asked = known_object(document, ClockSetting)
        real = self.instance.clock()
        return self._take(self._clock.put(real, self._moment(asked, "now", real)))

    def advance(self, document: Any) -> Clock:
        """Put it forward, or back. Raises `UsageError`."""
        seconds = _seconds(_text(known_object(document, ClockAdvance), "by"))
        real = self.instance.clock()
        return self._take(self._clock.put(real, _within(self._clock.at(real) + seconds)))

    def freeze(self, document: Any) -> Clock:
        """Stop it. Raises `UsageError`."""
        asked = known_object(document, ClockStop)
        real = self.instance.clock()
        shown = None if asked.get("at") is None else self._moment(asked, "at", real)
        return self._take(self._clock.frozen(real, shown))

    def resume(self) -> Clock:
        """Let it go on. One that goes already goes on as it does."""
        clock = self._clock
        return self._take(clock.resumed(self.instance.clock()) if clock.is_frozen else clock)

    def reset(self) -> Clock:
        """Let it show real time."""
        return self._take(REAL_TIME)

    @property
    def _clock(self) -> SessionClock:
        return self.instance.engine.session.clock

    def _moment(self, asked: Mapping[str, Any], key: str, real: float) -> float:
        try:
            return _within(parse_moment(_text(asked, key))(self._clock.at(real)))
        except BadValueError as error:
            raise UsageError(f"{key}: {error}; {error.hint}.") from error

    def _take(self, clock: SessionClock) -> Clock:
        self.instance.sessions.current().clock = clock
        self.instance.touched += 1
        return self.clock()


def _text(asked: Mapping[str, Any], key: str) -> str:
    text = asked.get(key)
    if not isinstance(text, str) or not text:
        raise UsageError(
            f"{key} is a text such as {'2h' if key == 'by' else '2026-01-31T12:00:00Z or now+2h'}."
        )
    return text


def _seconds(text: str) -> float:
    """Go's durations, and those with days and weeks that moments have."""
    try:
        return parse_duration(text) / NANOSECONDS
    except ValueError:
        signed = text if text.startswith(("+", "-")) else f"+{text}"
    try:
        return parse_moment(f"now{signed}")(0.0)
    except BadValueError as error:
        shown = text[:LONGEST_SHOWN]
        raise UsageError(f'"{shown}" is no duration such as 2h, 1h30m, 3d or -10m.') from error


def _within(shown: float) -> float:
    if not EARLIEST <= shown < LATEST:
        raise UsageError("A clock shows the years 1000 to 8999.")
    return shown
