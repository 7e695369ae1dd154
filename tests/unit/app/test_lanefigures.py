"""What stands for a lane where there is none."""

from smockproxy.app.lanefigures import NONE_HERE, LaneFigures, NoLane


def test_no_lane_does_nothing_and_says_why():
    lane: LaneFigures = NoLane()
    assert (lane.answered, lane.handed_over, lane.closed_for) == (0, 0, {NONE_HERE})
