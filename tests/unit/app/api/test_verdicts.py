"""The types of verdicts have the keys that verdicts are written with."""

from smockproxy.app.api.verdicts import Called, Verdict, Waited
from smockproxy.app.verdicts.calledshape import called_shape, waited_shape
from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.waiting import Waited as WaitEnded
from smockproxy.app.verdicts.waiting import Wanted
from smockproxy.core.bounds import Bounds
from smockproxy.core.calls import Calls, Counted
from smockproxy.core.mockset import MockSet
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.verify import verify


def test_verdicts():
    told = verdict_shape(verify(MockSet(), Session(SessionFacts("s", "s", 0.0)), ()))
    assert told.keys() == set(Verdict.__annotations__)


def test_calls_and_waits():
    assert called_shape(Counted(bounds=Bounds(), count=0)).keys() == set(Called.__annotations__)
    assert waited_shape(WaitEnded((), Wanted(Calls()))).keys() == set(Waited.__annotations__)
