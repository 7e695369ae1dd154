"""Requests decided once more."""

from dataclasses import replace

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.rehearsal import answering, with_edited
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.session import Session, SessionFacts


def mock(mock_id: str, path: str, **facts) -> Mock:
    return Mock(mock_id, Fixed(Response()), Conditions((OnField("path", equal(path)),)), **facts)


def get(path: str) -> Request:
    return Request("GET", "http", "a.test", 80, path)


def engine(*mocks: Mock, above: tuple[Mock, ...] = ()) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)))
    made.replace_files(mocks)
    made.add(above)
    return made


def ids(mocks: list[Mock | None]) -> list[str | None]:
    return [mock and mock.id for mock in mocks]


def test_all_counts_are_at_the_start_and_count_on():
    real = engine(mock("always", "/"), mock("once", "/", times=1))
    real.decide(get("/"))
    requests = [get("/"), get("/"), get("/none")]
    assert ids(answering(real, real.mocks, requests)) == ["once", "always", None]
    assert ids(answering(real, real.mocks, requests)) == ["once", "always", None]


def test_chance_is_that_of_the_session():
    coin = mock("other-in-each-run", "/", probability=0.5)
    for seed in range(5):
        real = Engine(Session(SessionFacts("s", "s", 0.0), seed))
        real.add([coin])
        requests = [get("/")] * 20
        rehearsed = ids(answering(real, real.mocks, requests))
        lived = [real.decide(request).trace.winner for request in requests]
        assert rehearsed == ids(lived)
        assert ids(answering(real, real.mocks, requests)) == rehearsed


def test_an_edited_mock_has_its_old_place():
    real = engine(mock("old", "/a"), mock("edited", "/b"), mock("new", "/c"), above=(mock("api", "/d"),))
    requests = [get(path) for path in ("/a", "/b", "/c", "/d")]
    edited = mock("edited", "/a")
    as_is, changed = with_edited(real.mocks, edited, requests)
    assert ids(answering(real, as_is, requests)) == ["old", "edited", "new", "api"]
    assert ids(answering(real, changed, requests)) == ["edited", None, "new", "api"]
    for path in ("/c", "/d"):
        _, changed = with_edited(real.mocks, replace(edited, conditions=mock("", path).conditions), requests)
        assert ids(answering(real, changed, [get(path)])) == ["new" if path == "/c" else "api"]


def test_mocks_that_matter_for_none_of_the_requests_are_left_out():
    real = engine(*(mock(str(number), f"/{number}") for number in range(100)))
    as_is, changed = with_edited(real.mocks, mock("7", "/9"), [get("/3")])
    assert [one.id for one in as_is.in_order] == ["7", "3"]
    assert len(changed) == 2


def test_a_script_answers_without_being_run():
    scripted = replace(mock("script", "/a", times=1), responder=Scripted("lua", "while true do end"))
    asked = engine(mock("usual", "/a"), scripted)
    assert ids(answering(asked, asked.mocks, [get("/a"), get("/a")])) == ["script", "usual"]
    assert asked.session.uses(scripted) == 0
