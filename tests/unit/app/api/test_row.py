"""Rows of the table of operations."""

from smockproxy.app.api.row import Operation, Parameter


def test_names_in_the_path():
    row = Operation(name="x", method="GET", path="/a/{id}/b/{name}", summary="x")
    assert row.in_path == ("id", "name")
    assert row.path_of(id="a%20b", name="~") == "/api/v1/a/a%20b/b/~"


def test_a_path_without_names():
    row = Operation(name="x", method="GET", path="/a", summary="x")
    assert row.in_path == ()
    assert row.path_of() == "/api/v1/a"


def test_the_schema_says_only_what_the_row_says():
    assert Parameter(name="x", summary="x").schema == {"type": "string"}
    number = Parameter(name="x", summary="x", type="integer", low=0, high=3, default=0)
    assert number.schema == {"type": "integer", "minimum": 0, "maximum": 3, "default": 0}
    word = Parameter(name="x", summary="x", choices=("a", "b"), default="a")
    assert word.schema == {"type": "string", "enum": ["a", "b"], "default": "a"}
    assert Parameter(name="x", summary="x", pattern="^a$").schema == {"type": "string", "pattern": "^a$"}
