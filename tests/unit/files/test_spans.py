"""Where values stand in a text."""

import pytest
import yaml

from smockproxy.files.spans import read_spans, span_at

TEXT = """\
# ż
mocks:
- request:
    path: &p /a
    method: *p
    body: |
      one
      two
    headers: {A: [1, "b c"]}
  # a comment
- {}
"""


@pytest.mark.parametrize(
    ("steps", "written"),
    [
        (("mocks", 0, "request", "path"), "&p /a"),
        (("mocks", 0, "request", "method"), "*p"),
        (("mocks", 0, "request", "body"), "|\n      one\n      two\n"),
        (("mocks", 0, "request", "headers"), '{A: [1, "b c"]}'),
        (("mocks", 0, "request", "headers", "A", 1), '"b c"'),
        (("mocks", 1), "{}"),
    ],
)
def test_spans(steps, written):
    root = read_spans(TEXT)
    assert root is not None
    span = span_at(root, steps)
    assert span is not None
    assert TEXT[span.start : span.end] == written


@pytest.mark.parametrize(
    "steps", [("no",), ("mocks", 2), ("mocks", "a"), ("mocks", 0, "request", "path", "x"), ("no", "no", 1)]
)
def test_what_is_not_there(steps):
    root = read_spans(TEXT)
    assert root is not None
    assert span_at(root, steps) is None


def test_a_block_ends_with_its_last_value_and_begins_in_the_line_of_its_first_key():
    root = read_spans(TEXT)
    assert root is not None
    mock = span_at(root, ("mocks", 0))
    assert mock is not None
    assert (mock.line, TEXT[: mock.end].splitlines()[-1]) == (3, '    headers: {A: [1, "b c"]}')


def test_no_document_and_bad_ones():
    assert read_spans("# nothing\n") is None
    with pytest.raises(yaml.YAMLError):
        read_spans("{")
