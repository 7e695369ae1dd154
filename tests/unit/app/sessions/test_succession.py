"""The list of sessions."""

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from tests.unit.exchanges import STARTED_AT, instance

MOCK = Mock("m", Fixed(Response()))


def test_none_begins_until_it_is_needed():
    made = instance()
    sessions = made.sessions
    assert sessions.all() == ()
    current = sessions.current()
    assert current.facts == SessionFacts("id1", "Session #1", STARTED_AT)
    assert sessions.all() == (current,)
    assert sessions.current() is made.engine.session is current


def test_other_sessions_take_the_place_of_all():
    made = instance()
    made.sessions.begin("old")
    restored = Session(SessionFacts("x", "restored", 1.0))
    restored.add([MOCK])
    made.sessions.replace_all([restored])
    assert made.sessions.all() == (restored,)
    assert made.engine.mocks.in_order == (MOCK,)
    made.sessions.replace_all([])
    assert made.engine.mocks.in_order == ()


def test_every_change_grows_the_revision():
    sessions = instance().sessions
    revisions = [sessions.revision]
    session = sessions.current()
    changes = (
        lambda: sessions.add([MOCK]),
        lambda: sessions.lock(["m"], locked=True),
        lambda: sessions.edit(session, MOCK),
        lambda: sessions.restart_counts(session),
        lambda: sessions.rename(session.facts.id, "b"),
        lambda: sessions.remove(session, "m"),
        lambda: sessions.begin("c"),
        lambda: sessions.delete(session.facts.id),
        sessions.reset,
    )
    for change in changes:
        change()
        revisions.append(sessions.revision)
    assert revisions == sorted(set(revisions))


def test_a_mock_is_switched_off_until_the_next_reset():
    sessions = instance().sessions
    session, revision = sessions.switch("m", enabled=False), sessions.revision
    assert session is sessions.current()
    assert session.disabled == {"m"}
    assert sessions.switch("m", enabled=True).disabled == frozenset()
    assert sessions.revision > revision
    sessions.switch("m", enabled=False)
    sessions.reset()
    assert sessions.current().disabled == frozenset()
