"""The paths of a resource, and what is asked of them."""

import pytest

from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import Action, OnResource, Place, ResourcePaths
from tests.unit.core.rowresources import paths_of, request_of, resource_of


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/teams/red/pets", Place({"team": "red"})),
        ("/teams/red/pets/7", Place({"team": "red"}, "7")),
        ("/teams/a%20b/pets/x%2Fy", Place({"team": "a b"}, "x/y")),
        ("/teams/red/pets/", None),
        ("/teams/red", None),
        ("/teams/red/pets/7/toys", None),
    ],
)
def test_a_path_leads_to_the_collection_or_to_a_row(path: str, place: Place | None) -> None:
    assert paths_of("/teams/{team}/pets/{id}").place(path) == place


def test_a_template_that_ends_otherwise_has_no_name_for_the_id() -> None:
    template = PathTemplate.parse("/pets")
    assert ResourcePaths(template, template).id_name == ""


@pytest.mark.parametrize(
    ("method", "target", "mismatch"),
    [
        ("GET", "/pets", None),
        ("DELETE", "/pets/1?x=1", None),
        ("GET", "/cats", "path: expected /pets or /pets/{id}, got /cats"),
        ("OPTIONS", "/pets", "method: expected any but OPTIONS, got OPTIONS"),
    ],
)
def test_the_condition(method: str, target: str, mismatch: str | None) -> None:
    condition = OnResource(paths_of("/pets/{id}"))
    asked = request_of(method, target)
    found = condition.mismatch(asked)
    said = found and f"{found.field}: expected {found.expected}, got {found.actual}"
    assert (condition.holds(asked), said) == (mismatch is None, mismatch)


def test_what_may_be_done_decides_the_methods() -> None:
    resource = resource_of(only=(Action.LIST, Action.GET, Action.PATCH))
    assert resource.allowed(Place({})) == ("GET", "HEAD")
    assert resource.allowed(Place({}, "1")) == ("GET", "HEAD", "PATCH")


def test_it_shows_what_it_begins_with() -> None:
    resource = resource_of([{"id": 1}])
    assert (resource.id_field, resource.rows) == ("id", ({"id": 1},))
