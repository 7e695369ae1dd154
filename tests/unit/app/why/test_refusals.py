"""What was told of refusals, for requests that come again."""

import json
from dataclasses import replace

import pytest

from smockproxy.app.why import refusals
from smockproxy.app.why.refusals import LARGEST, Refusals, Told
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.decision import Refuse
from smockproxy.core.engine import Engine
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.memory import Memory
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.smocker import unmatched_body, unmatched_body_of

REQUEST = Request("GET", "http", "a.test", 80, "/b?q", Headers.of([("A", "1")]), form=Form.ORIGIN)


def mock(path: str, matcher: str = "ShouldEqual", **facts: object) -> Mock:
    condition = OnField("path", CORE_MATCHERS[matcher](path))
    return Mock(path, Fixed(Response()), Conditions((condition,)), **facts)  # type: ignore[arg-type]


def engine(*mocks: Mock) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)))
    made.replace_files(mocks)
    return made


def told(kept: Refusals, under: Engine, request: Request = REQUEST) -> Told:
    decision = under.decide(request)
    assert isinstance(decision, Refuse)
    return kept.of(under, request, decision.trace)


def test_what_comes_again_is_told_again() -> None:
    kept, under = Refusals(), engine(mock("/a"))
    first = told(kept, under)
    assert [miss.mock.id for miss in first.misses] == ["/a"]
    assert told(kept, under, replace(REQUEST, received_at=7.0)) is first


@pytest.mark.parametrize(
    "changes",
    [
        {"method": "PUT"},
        {"host": "b.test"},
        {"target": "/b"},
        {"headers": Headers.of([("A", "2")])},
        {"body": b"x"},
        {"client": "192.0.2.1"},
        {"session": "other"},
    ],
)
def test_another_request_is_another(changes: dict) -> None:
    kept, under = Refusals(), engine(mock("/a"))
    assert told(kept, under) is not told(kept, under, replace(REQUEST, **changes))


def test_other_mocks_are_asked_anew() -> None:
    kept, under, other = Refusals(), engine(mock("/a")), engine(mock("/a"))
    first = told(kept, under)
    assert told(kept, other) is not first
    assert told(kept, under) is first
    under.replace_files((mock("/c"),))
    assert [miss.mock.id for miss in told(kept, under).misses] == ["/c"]


def test_what_held_mocks_back_counts() -> None:
    kept, under = Refusals(), engine(mock("/b", after=2))
    assert [miss.held_back for miss in told(kept, under).misses] != [None]
    under.session.disable("/b")
    (miss,) = told(kept, under).misses
    assert miss.held_back is not None
    assert "disabled" in miss.held_back.value


@pytest.mark.parametrize(
    ("under", "request_"),
    [
        (engine(mock("now", "ShouldBeBefore")), REQUEST),
        (engine(mock("/a")), replace(REQUEST, body=b"x" * (LARGEST + 1))),
        (engine(mock("/a")), replace(REQUEST, memory=Memory({}, {}))),
    ],
)
def test_what_may_change_by_itself_is_not_kept(under: Engine, request_: Request) -> None:
    kept = Refusals()
    assert told(kept, under, request_) is not told(kept, under, request_)


def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MOST", 2)
    kept, under = Refusals(), engine(mock("/a"))
    first = told(kept, under)
    told(kept, under, replace(REQUEST, method="PUT"))
    told(kept, under, replace(REQUEST, method="POST"))
    assert told(kept, under) is not first


def test_the_answer_is_as_ever_and_shows_counts_as_they_are() -> None:
    under = engine(mock("/a"), mock("/c"))
    session = under.session
    known = told(Refusals(), under)

    def is_as_ever() -> bool:
        whole = unmatched_body(REQUEST, 1.0, known.misses, session)
        return unmatched_body_of(REQUEST, 1.0, known.json(session)) == whole

    assert is_as_ever()
    assert known.json(session) is known.json(session)
    under.decide(replace(REQUEST, target="/a"))
    assert is_as_ever()
    assert '"times_count":1' in known.json(session)
    assert equal("/a").value in json.dumps(json.loads(unmatched_body_of(REQUEST, 1.0, known.json(session))))


def test_without_mocks_there_is_nothing_to_tell() -> None:
    under = engine()
    known = told(Refusals(), under)
    assert known.json(under.session) == ""
    assert unmatched_body_of(REQUEST, 1.0, "") == unmatched_body(REQUEST, 1.0)
