"""Instances: one for each name, over the same files, and nothing else in common but the history."""

import pytest

from smockproxy.app.sessions import instances as module
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.decision import Unmatched
from tests.unit.exchanges import exchange, instance
from tests.unit.proxy.mocked_edge import mock


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def instances() -> Instances:
    return Instances(instance())


def test_a_name_is_made_once(instances):
    first = instances.of("a")
    assert instances.of("a") is first
    assert instances.of("") is instances.unnamed
    assert instances.all() == (instances.unnamed, first)


def test_a_name_sees_the_files_and_not_the_mocks_of_others(instances):
    in_file, uploaded = mock("/file"), mock("/upload")
    instances.replace_files([in_file])
    one, other = instances.of("one"), instances.of("other")
    one.sessions.add([uploaded])
    assert set(one.engine.mocks.in_order) == {in_file, uploaded}
    assert other.engine.mocks.in_order == instances.unnamed.engine.mocks.in_order == (in_file,)
    instances.replace_files([])
    assert one.engine.mocks.in_order == (uploaded,)
    assert other.engine.mocks.in_order == ()


def test_counts_state_and_sessions_are_its_own(instances):
    in_file = mock("/file")
    instances.replace_files([in_file])
    one = instances.of("one")
    one.engine.session.reserve(in_file)
    one.sessions.current().state.commit([("set", "k", 1)], (), 0)
    assert instances.unnamed.engine.session.uses(in_file) == 0
    assert instances.unnamed.sessions.all() == ()
    assert dict(instances.of("other").sessions.current().state.snapshot().values) == {}
    assert [session.facts.name for session in one.sessions.all()] == ["one"]


def test_exchanges_are_numbered_together(instances):
    one = instances.of("one")
    assert [one.next_exchange_id(), instances.unnamed.next_exchange_id(), one.next_exchange_id()] == [
        "1",
        "2",
        "3",
    ]


def test_the_unmatched_policy_is_its_own_until_it_is_set_for_all(instances):
    one = instances.of("one")
    one.engine.unmatched = Unmatched.REFUSE
    assert instances.unnamed.engine.unmatched is Unmatched.FORWARD
    instances.set_unmatched(Unmatched.REFUSE)
    assert {each.engine.unmatched for each in instances.all()} == {Unmatched.REFUSE}


def test_what_is_no_name(instances):
    with pytest.raises(UsageError, match="session name \"a b\" has ' ' in it"):
        instances.of("a b")


def test_names_are_bounded(instances, monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    instances.of("a")
    with pytest.raises(UsageError, match="there are 1 named sessions already"):
        instances.of("b")
    assert instances.of("a").name == "a"


def test_a_name_that_nobody_uses(instances):
    instances.of("worker-1")
    assert instances.find("worker-1").name == "worker-1"
    assert instances.find("") is instances.unnamed
    with pytest.raises(NotFoundError, match='there is no session named "worker-2"; did you mean "worker-1"'):
        instances.find("worker-2")
    with pytest.raises(NotFoundError, match=r'there is no session named "x"$'):
        instances.find("x")


def test_dropping_forgets_the_exchanges_of_the_name_alone(instances):
    instances.of("a")
    history = instances.unnamed.history
    history.append(exchange(id="1", session_name="a"))
    history.append(exchange(id="2"))
    instances.drop("a")
    assert [entry.id for entry in history] == ["2"]
    with pytest.raises(NotFoundError):
        instances.drop("a")


def test_idle_names_are_dropped():
    clock = Clock()
    instances = Instances(Instance.begin(Settings(), clock, lambda: "id"))
    instances.of("early")
    clock.now = 150.0
    late = instances.of("late")
    clock.now = 200.0
    assert instances.drop_idle(clock.now, 60.0) == ("early",)
    assert instances.all() == (instances.unnamed, late)
