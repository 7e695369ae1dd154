"""Sessions from outside, put into an instance."""

from smockproxy.app.sessions.imported import ExportedSession
from smockproxy.app.sessions.restored import STEP, restore, restoring
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import SessionFacts
from smockproxy.files.exported import ExportedMock
from tests.unit.exchanges import exchange, instance

MOCK = Mock("m", Fixed(Response()))


def test_they_take_the_place_of_all_there_are():
    made = instance(exchange(id="old"))
    made.sessions.begin("old")
    first = ExportedSession(SessionFacts("a", "first", 1.0), (), (exchange(id="", session="a"),))
    second = ExportedSession(SessionFacts("b", "second", 2.0), (ExportedMock(MOCK, 3, locked=True),))
    restore(made, [first, second])
    assert [session.facts.name for session in made.sessions.all()] == ["first", "second"]
    assert made.engine.session is made.sessions.current()
    assert (made.engine.session.uses(MOCK), made.engine.session.is_locked("m")) == (3, True)
    assert [(entry.id, entry.session) for entry in made.history] == [("1", "a")]
    assert made.next_exchange_id() == "2"


def test_a_long_history_is_put_in_step_by_step():
    made = instance()
    entries = (exchange(id="", session="a"),) * (2 * STEP + 1)
    exported = ExportedSession(SessionFacts("a", "one", 1.0), (), entries)
    seen = [(len(made.history), made.engine.session.facts.name) for _ in restoring(made, [exported])]
    assert seen == [(STEP, "one"), (2 * STEP, "one")]
    assert len(made.history) == 2 * STEP + 1
