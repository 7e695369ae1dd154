"""`smockproxy resources`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.unit.cli.answering import Admin

ROWS = [{"name": "/pets", "paths": ["/pets/{id}", "/v2/pets/{id}"], "rows": 2, "changed": True}]
TABLE = "NAME   ROWS  CHANGED  PATHS\n/pets     2  yes      /pets/{id} /v2/pets/{id}\n"


@pytest.fixture
def admin(monkeypatch):
    return Admin(monkeypatch)


@pytest.mark.parametrize(
    ("arguments", "method", "path", "query"),
    [
        (["list"], "GET", "/resources", {}),
        (["reset"], "POST", "/resources/reset", {}),
        (["reset", "/pets"], "POST", "/resources/reset", {"name": "/pets"}),
    ],
)
def test_they_are_shown_as_a_table(admin, arguments, method, path, query):
    admin.tells(path, {"resources": ROWS})
    done = CliRunner().invoke(main, ["resources", *arguments, "--session", "w"])
    assert (done.exit_code, done.output) == (0, TABLE)
    (asked,) = admin.asked
    assert (asked.method, asked.query) == (method, {"session": "w", **query})


def test_as_json_and_where_there_are_none(admin):
    admin.tells("/resources", {"resources": ROWS})
    assert json.loads(CliRunner().invoke(main, ["resources", "list", "--json"]).output) == ROWS
    admin.tells("/resources", {"resources": []})
    assert CliRunner().invoke(main, ["resources", "list"]).output == "There are no resources.\n"


def test_the_rows_of_one(admin):
    rows = [{"id": 1, "name": "Ann"}, {"id": 2, "tags": ["x" * 50]}]
    admin.tells("/resources/rows", {"name": "/pets", "rows": rows})
    done = CliRunner().invoke(main, ["resources", "show", "/pets"])
    cut = f'["{"x" * 38}…'
    assert [line.rstrip() for line in done.output.splitlines()] == [
        "id  name  tags",
        "1   Ann",
        f"2         {cut}",
    ]
    done = CliRunner().invoke(main, ["resources", "show", "/pets", "--json"])
    assert json.loads(done.output) == rows


def test_one_without_rows(admin):
    admin.tells("/resources/rows", {"name": "/pets", "rows": []})
    assert CliRunner().invoke(main, ["resources", "show", "/pets"]).output == "It has no rows.\n"
