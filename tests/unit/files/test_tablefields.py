"""`data` of a file of mocks: tables declared, and whose scripts get them."""

import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.core.problem import Severity
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS
from tests.unit.files.reads import read, told

ASKING = "mocks: [{response: {template: true, body: \"{{ lookup('a', 1) }}\"}}]\n"


def beside(**texts):
    def read_beside(name):
        if name in texts:
            return texts[name]
        raise BadValueError(f'"{name}" cannot be read: No such file or directory')

    return read_beside


def tables_of(declared, **texts):
    text = f"data: {{a: {declared}}}\n{ASKING}"
    file = read_mock_file(text.encode(), "mocks/a.yml", MATCHERS, beside(**texts))
    assert [str(each) for each in file.problems if each.severity is Severity.ERROR] == []
    ((_, table),) = file.mocks[0].tables
    return table


def problems_of(declared, **texts):
    text = f"data: {{a: {declared}}}\n{ASKING}"
    file = read_mock_file(text.encode(), "mocks/a.yml", MATCHERS, beside(**texts))
    return [f"{each.path}: {each.message}" for each in file.problems]


def test_a_file_by_its_name_or_with_a_key_and_a_default():
    texts = {"users.csv": "id,email\n1,a@b.test\n"}
    assert tables_of("users.csv", **texts).row("1") == {"id": "1", "email": "a@b.test"}
    table = tables_of("{file: users.csv, key: email, default: {id: none}}", **texts)
    assert (table.row("a@b.test")["id"], table.row("1")) == ("1", {"id": "none"})


def test_rows_on_the_spot():
    assert tables_of("[{id: 5, on: no}]").row("5") == {"id": 5, "on": "no"}
    assert tables_of("{rows: {x: 1.50}}").row("x") == 1.5
    assert tables_of("{rows: [], key: id}").all() == []


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("users.csv", 'data.a: "users.csv" cannot be read: No such file or directory'),
        ("bad.csv", "data.a: bad.csv:2: expected 1 as in the header, found 2 cells"),
        ("empty.csv", "data.a: empty.csv: it is empty"),
        ("{fil: users.csv}", 'data.a.fil: unknown key "fil"'),
        ("{file: a.csv, rows: []}", "data.a.rows: a table has either a file or rows, not both"),
        ("{key: id}", "data.a: a table has either a file or rows; this has neither"),
        ("{file: [a], key: id}", "data.a.file: expected text, found a list"),
        ("''", 'data.a: expected the name of a file, or rows, found ""'),
        ("{file: ''}", "data.a: a table has either a file or rows; this has neither"),
        ("{rows: 5}", "data.a: expected a list of rows, or a mapping of keys to rows"),
        ("{rows: [{id: 1}], key: ids}", 'data.a.key: no row has a "ids"'),
        ("{rows: [1], key: ids}", 'data.a.key: no row has a "ids"'),
        ("{rows: {a: 1}, key: id}", "data.a.key: the rows stand under their keys already"),
        ("{rows: [.inf]}", "data.a.rows: .inf is not a number in JSON"),
        ("{rows: [{id: 1}, {id: 1}], key: id}", 'data.a: row 2 has the id "1" of row 1'),
        ("{file: two.csv, key: id}", 'data.a: two.csv: line 3 has the id "x" of line 2'),
    ],
)
def test_what_is_wrong(declared, expected):
    texts = {"bad.csv": "a\n1,2\n", "empty.csv": "", "two.csv": "id\nx\nx\n"}
    assert problems_of(declared, **texts) == [expected]


def test_what_asks_a_table_that_is_no_good_is_not_told_that_there_is_none():
    text = "data: {a: {rows: 5}}\nmocks: [{resource: {path_template: '/a/{id}', data: a}}]\n"
    assert told(text) == ["data.a: expected a list of rows, or a mapping of keys to rows"]


def test_data_is_a_mapping_of_tables():
    assert told("data: [a.csv]\nmocks: []\n") == ["data: expected a mapping of names to tables, found a list"]
    (found,) = read("data: {a: !!binary aGk=}\nmocks: []\n").problems
    assert found.message == "expected the name of a file, or rows, found binary"
    assert told("data:\nmocks: []\n") == []


def test_hints():
    text = "data: {a: {rows: [{id: 1, name: x}], key: nmae}}\nmocks: []\n"
    assert read(text).problems[0].hint == 'did you mean "name"?'
    assert read(text.replace("nmae", "q")).problems[0].hint == "there are id, name"


def test_two_rows_with_the_key_that_nobody_named_are_a_note():
    text = f"data: {{a: [{{id: 1}}, {{id: 1}}]}}\n{ASKING}"
    file = read(text)
    (problem,) = file.problems
    assert (problem.severity, problem.code) == (Severity.NOTE, "doubled_key")
    assert file.mocks


def test_every_mock_of_the_file_has_its_tables():
    mocks = read("data: {a: [1]}\nmocks: [{response: {}}, {responses: [{body: x}]}]\n").mocks
    assert [[name for name, _ in mock.tables] for mock in mocks] == [["a"], ["a"]]


OWN = """\
data: {a: [1], b: [2]}
mocks:
- data: {b: [3], c: [4]}
  dynamic_response: {engine: lua, script: 'return {body = rows("a")}'}
"""


def test_a_mock_may_have_tables_of_its_own_beside_those_of_its_file():
    (mock,) = read(OWN).mocks
    assert {name: table.all() for name, table in mock.tables} == {"a": [1], "b": [3], "c": [4]}


def test_what_is_wrong_with_tables_of_a_mock():
    (problem,) = read("- data: {a: {rows: [1], kee: b}}\n  response: {}\n").problems
    assert (problem.path, problem.hint) == ("[0].data.a.kee", 'did you mean "key"?')


def test_a_mock_that_asks_has_the_tables_of_its_file_in_its_definition():
    asking, other = read(f"{OWN}- response: {{body: x}}\n").mocks
    assert asking.definition.tree["data"].keys() == {"a", "b", "c"}
    assert asking.definition.tree["data"]["b"] == ["3"]
    assert "data" not in other.definition.tree


def test_a_file_of_tables_alone_is_a_file():
    assert told("data: {a: [1]}\n") == []
