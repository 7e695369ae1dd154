from random import Random

import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.draws import LETTERS, drawing
from tests.unit.engines.surroundings import NOW


def call(name, *arguments):
    return drawing(NOW, Random("seed"))[name](*arguments)


def test_an_id_of_a_shape():
    found = call("random_id", "usr_", 16)
    assert found == call("random_id", "usr_", 16)
    assert found.startswith("usr_")
    assert len(found) == 20
    assert set(found[4:]) <= set(LETTERS)
    assert call("random_id", "", 3, "x") == "xxx"
    assert len(call("random_id", "", 10**9)) == 10_000


def test_a_sample_has_each_entry_once():
    values = list(range(10))
    found = call("random_sample", values, 4)
    assert len(set(found)) == 4
    assert sorted(call("random_sample", values, 99)) == values
    assert call("random_sample", (1,), 1.0) == [1]


def test_an_object_id_begins_with_the_seconds():
    found = call("object_id")
    assert len(found) == 24
    assert int(found[:8], 16) == int(NOW)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("random_id", ("", -1), "random_id: expected a whole number that is not negative, found -1"),
        ("random_id", ("", "5"), "random_id: expected a whole number that is not negative, found '5'"),
        ("random_id", ("", 1, ""), "random_id: there are no letters to choose from"),
        ("random_sample", ("abc", 1), "random_sample: expected a list, found str"),
        ("random_sample", ({}, 1), "random_sample: expected a list, found dict"),
        (
            "random_sample",
            ([], 0.5),
            "random_sample: expected a whole number that is not negative, found 0.5",
        ),
    ],
)
def test_what_is_wrong(name, arguments, message):
    with pytest.raises(ScriptError) as raised:
        call(name, *arguments)
    assert raised.value.message == message
