"""What the garbage collector passes over is freed all the same."""

import gc
import weakref

from smockproxy.app.sessions.uncollected import leave_alone


class Value:
    """Something with a life."""


def test_what_is_left_alone_is_not_tracked_but_freed():
    value = Value()
    seen = weakref.ref(value)
    leave_alone(value)
    leave_alone(1)
    leave_alone(value)
    assert not gc.is_tracked(value)
    del value
    assert seen() is None
