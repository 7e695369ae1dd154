"""Decisions by what the session remembers."""

from dataclasses import replace

import pytest

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.engine import Engine, respond
from smockproxy.core.matchers import equal
from smockproxy.core.memory import Memory
from smockproxy.core.mock import Mock
from smockproxy.core.recollection import OnState
from smockproxy.core.scenarios import OnScenario
from smockproxy.core.state import State
from smockproxy.core.trace import NO_TRACE
from tests.unit.core.test_engine import chosen, engine, get, mock

LIT = OnScenario("Lamp", ("Lit",))
THREE = OnState((("visits", equal("3")),))


def remembering() -> Engine:
    return engine(mock("plain"), mock("lit", LIT), mock("third", THREE))


def remember(asked: Engine, **values: object) -> None:
    asked.session.state = State.of_values(values)


def test_a_mock_answers_by_the_state_and_by_its_scenario() -> None:
    asked = remembering()
    answers = [chosen(asked.decide_head(get()))]
    asked.session.scenarios.put({"Lamp": "Lit"})
    answers.append(chosen(asked.decide_head(get())))
    remember(asked, visits=3)
    answers.append(chosen(asked.decide(get())))
    assert answers == ["plain", "lit", "third"]


def test_a_request_carries_only_what_mocks_ask_for() -> None:
    asked = remembering()
    remember(asked, visits=2, secret="x")
    assert asked.recalling(get()).memory == Memory({"visits": 2})
    assert engine(mock("plain")).recalling(get()).memory is None


def test_a_request_from_history_remembers_what_was_known_then() -> None:
    then = replace(get(), memory=Memory({"visits": 3}))
    assert chosen(remembering().decide(then)) == "third"


def test_a_rule_of_chaos_never_answers() -> None:
    rule = Mock("r", Chaos((Fault(Disturbance.DROP),)))
    session = engine().session
    with pytest.raises(ValueError, match="answers nothing"):
        respond(rule, get(), session.reserve(rule), NO_TRACE, session)
