"""What the scripts of a session remember, as operations see it."""

import pytest

from smockproxy.app.operations.state import StateOperations
from smockproxy.app.usage import NotFoundError, UsageError
from tests.unit.exchanges import instance


@pytest.fixture
def operations() -> StateOperations:
    return StateOperations(instance())


def test_keys_are_set_and_cleared(operations):
    assert operations.set_state({"a": 1, "b": [2]}) == operations.state() == {"a": 1, "b": [2]}
    assert operations.clear_state("a") == {"b": [2]}
    assert operations.clear_state() == operations.state() == {}


def test_what_is_no_object(operations):
    with pytest.raises(UsageError, match="expected an object"):
        operations.set_state([1])


def test_a_key_that_is_not_there(operations):
    operations.set_state({"count": 1})
    with pytest.raises(NotFoundError, match='no key "cuont"; did you mean "count"'):
        operations.clear_state("cuont")
    with pytest.raises(NotFoundError, match='no key ""'):  # an empty variable of a script is not "all"
        operations.clear_state("")
    assert operations.state() == {"count": 1}


def test_what_is_too_large(operations):
    with pytest.raises(UsageError, match="allowed"):
        operations.set_state({"a": "x" * 10_000_000})
    assert operations.state() == {}
