"""A whole file: its forms, the ids of its mocks, and their places."""

import pytest

from tests.unit.files.reads import answer, engine_of, mock_of, mocks_of, read, request, told

TWO = "- request: {path: /a}\n  response: {body: a}\n- request: {path: /b}\n  response: {body: b}\n"


def ids(text, file="mocks/a.yml"):
    return [mock.id for mock in mocks_of(text, file)]


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "~", "---\n", "[]", "mocks: []", "mocks:", "defaults: {}"]
)
def test_a_file_may_be_empty(text):
    assert mocks_of(text) == ()


def test_a_file_is_a_list_or_has_one():
    listed, mapped = mocks_of(TWO), mocks_of("mocks:\n" + TWO)
    assert [mock.id for mock in listed] == [mock.id for mock in mapped]


def test_a_mock_knows_the_line_of_its_first_key():
    text = "# a comment\n- # another\n  request: {path: /a}\n  response: {}\n- {response: {}}\n"
    text += "-\n  &x\n  response: {body: x}\n"
    assert [str(mock.source) for mock in mocks_of(text)] == [
        "mocks/a.yml:3",
        "mocks/a.yml:5",
        "mocks/a.yml:8",
    ]


def test_the_last_declared_wins():
    text = (
        "- request: {path: /o}\n  response: {body: first}\n- request: {path: /o}\n  response: {body: last}\n"
    )
    assert answer(engine_of(mocks_of(text)), request("/o")) == "last"


def test_a_higher_priority_wins_over_the_last():
    text = "- priority: 1\n  response: {body: first}\n- response: {body: last}\n"
    assert answer(engine_of(mocks_of(text)), request()) == "first"


def test_times_falls_through():
    text = "- request: {path: /t}\n  response: {body: fallback}\n"
    text += "- request: {path: /t}\n  context: {times: 1}\n  response: {body: once}\n"
    engine = engine_of(mocks_of(text))
    assert [answer(engine, request("/t")) for _ in range(3)] == ["once", "fallback", "fallback"]


def test_an_id_stays_when_lines_above_move():
    assert ids("# new\n- response: {body: new}\n" + TWO)[1:] == ids(TWO)


def test_an_id_stays_when_only_the_writing_changes():
    rewritten = "- {response: {body: a}, request: {path: '/a'}}\n"
    rewritten += "- name: B\n  response:\n    body: b\n  request:\n    path: /b\n"
    assert ids(rewritten) == ids(TWO)


def test_an_id_changes_with_the_definition_and_with_the_file():
    assert set(ids(TWO.replace("body: a", "body: c"))) & set(ids(TWO)) == {ids(TWO)[1]}
    assert not set(ids(TWO, "mocks/b.yml")) & set(ids(TWO))


def test_an_id_changes_with_the_defaults():
    assert ids("defaults: {response: {status: 201}}\nmocks:\n" + TWO) != ids(TWO)


def test_equal_definitions_have_ids_of_their_own():
    first, second = ids("- response: {}\n- response: {}\n")
    assert first != second
    assert ids("- response: {}\n- response: {body: between}\n- response: {}\n")[::2] == [first, second]


def test_generated_ids_look_like_smockers():
    assert all(len(mock_id) == 12 and mock_id.isalnum() for mock_id in ids(TWO))


def test_explicit_ids_are_kept_and_known():
    found = read("- {id: x, response: {}}\n- response: {}\n- {id: off, enabled: false, response: {}}\n")
    assert found.mocks[0].id == "x"
    assert found.explicit_ids == {"x"}


def test_two_mocks_of_one_id_are_a_problem_unless_one_is_off():
    assert told("- {id: x, response: {}}\n- {id: x, response: {}}") == [
        '[1].id: the id "x" is also the id of mocks/a.yml:1'
    ]
    assert ids("- {id: x, response: {}}\n- {id: x, enabled: false, response: {}}") == ["x"]


def test_all_problems_are_told_together_in_order():
    found = read("- {respons: 1}\n- response: {status: 1, body: [], headers: {X: {}}}\n- 3\n")
    assert [problem.line for problem in found.problems] == [1, 2, 2, 2, 3]
    assert found.mocks == ()


def test_a_file_with_one_error_has_no_mocks():
    assert read(TWO + "- {respons: {}}").mocks == ()


def test_a_switched_off_mock_is_checked_all_the_same():
    assert told("- {enabled: false, response: {statsu: 1}}") == ['[0].response.statsu: unknown key "statsu"']


def test_a_byte_order_mark_is_passed_over():
    assert read(b"\xef\xbb\xbf" + TWO.encode()).mocks == mocks_of(TWO)


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (b"\xff\xfe-\x00", 1, 1),
        (b"a: b\n\xc3\xa9\xe9", 2, 2),
        (b"\xef\xbb\xbfa\xe9", 1, 2),
        (b"- \xc3", 1, 3),
    ],
)
def test_bytes_that_are_not_utf8(raw, line, column):
    (problem,) = read(raw).problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.message.endswith("is not UTF-8")


def test_a_json_file_is_read_with_yamls_types():
    text = '[\n\t{"request": {"path": "\\/a", "query_params": {"n": 1}},'
    text += ' "response": {"body": "\\ud83d\\ude00"}}\n]'
    (mock,) = mocks_of(text, "a.json")
    assert answer(engine_of([mock]), request("/a?n=1")) == "😀"
    assert str(mock.source) == "a.json:2"


def test_anchors_and_merges():
    text = """
- request: &api {host: api.test, headers: {Accept: a/b}}
  response: {body: one}
- request: {<<: *api, path: /two}
  response: {body: two}
"""
    engine = engine_of(mocks_of(text))
    headers = [("Accept", "a/b")]
    assert answer(engine, request("/two", url="http://api.test", headers=headers)) == "two"
    assert answer(engine, request("/one", url="http://api.test", headers=headers)) == "one"
    assert answer(engine, request("/two", url="http://other.test", headers=headers)) is None


def test_reading_twice_gives_equal_mocks():
    text = TWO + "- request: {path: {matcher: ShouldMatch, value: a+}, body: {a: b}}\n  proxy: {}\n"
    assert mocks_of(text) == mocks_of(text)
    assert mock_of("- response: {}") != mock_of("- response: {status: 201}")


def test_an_error_hides_no_double_id():
    text = """
- {id: x, response: {status: a}}
- {id: x, response: {}}
- {id: y, enabled: false, respnse: {}}
- {id: y, response: {}}
"""
    found = read(text)
    assert [
        f"{problem.place}: {problem.message}" for problem in found.problems if "id of" in problem.message
    ] == ['mocks/a.yml:3:8: the id "x" is also the id of mocks/a.yml:2']
    assert [mock.id for mock in found.readable] == ["y"]
    assert found.written_ids == (("x", 2), ("y", 5))
    assert found.mocks == ()
