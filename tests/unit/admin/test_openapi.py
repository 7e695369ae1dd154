"""The OpenAPI document is made from the table."""

import pytest

from smockproxy.admin.openapi import TAGS, document
from smockproxy.app.api.table import OPERATIONS


@pytest.fixture(scope="module")
def made():
    return document()


def test_each_operation_is_in_it_and_nothing_else(made):
    found = {
        (method.upper(), path.removeprefix("/api/v1")): shape["operationId"]
        for path, methods in made["paths"].items()
        for method, shape in methods.items()
    }
    assert found == {(row.method, row.path): row.name for row in OPERATIONS}
    assert sum(len(rows) for _, rows, _ in TAGS) == len(OPERATIONS)


def test_parameters_are_those_of_the_table(made):
    for row in OPERATIONS:
        shape = made["paths"][f"/api/v1{row.path}"][row.method.lower()]
        named = [(each["in"], each["name"]) for each in shape.get("parameters", ())]
        in_path = [("path", name) for name in row.in_path]
        assert named == [*in_path, *(("query", each.name) for each in row.parameters)]


def test_answers_and_refusals(made):
    for row in OPERATIONS:
        responses = made["paths"][f"/api/v1{row.path}"][row.method.lower()]["responses"]
        assert set(responses) == {str(row.status), "400", *map(str, row.errors)}
        assert tuple(responses[str(row.status)].get("content", ())) == row.media
        assert ("requestBody" in made["paths"][f"/api/v1{row.path}"][row.method.lower()]) == (
            row.body is not None
        )


def test_every_reference_leads_somewhere(made):
    names = set(made["components"]["schemas"])

    def references(tree):
        if isinstance(tree, dict):
            if "$ref" in tree:
                yield tree["$ref"]
            for value in tree.values():
                yield from references(value)
        elif isinstance(tree, list):
            for value in tree:
                yield from references(value)

    found = set(references(made))
    assert found
    assert found <= {f"#/components/schemas/{name}" for name in names}


def test_unknown_keys_are_not_allowed(made):
    schemas = made["components"]["schemas"]
    assert all(shape["additionalProperties"] is False for shape in schemas.values() if "properties" in shape)
    assert schemas["WaitQuestion"]["properties"]["timeout"]["maximum"] == 60
