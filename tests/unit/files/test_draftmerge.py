import pytest

from smockproxy.files.draftmerge import merged
from smockproxy.files.scalars import json_value
from smockproxy.files.yamltext import parse_yaml

EDITED = """\
- name: Orders  # mine
  request:
    method: GET
    # which orders
    url: https://a.test/orders
    query_params: {old: "1"}
  context: {times: 3}
  response:
    delay: 100ms
    status: 200   # was fine
    json:
      # the first
      a: 1
      gone: 2
      list: [1, 2]
  recorded:
    at: "2026-01-01T00:00:00.000Z"
"""
TREE = {
    "request": {"method": "GET", "url": "https://a.test/orders", "json": {}},
    "response": {
        "status": 404,
        "headers": {"X-A": "1"},
        "json": {"a": "1", "b": [{"c": "x\ny\n"}], "list": [1, 3], "odd": "\u2028"},
    },
    "recorded": {"at": "2026-02-02T00:00:00.000Z"},
}


def test_what_recording_writes_is_renewed_and_the_rest_stays():
    text = merged(EDITED, TREE)

    assert text is not None
    for kept in (
        "name: Orders  # mine",
        "context: {times: 3}",
        "delay: 100ms",
        "# which orders",
        "# the first",
    ):
        assert kept in text
    mock = json_value(parse_yaml(text).tree)[0]
    assert {key: mock[key] for key in ("request", "recorded")} == {
        key: TREE[key] for key in ("request", "recorded")
    }
    assert mock["response"] == {"delay": "100ms", **TREE["response"]}


def test_a_response_may_become_a_sequence_where_it_stands():
    text = merged("  - request: {path: /}\n    response: {status: 200}\n", {"responses": [{"status": 1}]})

    assert text is not None
    assert json_value(parse_yaml(text).tree) == [{"responses": [{"status": 1}]}]
    assert text.startswith("  - ")


@pytest.mark.parametrize("text", ["- a\n", "- [1]\n", "- {a: [\n"])
def test_what_is_no_mock_stays(text):
    assert merged(text, TREE) is None


ODD = [
    "no",
    "1e3",
    "0123",
    "12:30:45",
    "a\tb",
    "a: b",
    "# x",
    "&a *a",
    "{{ 1 }}",
    "${any}",
    "a\x85b",
    "\ufeffx",
]
ODD += [
    "\n",
    "\n\n",
    "x\n ",
    "a\r\nb",
    "lines\n  two\n\nthree\n",
    " x",
    "é 📚",
    "~",
    "",
    "<<",
    "---",
    "long " * 60,
]


@pytest.mark.parametrize("text", ODD)
def test_every_text_is_renewed_as_it_is(text):
    tree = {"request": {"url": "x"}, "response": {"json": {text: text, "k": [text, [text], {"x": text}]}}}

    made = merged("- request:\n    url: x\n  response:\n    json:\n      a: 1\n", tree)

    assert made is not None
    assert json_value(parse_yaml(made).tree) == [tree]


def test_what_other_mocks_take_over_is_left():
    assert merged(EDITED.replace("response:", "response: &answer"), TREE) is None
    assert merged(EDITED.replace("# mine", "# mine & yours"), TREE) is not None
