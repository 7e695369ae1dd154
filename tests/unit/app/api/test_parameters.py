"""The parameters that operations share take what those who read them take."""

import pytest

from smockproxy.app.api import parameters
from smockproxy.core.history import Outcome
from smockproxy.core.query import statuses_of
from smockproxy.core.sessionname import LONGEST, flaw_of_name


def named(group, name):
    return next(parameter for parameter in group if parameter.name == name)


def test_decisions_are_outcomes():
    decision = named(parameters.FILTERS, "decision")
    assert set(decision.choices) == {outcome.value for outcome in Outcome}


@pytest.mark.parametrize("group", [parameters.OF_SESSION, parameters.OVER_ALL])
def test_names_of_sessions(group):
    assert f"{{0,{LONGEST}}}" in named(group, "session").pattern
    assert flaw_of_name("Aa0._-" * 10) == ""


def test_examples_are_good_ones():
    assert statuses_of(named(parameters.FILTERS, "status").example) == range(400, 500)
