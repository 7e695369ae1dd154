import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.draft import Draft, Remark
from smockproxy.files.drafttext import block_text, draft_text, scalar
from smockproxy.files.scalars import json_value
from smockproxy.files.yamltext import parse_yaml


def read(text):
    parsed = parse_yaml(text)
    assert not parsed.flaws, f"{parsed.flaws}\n{text}"
    return json_value(parsed.tree)


DRAFT = Draft(
    file="a.test/orders.yml",
    tree={
        "request": {"method": "GET", "url": "https://a.test/orders"},
        "responses": [{"status": 200, "json": {"list": [1, [], {}, "2"]}}, {"body": "one\n\n two\n"}],
    },
    remarks=(
        Remark((), "above all"),
        Remark(("request",), "of its first key"),
        Remark(("request", "url"), "the same\nreason"),
        Remark(("request", "url"), "the same\nreason"),
        Remark(("responses", 1), "second"),
        Remark(("responses", 0, "status"), "in an element"),
    ),
)
TEXT = """\
# above all
# of its first key
- request:
    method: GET
    # the same reason
    url: https://a.test/orders
  responses:
    # in an element
    - status: 200
      json:
        list:
          - 1
          - []
          - {}
          - "2"
    # second
    - body: |
        one

         two
"""


def test_a_draft_is_written_as_a_person_would():
    assert draft_text(DRAFT) == TEXT
    assert read(TEXT) == [DRAFT.tree]


def test_a_draft_may_stand_further_in():
    text = draft_text(DRAFT, "  ")

    assert read(f"mocks:\n{text}") == {"mocks": [DRAFT.tree]}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("GET", "GET"),
        ("https://a.test/b?c=d", "https://a.test/b?c=d"),
        ("Bearer ${token}", "Bearer ${token}"),
        ("", '""'),
        ("no", '"no"'),
        ("1.5", '"1.5"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ('{"a": 1}', "'{\"a\": 1}'"),
        ('say "it\'s"', 'say "it\'s"'),
        ("a\u2028b", '"a\\u2028b"'),
        ("{{ x }}", '"{{ x }}"'),
    ],
)
def test_a_text_is_quoted_only_where_it_must_be(text, written):
    assert scalar(text) == written


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=40), inner, max_size=4),
)


@given(st.dictionaries(st.text(max_size=40), TREES, min_size=1, max_size=4))
def test_what_is_written_is_read_again(tree):
    assert read(block_text(tree)) == tree


@given(st.text(alphabet="ab \n\t#:-|>'\"{}[]&*!%@`,?\r", max_size=30))
def test_texts_of_many_lines_are_read_again(text):
    assert read(block_text({"body": text})) == {"body": text}
