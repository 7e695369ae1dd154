"""Small changes of a text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.files.rewrite import Put, Remove, json_value, rewritten, scalar
from smockproxy.files.yamltext import parse_yaml

TEXT = """\
- request:   # of users
    method: GET  # the method
    path:
      matcher: ShouldMatch
      value: ^/x
    headers: {X-A: 1, "X-B": [a, b]}
    cookies:
      only: one
    body: |
      hello
      you
    form:
  response: {}
"""


def changed(change, text=TEXT, **options) -> tuple[str, str]:
    """The lines that a change takes away, and those that it puts in their place."""
    after = rewritten(text, change, **options)
    assert after is not None
    old, new = text.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return "\n".join(old), "\n".join(new)


@pytest.mark.parametrize(
    ("steps", "value", "old", "new"),
    [
        (("method",), "POST", "    method: GET  # the method", "    method: POST  # the method"),
        (("path", "value"), "^/y", "      value: ^/x", '      value: "^/y"'),
        (
            ("path",),
            "/y",
            "    path:\n      matcher: ShouldMatch\n      value: ^/x",
            "    path: /y",
        ),
        (
            ("headers", "X-B", 1),
            'say "c"',
            '    headers: {X-A: 1, "X-B": [a, b]}',
            '    headers: {X-A: 1, "X-B": [a, \'say "c"\']}',
        ),
        (("body",), "it's\n", "    body: |\n      hello\n      you", '    body: "it\'s\\n"'),
        (("form",), "", "    form:", '    form: ""'),
        (("form", "a"), "1", "    form:", "    form: {a: 1}"),
        (("host",), "a.test", "", "    host: a.test"),
        (("query_params", "a b", 0), "1", "", '    query_params: {"a b": [1]}'),
        (
            ("headers", "X-C"),
            "2",
            '    headers: {X-A: 1, "X-B": [a, b]}',
            '    headers: {X-C: 2, X-A: 1, "X-B": [a, b]}',
        ),
    ],
)
def test_put(steps, value, old, new):
    was, is_now = changed(Put((0, "request", *steps), value))
    assert (was, is_now.replace("    method: GET  # the method", "").strip("\n")) == (old, new) or (
        was,
        is_now,
    ) == (old, new)


@pytest.mark.parametrize(
    ("steps", "old", "new"),
    [
        (("method",), "    method: GET  # the method\n    path:", "    path:"),
        (("headers", "X-A"), '    headers: {X-A: 1, "X-B": [a, b]}', '    headers: {"X-B": [a, b]}'),
        (("headers", "X-B"), '    headers: {X-A: 1, "X-B": [a, b]}', "    headers: {X-A: 1}"),
        (("form",), "    form:", ""),
        (("cookies", "only"), "    cookies:\n      only: one", ""),
    ],
)
def test_remove(steps, old, new):
    after = rewritten(TEXT, Remove((0, "request", *steps)))
    assert after is not None
    assert len(after.splitlines()) == len(TEXT.splitlines()) - old.count("\n") - (not new) + max(
        new.count("\n"), 0
    )
    tree, wanted = parse_yaml(after).tree, parse_yaml(TEXT).tree
    holder = wanted[0]["request"]
    if steps == ("cookies", "only"):
        del holder["cookies"]
    elif len(steps) == 2:
        del holder["headers"][steps[1]]
    else:
        del holder[steps[0]]
    assert tree == wanted


@pytest.mark.parametrize(
    ("text", "steps", "after"),
    [
        ("- request: {path: /a}\n", (0, "request", "path"), "- request: {}\n"),
        ("- any_of:\n  - path: /a\n    host: b\n", (0, "any_of", 0, "path"), "- any_of:\n  - host: b\n"),
        ("- any_of:\n  - path: /a\n", (0, "any_of", 0, "path"), "- any_of:\n  - {}\n"),
        ("- all_of:\n  - path: /a\n  # b\n  - host: b\n", (0, "all_of", 0), "- all_of:\n  - host: b\n"),
        ("- all_of:\n  - path: /a\n  - host: b # b\n", (0, "all_of", 1), "- all_of:\n  - path: /a # b\n"),
        ("- {all_of: [{path: /a}, {host: b}]}\n", (0, "all_of", 0), "- {all_of: [{host: b}]}\n"),
        ("- {all_of: [{path: /a}, {host: b}]}\n", (0, "all_of", 1), "- {all_of: [{path: /a}]}\n"),
        ("- {path: /, all_of: [{host: b}]}\n", (0, "all_of", 0), "- {path: /}\n"),
    ],
)
def test_remove_the_first_or_the_only_one(text, steps, after):
    assert rewritten(text, Remove(steps)) == after


@pytest.mark.parametrize(
    "change",
    [
        Remove((0, "no", "no")),
        Remove((0, 1)),
        Remove((0, "request", "path", 0)),
        Remove((0, "no", 0)),
        Remove((1000,)),
        Remove((0, "request", "no")),
        Put((), "x"),
        Put((0, "response", 0), "x"),
        Put((0, "request", "method", "x"), "y"),
    ],
)
def test_what_cannot_be_changed(change):
    assert rewritten(TEXT, change) is None


@pytest.mark.parametrize("text", ["", "{"])
def test_what_is_no_document(text):
    assert rewritten(text, Put(("a",), "b")) is None


def test_json_stays_json():
    text = '[{"request": {"path": "/a", "headers": {}}}]'
    for change in (Put((0, "request", "path"), "/b"), Put((0, "request", "headers", "A"), "1")):
        after = rewritten(text, change, in_json=True)
        assert after is not None
        json.loads(after)


def test_values_that_are_no_text():
    after = rewritten("a: 1\n", Put(("a",), {"b": [1, None, "2"]}))
    assert after == 'a: {"b": [1, null, "2"]}\n'
    assert rewritten("a: 1\n", Put(("a",), "2", is_quoted=True)) == 'a: "2"\n'


@given(
    st.text()
    | st.sampled_from(["null", "~", "-", "a: b", "#", "'", '"', "\u2028", "\ufffe", "\x7f", "=", "<<"])
)
def test_every_text_is_read_back(text):
    for written in (scalar(text), json_value(text)):
        parsed = parse_yaml(f"- {{a: {written}}}\n- {written}\n")
        assert parsed.flaws == ()
        assert (parsed.tree[0]["a"], parsed.tree[1]) == (text, text)
