"""Conditions on the session's state."""

from dataclasses import replace

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Request
from smockproxy.core.matchers import equal
from smockproxy.core.memory import Memory
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.recollection import FORGOTTEN, OnState, asks_memory, state_keys
from smockproxy.core.scenarios import OnScenario

REQUEST = Request("GET", "http", "a.test", 80, "/")
BALANCE = OnState((("account.balance", equal("5")),))


def with_state(**state: object) -> Request:
    return replace(REQUEST, memory=Memory(state))


def test_it_holds_when_the_value_at_the_path_does():
    assert BALANCE.holds(with_state(account={"balance": 5}))
    assert BALANCE.mismatch(with_state(account={"balance": 5})) is None
    assert not BALANCE.holds(with_state(account={"balance": 6}))
    assert not BALANCE.holds(with_state())


def test_a_key_may_have_the_dots_of_a_path():
    assert BALANCE.holds(replace(REQUEST, memory=Memory({"account.balance": 5})))


def test_it_says_what_is_there():
    told = BALANCE.mismatch(with_state(account={"balance": 6}))
    assert told is not None
    assert (told.field, "6" in told.actual) == ("state.account.balance", True)


def test_without_memory_it_does_not_hold():
    assert not BALANCE.holds(REQUEST)
    assert BALANCE.mismatch(REQUEST) == Mismatch("state.account.balance", "a state", FORGOTTEN)


def test_what_conditions_ask_for():
    plain = Conditions((OnField("method", equal("GET")),))
    asking = Conditions((BALANCE,))
    nested = Conditions((AnyOf((plain, Conditions((Not(asking),)))),))
    scenario = Conditions((AllOf((Conditions((OnScenario("s", ("Open",)),)),)),))
    assert [asks_memory(each) for each in (plain, asking, nested, scenario)] == [False, True, True, True]
    assert state_keys(nested) == {"account", "account.balance"}
    assert state_keys(scenario) == frozenset()
