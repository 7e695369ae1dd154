"""What a flow has no field for."""

from dataclasses import replace

import pytest

from smockproxy.proxy.flowfacts import facts_of, with_facts
from tests.unit.exchanges import exchange, several

BARE = exchange(id="", session="", mock=None)


@pytest.mark.parametrize("entry", several(), ids=lambda entry: entry.id)
def test_facts_are_given_back(entry):
    bare = replace(entry, id="", session="", mock=None, error="", protocol="http")
    assert with_facts(bare, facts_of(entry)) == entry


def test_what_is_usual_is_left_out():
    assert facts_of(BARE) == {"id": ""}


@pytest.mark.parametrize(
    "facts",
    [
        {"id": 1},
        {"mock": ["a"]},
        {"mock": [1, 2, 3, 4]},
        {"mock": "abcd"},
        {"chaos": "x"},
        {"log": [1]},
        {"request_size": "x"},
        {"response_size": 1},
    ],
)
def test_odd_facts_are_passed_over(facts):
    assert with_facts(BARE, facts) == BARE
