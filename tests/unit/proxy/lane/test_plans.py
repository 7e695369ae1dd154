"""When a decision may be taken again without thinking, and when it may not any more."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from smockproxy.core.blocks import Not
from smockproxy.core.chaos import Chaos
from smockproxy.core.conditions import Condition, Conditions, OnField
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.scenarios import Scenario
from smockproxy.proxy.lane.plans import LARGEST, MOST, MOST_PLANNED, MOST_SEEN, Plan, Repeated
from tests.unit.proxy.lane.talking import DATE, HELLO, Talk, answered, head, hello
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response


def plans(talk: Talk) -> list[Plan]:
    return list(talk.http1.origin.plans.values())


def planned(mocked: MockedEdge, sent: str = HELLO) -> Talk:
    """A client whose request has come often enough to be known."""
    talk = Talk(mocked)
    for _ in range(2):
        talk.says(sent)
    return talk


def test_what_comes_again_is_planned() -> None:
    talk = Talk(hello())
    talk.says(HELLO)
    assert plans(talk) == []
    talk.says(HELLO)
    (plan,) = plans(talk)
    assert plan.is_current
    assert talk.says(HELLO) == answered()
    assert plans(talk) == [plan]
    first, second, third = talk.mocked.history
    assert (third.request, third.response, third.mock) == (first.request, first.response, first.mock)
    assert [entry.trace.uses_before for entry in (first, second, third)] == [0, 1, 2]
    assert talk.mocked.uses(talk.mocked.mocks[0]) == 3


def test_a_body_is_part_of_what_is_known() -> None:
    mocked = hello(mock("/upload", body="needle"))
    sent = head("POST http://a.test/upload HTTP/1.1", "Host: a.test", "Content-Length: 6")
    talk = planned(mocked, sent + "needle")
    assert talk.says(sent + "needle") == answered()
    assert [entry.request.body for entry in mocked.history] == [b"needle"] * 3
    assert talk.says(sent) == b""
    assert talk.says("needle") == answered()
    assert talk.says(sent + "noodle") == b""
    assert talk.handed_over == (sent + "noodle").encode()


@pytest.mark.parametrize(
    ("condition", "is_known"),
    [
        (OnField("path", equal("/other")), True),
        (OnField("path", CORE_MATCHERS["ShouldBeBefore"]("now")), False),
        (Not(Conditions()), True),
    ],
)
def test_rules_of_chaos_that_do_not_hold_are_as_settled_as_mocks(
    condition: Condition, *, is_known: bool
) -> None:
    rule = Mock("rule", Chaos(()), Conditions((condition,)))
    assert bool(plans(planned(hello(rule)))) is is_known


def test_head_is_planned_as_head() -> None:
    talk = planned(hello(), sent := HELLO.replace("GET", "HEAD"))
    assert plans(talk)
    assert talk.says(sent) == answered().removesuffix(b"mocked")


def test_the_date_goes_on() -> None:
    talk = planned(mocked := hello())
    mocked.clock.now += 1
    assert talk.says(HELLO) == answered(date=DATE.replace(":00 ", ":01 "))


def test_a_plan_of_another_client_of_the_same_address_is_taken() -> None:
    first = planned(mocked := hello())
    second = Talk(mocked, given=first.lane)
    assert second.http1.origin is first.http1.origin
    assert second.says(HELLO) == answered()


OTHER = mock("/hello", Fixed(response(202, b"other")), line=9)


def replace_mocks(mocked: MockedEdge) -> None:
    mocked.instance.engine.replace_files((OTHER,))


def put_above(mocked: MockedEdge) -> None:
    mocked.instance.sessions.add([replace(OTHER, source=None)])


def take_away(mocked: MockedEdge) -> None:
    mocked.instance.engine.replace_files(())


def switch_off(mocked: MockedEdge) -> None:
    mocked.instance.sessions.switch(mocked.mocks[0].id, enabled=False)


@pytest.mark.parametrize(
    ("change", "status"), [(replace_mocks, 202), (put_above, 202), (take_away, 0), (switch_off, 0)]
)
def test_a_plan_ends_with_what_it_depends_on(change: Callable[[MockedEdge], None], status: int) -> None:
    talk = planned(mocked := hello())
    change(mocked)
    assert not plans(talk)[0].is_current
    said = talk.says(HELLO)
    assert said.startswith(f"HTTP/1.1 {status}".encode() if status else b"")
    assert talk.was_handed_over is (status == 0)


def test_what_is_switched_on_again_answers() -> None:
    talk = planned(mocked := hello())
    switch_off(mocked)
    talk.says(HELLO)
    mocked.instance.sessions.switch(mocked.mocks[0].id, enabled=True)
    assert talk.says(HELLO) == answered()


def test_a_new_session_counts_for_itself() -> None:
    talk = planned(mocked := hello())
    before = mocked.history[-1].session
    mocked.instance.sessions.begin("another")
    assert not plans(talk)[0].is_current
    assert talk.says(HELLO) == answered()
    assert mocked.history[-1].session != before
    assert mocked.uses(mocked.mocks[0]) == 1


def test_after_a_reset_nothing_is_known() -> None:
    talk = planned(mocked := hello())
    mocked.instance.reset(force=True)
    assert talk.says(HELLO) == answered()
    assert len(mocked.history) == 1
    assert mocked.uses(mocked.mocks[0]) == 1


def test_a_session_that_is_called_otherwise_is_another_to_conditions() -> None:
    named = Conditions((OnField("session", equal("Session #1")),))
    talk = planned(mocked := MockedEdge((replace(mock("/hello"), conditions=named),)))
    assert plans(talk)
    mocked.instance.sessions.rename(mocked.instance.sessions.current().facts.id, "another")
    assert talk.says(HELLO) == b""
    assert talk.was_handed_over


NAMED = head("GET http://a.test/hello HTTP/1.1", "Host: a.test", "X-Smockproxy-Session: alice")


def test_a_name_that_was_dropped_and_made_anew_is_another() -> None:
    talk = planned(mocked := hello(), NAMED)
    instances = mocked.edge.instances
    before = instances.find("alice")
    instances.drop("alice")
    assert talk.says(NAMED) == answered()
    assert instances.find("alice") is not before
    assert instances.find("alice").engine.session.uses(mocked.mocks[0]) == 1


def test_without_room_for_a_name_it_is_mitmproxys(monkeypatch: pytest.MonkeyPatch) -> None:
    talk = planned(mocked := hello(), NAMED)
    mocked.edge.instances.drop("alice")
    monkeypatch.setattr("smockproxy.app.sessions.instances.MOST", 0)
    assert talk.says(NAMED) == b""
    assert talk.handed_over == NAMED.encode()


# -- what is never planned ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        replace(mock("/hello"), times=9),
        replace(mock("/hello"), ttl=9.0),
        replace(mock("/hello"), probability=0.999),
        replace(mock("/hello"), scenario=Scenario("a", "", "b")),
    ],
)
def test_what_changes_by_itself_is_asked_each_time(made: Mock) -> None:
    talk = planned(MockedEdge((made,)))
    assert talk.lane.answered == 2
    assert plans(talk) == []


def test_nor_is_what_stood_behind_a_mock_that_was_used_up() -> None:
    once = replace(OTHER, times=1, priority=5)
    talk = Talk(hello(once))
    assert talk.says(HELLO).startswith(b"HTTP/1.1 202")
    for _ in range(2):
        assert talk.says(HELLO) == answered()
    assert plans(talk) == []


class Unsettled:
    """A condition that nobody knows of."""

    needs_body = False

    def holds(self, _: object) -> bool:
        return False

    def mismatch(self, _: object) -> None:
        return None


def test_nor_is_what_stood_behind_a_condition_that_may_hold_one_day() -> None:
    odd = replace(OTHER, conditions=Conditions((OnField("path", equal("/hello")), Unsettled())), priority=5)  # type: ignore[arg-type]
    talk = planned(hello(odd))
    assert talk.lane.answered == 2
    assert plans(talk) == []


def test_large_requests_are_not_kept() -> None:
    talk = planned(hello(), head("GET http://a.test/hello HTTP/1.1", "Host: a.test", "X: " + "x" * LARGEST))
    assert talk.lane.answered == 2
    assert plans(talk) == []


# -- how many -----------------------------------------------------------------------------------------------


def test_what_came_before() -> None:
    repeated = Repeated()
    assert [repeated.has_seen(b"a"), repeated.has_seen(b"b"), repeated.has_seen(b"a")] == [False, False, True]


def test_only_so_much_is_known_to_have_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smockproxy.proxy.lane.plans.MOST_SEEN", 2)
    repeated = Repeated()
    assert [repeated.has_seen(raw) for raw in (b"a", b"b", b"c", b"a")] == [False] * 4
    assert MOST_SEEN > MOST_PLANNED > MOST


@pytest.mark.parametrize("limit", ["MOST", "MOST_PLANNED"])
def test_only_so_many_plans_are_kept(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """Those inside tunnels, which the lane does not keep, count as well."""
    monkeypatch.setattr(f"smockproxy.proxy.lane.plans.{limit}", 3)
    talk = Talk(mocked := hello())
    inside = Talk(mocked, talk.lane.origin("", "", "a.test", 80, "http"), talk.lane)
    talk.lane._origins.clear()
    sent = head("GET /hello HTTP/1.1", "Host: a.test")
    for number in range(4):
        for _ in range(2):
            inside.says(sent.replace("Host", f"X: {number}\r\nHost"))
    assert len(plans(inside)) == 1
    for _ in range(2):
        talk.says(HELLO)
    assert len(plans(talk)) == 1
