"""The resources of a session, as operations see and change them."""

import pytest

from smockproxy.app.operations.resources import ResourceOperations
from smockproxy.app.usage import NotFoundError
from smockproxy.core.mock import Mock
from tests.unit.core.rowresources import Asked, resource_of
from tests.unit.exchanges import instance

PETS = resource_of()


@pytest.fixture
def served():
    made = instance()
    made.engine.replace_files([Mock("a", PETS), Mock("b", resource_of(template="/v2/pets/{id}"))])
    made.sessions.current()
    return made


def test_they_are_listed_by_their_names(served):
    (row,) = ResourceOperations(served).resources()["resources"]
    assert row == {"name": "pets", "paths": ["/v2/pets/{id}", "/pets/{id}"], "rows": 2, "changed": False}


def test_rows_are_as_they_are_now_and_can_be_put_back(served):
    operations = ResourceOperations(served)
    Asked(PETS, served.engine.session.resources)("DELETE", "/pets/1")
    assert operations.rows("pets") == {"name": "pets", "rows": [{"id": 2, "name": "b"}]}
    before = served.touched
    (row,) = operations.reset("pets")["resources"]
    assert (row["rows"], row["changed"], served.touched > before) == (2, False, True)


def test_all_can_be_put_back(served):
    Asked(PETS, served.engine.session.resources)("DELETE", "/pets/1")
    (row,) = ResourceOperations(served).reset(None)["resources"]
    assert row["changed"] is False


@pytest.mark.parametrize("ask", [ResourceOperations.rows, ResourceOperations.reset])
def test_one_that_is_not_there(served, ask):
    with pytest.raises(NotFoundError, match=r'"pet"; did you mean "pets"'):
        ask(ResourceOperations(served), "pet")
    with pytest.raises(NotFoundError, match=r'no resource has the name "x"$'):
        ask(ResourceOperations(served), "x")
