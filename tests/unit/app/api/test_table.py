"""The table of operations, by itself."""

from collections import Counter

import pytest

from smockproxy.app.api.row import PATH_PARAMETERS
from smockproxy.app.api.table import BY_NAME, OPERATIONS


def test_names_and_routes_are_unique():
    assert len(BY_NAME) == len(OPERATIONS)
    assert max(Counter((row.method, row.path) for row in OPERATIONS).values()) == 1


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_a_row_is_whole(row):
    assert row.summary.endswith(".")
    assert bool(row.command) != bool(row.no_command), "it has a command, or says why not"
    assert set(row.in_path) <= set(PATH_PARAMETERS)
    names = [parameter.name for parameter in row.parameters]
    assert len(set(names)) == len(names)
    assert (row.answer is not None) == (row.media == ("application/json",))
    assert (row.status == 204) == (row.media == ())


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.name)
def test_parameters_say_what_they_mean(row):
    for parameter in row.parameters:
        assert parameter.summary.endswith(".")
        assert not parameter.choices or parameter.type == "string"
        assert parameter.default is None or not parameter.choices or parameter.default in parameter.choices
