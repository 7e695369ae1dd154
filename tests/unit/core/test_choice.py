"""What is chosen before anything is counted."""

from smockproxy.core.choice import Choice
from smockproxy.core.conditions import Conditions, OnBody
from smockproxy.core.decision import Answer, NeedsBody
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts

REQUEST = Request("GET", "http", "a.test", 80, "/", body=b"hi")


def engine_of(*mocks: Mock) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)))
    made.replace_files(mocks)
    return made


def test_choosing_counts_nothing_and_taking_does() -> None:
    mock = Mock("m", Fixed(Response()), times=1)
    engine = engine_of(mock)
    for _ in range(3):
        choice = engine.choose(REQUEST, has_body=True)
        assert isinstance(choice, Choice)
        assert (choice.mock, choice.matching, engine.session.uses(mock)) == (mock, [mock], 0)
    assert isinstance(engine.take(choice, REQUEST), Answer)
    assert engine.session.uses(mock) == 1
    exhausted = engine.choose(REQUEST, has_body=True)
    assert isinstance(exhausted, Choice)
    assert (exhausted.mock, exhausted.used_up) == (None, [mock])


def test_a_choice_may_need_the_body() -> None:
    engine = engine_of(Mock("m", Fixed(Response()), Conditions((OnBody(equal("hi")),))))
    assert isinstance(engine.choose(REQUEST, has_body=False), NeedsBody)
