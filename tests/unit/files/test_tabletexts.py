"""Texts of tables, and what is wrong with some."""

import pytest

from smockproxy.files import tabletexts
from smockproxy.files.tabletexts import BadTableError, rows_in, rows_of

CRLF = 'id,name\r\n1,"a\r\nb"\r\n\r\n2,"say ""hi"""\r\n'


def failure(text, name="a.csv"):
    with pytest.raises(BadTableError) as raised:
        rows_in(text, name)
    return raised.value.line, raised.value.message


def test_csv_as_rfc_4180_has_it():
    rows = rows_in(CRLF, "users.csv")
    assert rows.values == [{"id": "1", "name": "a\r\nb"}, {"id": "2", "name": 'say "hi"'}]
    assert rows.first_column == "id"
    assert rows.keys_by("id") == ["1", "2"]
    assert [rows.place(0), rows.place(1)] == ["line 2", "line 5"]


def test_values_are_text_unless_the_header_says_more():
    text = (
        "id,n:int,f:float,b:bool,j:json,t:text,a:b\n01,5,1.50,true,[1],x,y\n02,,,,,,\n03, 7 ,2,0,null,x,z\n"
    )
    first, second, third = rows_in(text, "a.csv").values
    assert first == {"id": "01", "n": 5, "f": 1.5, "b": True, "j": [1], "t": "x", "a:b": "y"}
    assert second == {"id": "02", "n": None, "f": None, "b": None, "j": None, "t": "", "a:b": ""}
    assert third == {"id": "03", "n": 7, "f": 2, "b": False, "j": None, "t": "x", "a:b": "z"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a;b\n1;2,5\n", "x.csv"),
        ("a\tb\n1\t2,5\n", "x.csv"),
        ("a\tb\n1\t2,5\n", "X.TSV"),
        ('"a;x",b\n1,"2,5"\n', "x.csv"),
    ],
)
def test_what_stands_between_cells(text, name):
    (row,) = rows_in(text, name).values
    assert list(row.values()) == ["1", "2,5"]


def test_one_column_and_only_a_header():
    assert rows_in("name\nAda\n", "a.csv").values == [{"name": "Ada"}]
    assert rows_in("id,name\n", "a.csv").first_column == "id"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 0, "it is empty"),
        ("a,b\n1,2\n\n3\n", 4, "expected 2 as in the header, found 1 cell"),
        ("a,b\n1,2,3\n", 2, "expected 2 as in the header, found 3 cells"),
        ("a,a\n1,2\n", 1, 'there are two columns "a"'),
        ("a,,b\n", 1, "column 2 has no name"),
        ('a\n"x\ny', 3, "not CSV: unexpected end of data"),
        ('a\n"x"y\n', 2, "not CSV: ',' expected after '\"'"),
        ("id,age:int\n1,2\n2,two\n", 3, 'age: expected a whole number, found "two"'),
        ("f:float\n1e999\n", 2, 'f: expected a number, found "1e999"'),
        ("j:json\n{\n", 2, 'j: expected JSON, found "{"'),
        ("j:json\nNaN\n", 2, 'j: expected JSON, found "NaN"'),
        ("j:json\n[1e999]\n", 2, 'j: expected JSON, found "[1e999]"'),
        ("b:bool\nyes\n", 2, 'b: expected true or false, found "yes"'),
        ("n:itn\n1\n", 1, 'unknown type "itn" of the column "n"'),
    ],
)
def test_what_is_wrong_with_a_csv(text, line, message):
    assert failure(text) == (line, message)


def test_json_and_yaml():
    assert rows_in('[{"id": 1}]', "a.json").values == [{"id": 1}]
    assert rows_in("- id: 1\n  no: no\n", "a.yml").values == [{"id": 1, "no": "no"}]
    by_key = rows_in("eu: {name: Europe}\nus: 5\n", "a.yaml")
    assert (by_key.values, by_key.keys) == ([{"name": "Europe"}, 5], ["eu", "us"])
    assert rows_in("[1, 2]", "a.json").first_column == ""
    assert rows_in("[]", "a.json").first_column == ""
    assert rows_in("[1, {}]", "a.json").keys_by("x") == [None, None]
    assert rows_in("[1]", "a.json").place(0) == "row 1"


@pytest.mark.parametrize(
    ("text", "name", "line", "message"),
    [
        ('[\n{"a" 1}]', "a.json", 2, "not JSON: Expecting ':' delimiter"),
        ("[NaN]", "a.json", 0, "NaN is no number of JSON"),
        ('{"a": 1, "b": 2, "a": 3}', "a.json", 0, 'the key "a" is there twice in one mapping'),
        ("5", "a.json", 0, "expected a list of rows, or a mapping of keys to rows"),
        ("[-1e999]", "a.json", 0, "-1e999 is no number of JSON"),
        ("[" * 100_000, "a.json", 0, "it is nested more than 100 levels deep"),
        ("[" * 102 + "]" * 102, "a.json", 0, "it is nested more than 100 levels deep"),
        ("[" + "1" * 5000 + "]", "a.json", 0, "a number in it has too many digits"),
        ("a: 1\na: 2\n", "a.yml", 2, 'the key "a" is there twice'),
        ("- .inf\n", "a.yml", 0, ".inf is not a number in JSON"),
        ("x", "a.txt", 0, "is no table"),
        ("x", "users", 0, "is no table"),
    ],
)
def test_what_is_wrong_with_others(text, name, line, message):
    found_line, found = failure(text, name)
    assert (found_line, found[: len(message)]) == (line, message)


def test_a_table_has_its_limit(monkeypatch):
    monkeypatch.setattr(tabletexts, "MOST_ROWS", 2)
    assert len(rows_in("a\n1\n2\n", "a.csv").values) == 2
    assert failure("a\n1\n2\n3\n") == (0, "it has more than 2 rows")
    with pytest.raises(BadTableError, match="more than 2 rows"):
        rows_of([1, 2, 3])


def test_a_name_that_comes_twice_at_the_end_of_very_many_is_found_soon():
    names = [f"n{number}" for number in range(30_000)] + ["n29999"]
    assert failure(",".join(names)) == (1, 'there are two columns "n29999"')
    mapping = ",".join(f'"{name}":1' for name in names)
    assert failure(f"{{{mapping}}}", "a.json") == (0, 'the key "n29999" is there twice in one mapping')
