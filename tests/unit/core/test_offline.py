"""Offline, nothing is decided to be forwarded, whatever mocks and policies say."""

import pytest

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.decision import Forward, Reason, Refuse, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.sequence import InTurn
from smockproxy.core.session import Session, SessionFacts

REQUEST = Request("GET", "http", "a.test", 80, "/")
EVERYTHING = Conditions()


def engine_with(*mocks: Mock, is_offline: bool = True) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.FORWARD, is_offline=is_offline)
    made.replace_files(mocks)
    return made


def test_what_no_mock_answers_is_refused_whatever_the_policy() -> None:
    engine = engine_with()
    engine.unmatched = Unmatched.FORWARD

    assert engine.decide(REQUEST) == Refuse(Reason.NO_MOCK)
    assert engine.unmatched is Unmatched.REFUSE


@pytest.mark.parametrize("responder", [ForwardTo(), ForwardTo("http://b.test"), InTurn((ForwardTo(),))])
def test_a_mock_that_forwards_is_refused_and_not_counted(responder: ForwardTo | InTurn) -> None:
    mock = Mock("to-real", responder, EVERYTHING, times=1)
    engine = engine_with(mock)

    decisions = [engine.decide(REQUEST), engine.decide(REQUEST)]

    assert decisions == [Refuse(Reason.OFFLINE)] * 2
    assert [decision.trace.winner for decision in decisions] == [mock, mock]
    assert engine.session.uses(mock) == 0
    assert isinstance(engine_with(mock, is_offline=False).decide(REQUEST), Forward)


def test_a_redirect_and_an_answer_need_no_server() -> None:
    redirect = Mock("redirect", ForwardTo("http://b.test", redirect=307))
    fixed = Mock("fixed", Fixed(Response(200)), Conditions((OnField("path", equal("/fixed")),)))
    engine = engine_with(redirect, fixed)

    assert not isinstance(engine.decide(REQUEST), Refuse)
    assert not isinstance(engine.decide(Request("GET", "http", "a.test", 80, "/fixed")), Refuse)


def test_sessions_and_rehearsals_of_an_offline_engine_are_offline() -> None:
    engine = engine_with()

    assert engine.beside(Session(SessionFacts("t", "t", 0.0))).is_offline
    assert engine.rehearsal().is_offline
