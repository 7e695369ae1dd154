"""The operations on a session's clock, their bodies and their answer.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from typing import NotRequired, TypedDict

from smockproxy.app.api.parameters import OF_SESSION
from smockproxy.app.api.row import Operation


class Clock(TypedDict):
    """What a session's clock shows, and real time."""

    now: str
    real: str
    ahead: float
    """Seconds by which it is ahead of real time; less than 0 where it is behind."""
    frozen: bool


class ClockSetting(TypedDict):
    """What the clock is to show."""

    now: str
    """RFC 3339, or how far from what it shows: `now+2h`, `now-3d`."""


class ClockAdvance(TypedDict):
    """How far to put the clock forward."""

    by: str
    """A duration: `2h`, `1h30m`, `3d`; back with a minus."""


class ClockStop(TypedDict):
    """Where to stop the clock."""

    at: NotRequired[str | None]
    """As `now` when it is set; without it, where it is."""


CLOCK = (
    Operation(
        name="get_clock",
        method="GET",
        path="/clock",
        summary="What the clock of a session shows.",
        parameters=OF_SESSION,
        answer=Clock,
        errors=(404,),
        command="clock show",
    ),
    Operation(
        name="set_clock",
        method="PUT",
        path="/clock",
        summary="Let the clock show another moment, and go on from there; one that is frozen stays so.",
        parameters=OF_SESSION,
        body=ClockSetting,
        answer=Clock,
        command="clock set",
    ),
    Operation(
        name="advance_clock",
        method="POST",
        path="/clock/advance",
        summary="Put the clock forward, or back.",
        parameters=OF_SESSION,
        body=ClockAdvance,
        answer=Clock,
        command="clock advance",
    ),
    Operation(
        name="freeze_clock",
        method="POST",
        path="/clock/freeze",
        summary="Stop the clock, where it is or at a moment.",
        parameters=OF_SESSION,
        body=ClockStop,
        body_may_be_left_out=True,
        answer=Clock,
        command="clock freeze",
    ),
    Operation(
        name="resume_clock",
        method="POST",
        path="/clock/resume",
        summary="Let the clock go on from what it shows.",
        parameters=OF_SESSION,
        answer=Clock,
        command="clock resume",
    ),
    Operation(
        name="reset_clock",
        method="DELETE",
        path="/clock",
        summary="Let the clock show real time again.",
        parameters=OF_SESSION,
        answer=Clock,
        errors=(404,),
        command="clock reset",
    ),
)
