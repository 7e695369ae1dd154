"""The states of scenarios as a document holds them."""

import pytest

from smockproxy.app.sessions.keptscenarios import scenarios_of


def test_states_are_taken():
    assert scenarios_of({"Banking": "Open"}).state("Banking") == "Open"
    assert scenarios_of({}).state("Banking") == "Started"


@pytest.mark.parametrize("states", [[], "x", {"Banking": 3}, None])
def test_what_are_no_states(states):
    with pytest.raises(TypeError):
        scenarios_of(states)
