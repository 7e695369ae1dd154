"""What the settings say of a replay."""

from smockproxy.app.settings.table import Settings
from smockproxy.core.replay import Replay
from smockproxy.core.timing import timing_of


def replay_of(settings: Settings, now: float) -> Replay | None:
    """How the run answers with recorded mocks; None for as they are written. `now` is when it begins."""
    if not (settings.ageing or settings.timing):
        return None
    return Replay(now, settings.ageing, timing_of(settings.timing))
