"""What the settings say of a replay."""

from smockproxy.app.replaying.asked import replay_of
from smockproxy.app.settings.table import Settings
from smockproxy.core.replay import Replay
from smockproxy.core.timing import Timing


def test_a_run_replays_only_if_it_is_asked_to():
    assert replay_of(Settings(), 5.0) is None
    assert replay_of(Settings(ageing=True), 5.0) == Replay(5.0)
    assert replay_of(Settings(timing="x2"), 5.0) == Replay(5.0, ages=False, timing=Timing("recorded", 2.0))
