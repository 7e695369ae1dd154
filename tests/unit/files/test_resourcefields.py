"""`resource`: what a file says of rows, and what is wrong with it."""

from json import dumps

import pytest

from smockproxy.core.conditions import OnField
from smockproxy.core.resource import Action, OnResource, Resource
from smockproxy.core.rowsearch import USUAL_NAMES
from tests.unit.files.reads import mock_of, mocks_of, told


def resource(said: object, host: str = "") -> Resource:
    tree = {"resource": said} | ({"request": {"host": host}} if host else {})
    responder = mock_of(dumps([tree])).responder
    assert isinstance(responder, Resource)
    return responder


def problems(said: object, *, data: object = None) -> list[str]:
    tree = {"mocks": [{"resource": said}]} | ({} if data is None else {"data": data})
    return [each.removeprefix("mocks[0].resource") for each in told(dumps(tree))]


PETS = {"path_template": "/pets/{id}"}


def test_the_short_form() -> None:
    (mock,) = mocks_of("- resource: {path_template: '/pets/{id}'}")
    condition, found = mock.conditions.all_of[0], mock.responder
    assert isinstance(condition, OnResource)
    assert isinstance(found, Resource)
    assert (found.name, found.id_field, found.rows, found.only) == ("/pets", "id", (), tuple(Action))
    assert (condition.at.collection.text, condition.at.entry.text) == ("/pets", "/pets/{id}")


def test_conditions_stand_beside_it() -> None:
    (mock,) = mocks_of("- {request: {host: a.test, method: GET}, resource: {path_template: '/pets/{id}'}}")
    assert [type(each) for each in mock.conditions.all_of] == [OnResource, OnField, OnField]


def test_all_that_can_be_said() -> None:
    found = resource(
        PETS
        | {
            "rows": [{"key": 1}],
            "id": "key",
            "name": "pets",
            "only": ["list", "get"],
            "upsert": True,
            "required": ["key"],
            "schema": {"required": ["key"]},
            "envelope": True,
            "page_size": 3,
            "parameters": {"page": "p", "limit": ["n", "size"]},
            "errors": "empty",
            "headers": {"X-Api": "v2"},
            "delay": "10ms",
        }
    )
    assert (found.name, found.id_field, found.rows) == ("pets", "key", ({"key": 1},))
    assert (found.only, found.upsert, found.required) == ((Action.LIST, Action.GET), True, ("key",))
    assert found.schema is not None
    assert not found.schema.accepts({})
    assert (found.envelope, found.page_size, found.has_plain_errors) == ("items", 3, True)
    assert (found.names.page, found.names.limit) == (("p",), ("n", "size"))
    assert found.names.sort == USUAL_NAMES.sort
    assert (list(found.headers), found.delay.seconds(0.0)) == ([("X-Api", "v2")], 0.01)


@pytest.mark.parametrize(("said", "envelope"), [(True, "items"), (False, ""), ("data", "data")])
def test_envelopes(said: object, envelope: str) -> None:
    assert resource(PETS | {"envelope": said}).envelope == envelope


def test_its_name_is_that_of_its_place_or_of_its_data() -> None:
    assert resource(PETS, host="A.test").name == "a.test/pets"
    text = dumps(
        {
            "data": {"pets": [{"id": 1, "chip": "x"}]},
            "mocks": [
                {"resource": PETS | {"data": "pets"}},
                {"resource": {"path_template": "/owners/{owner}/pets/{id}", "data": "pets"}},
                {"resource": {"path_template": "/chips/{id}", "data": "pets", "id": "chip"}},
            ],
        }
    )
    names = [mock.responder.name for mock in mocks_of(text) if isinstance(mock.responder, Resource)]
    assert names == ["mocks/a.yml:pets", "mocks/a.yml:pets", "mocks/a.yml:pets by chip"]


def test_rows_may_stand_under_their_ids() -> None:
    assert resource(PETS | {"rows": {"a": {"n": 1}, "b": {}}}).rows == ({"id": "a", "n": 1}, {"id": "b"})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, ": a resource needs a path_template"),
        ({"path_template": "/a/pets"}, '.path_template: "/a/pets" does not end with the id of a row'),
        ({"path_template": "/{id}"}, '.path_template: "/{id}" has no collection before the id of a row'),
        (
            {"path_template": "/p/{id:path}"},
            '.path_template: "/p/{id:path}" does not end with the id of a row',
        ),
        ({"path_template": "p"}, '.path_template: "p": a path template begins with "/"'),
        (PETS | {"only": ["lst"]}, '.only[0]: unknown action "lst"'),
        (PETS | {"only": ["x"]}, '.only[0]: unknown action "x"'),
        (PETS | {"errors": "emty"}, '.errors: expected problem or empty, found "emty"'),
        (PETS | {"errors": "x"}, '.errors: expected problem or empty, found "x"'),
        (PETS | {"envelope": "total"}, """.envelope: "total" can't be the key of the rows"""),
        (PETS | {"page_size": 0}, ".page_size: expected 1 to 10000, found 0"),
        (PETS | {"parameters": {"pge": "x"}}, '.parameters.pge: unknown key "pge"'),
        (
            PETS | {"parameters": {"page": ""}},
            ".parameters.page: expected the name of a parameter, found nothing",
        ),
        (PETS | {"row": []}, '.row: unknown key "row"'),
        (
            PETS | {"schema": {"type": "objekt"}},
            '.schema.type: no JSON Schema: at $.type: "objekt" is no type',
        ),
        (PETS | {"rows": [3]}, ".rows: row 1 is 3, expected a mapping"),
        (PETS | {"rows": [{"id": 1}, {}]}, '.rows: row 2 has no "id" that is a text or a whole number'),
        (PETS | {"rows": "x.txt"}, ".rows: a file can only be named in a file of mocks"),
        (PETS | {"data": "pets"}, '.data: the file has no data "pets"'),
    ],
)
def test_what_is_wrong(said: object, told: str) -> None:
    assert problems(said) == [told]


def test_data_that_is_not_there_or_no_good() -> None:
    data = {"pets": [{"name": "a"}], "cats": [{"id": 1}]}
    assert problems(PETS | {"data": "pet"}, data=data) == ['.data: the file has no data "pet"']
    told = '.data: row 1 has no "id" that is a text or a whole number'
    assert problems(PETS | {"data": "pets"}, data=data) == [told]
    assert problems(PETS | {"data": "cats", "rows": []}, data=data) == [
        ".rows: a resource has either data or rows, not both"
    ]


def test_too_many_bytes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smockproxy.core.rows.LARGEST", 5)
    assert problems(PETS | {"rows": [{"id": 1}]}) == [
        ".rows: the rows would take 8 bytes as JSON: 5 are allowed"
    ]


def test_a_mock_asks_nothing_else_of_the_path() -> None:
    text = dumps([{"request": {"path": "/pets"}, "resource": PETS}])
    assert told(text) == [
        "[0].request.path: a resource has paths of its own: path would leave some of them out"
    ]
