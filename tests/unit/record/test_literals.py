import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.record.literals import DEEPEST, NO_TREE, compact, readable, tree_of


@pytest.mark.parametrize(
    "text",
    [
        "1.50",
        "1e3",
        "-0",
        "12345678901234567",
        '{"a": 1, "a": 2}',
        "NaN",
        "{",
        '"\\ud83d"',
        "[" * 100_000,
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        json.dumps({"k" * 501: 1}),
        "," * 300_001,
    ],
)
def test_what_would_not_be_the_same_again_is_no_tree(text):
    assert tree_of(text) is NO_TREE


@pytest.mark.parametrize(
    "text", ["1.5", "1e-07", "0", "100.0", "null", '{"b": [1, {"a": true}]}', "\ufeff{}"]
)
def test_what_is_the_same_again_is_a_tree(text):
    assert tree_of(text) == json.loads(text.removeprefix("\ufeff"))


@given(
    st.recursive(st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(max_size=9), st.lists)
)
def test_a_tree_says_what_the_text_said(tree):
    try:
        text = json.dumps(tree)
    except ValueError:
        return
    found = tree_of(text)
    assert found is NO_TREE or json.loads(compact(found)) == json.loads(text)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"one\n\ttwo\n", "one\n\ttwo\n"),
        (b"one\r\ntwo", "one\r\ntwo"),
        (b"one\rtwo", None),
        (b"\xff", None),
        (b"\x00", None),
        ("\u2028".encode(), None),
    ],
)
def test_readable_is_what_a_person_can_read(body, text):
    assert readable(body) == text
