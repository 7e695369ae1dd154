"""YAML as nodes."""

import pytest

from smockproxy.engines.gotemplate.yamlnodes import (
    BINARY,
    MERGE,
    NULL,
    TEXT,
    Mapping,
    NoTreeError,
    Scalar,
    Sequence,
    document,
)


def scalar(value, tag="", line=1):
    return Scalar(value, tag, tag in {"", NULL, MERGE}, line)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", None),
        ("# only a comment", None),
        ("a", scalar("a")),
        ("'5'", scalar("5", TEXT)),
        ("~", scalar("~", NULL)),
        ("!!binary aGk=", scalar("aGk=", BINARY)),
        ("- a\n- - b\n- {}", Sequence([scalar("a"), Sequence([scalar("b", line=2)]), Mapping()])),
        ("a:", Mapping([scalar("a"), scalar("", NULL)])),
        (
            "a: &x [1]\nb: *x",
            Mapping([scalar("a"), Sequence([scalar("1")]), scalar("b", line=2), Sequence([scalar("1")])]),
        ),
        ("<<: {a: 1}", Mapping([scalar("<<", MERGE), Mapping([scalar("a"), scalar("1")])])),
        ("a: 1\n---\nb: [", Mapping([scalar("a"), scalar("1")])),
    ],
)
def test_the_first_document(text, node):
    assert document(text) == node


def test_entries():
    assert document("{a: 1, b: 2}").entries == [
        (scalar("a"), scalar("1")),
        (scalar("b"), scalar("2")),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("body: [", "line 2: did not find expected node content"),
        ('a: "b"c"', "line 1: did not find expected key"),
        ("a: *b", "unknown anchor 'b' referenced"),
        ("a: \x01", "control characters are not allowed"),
        ("[" * 20_000, "it is nested deeper than 10,000"),
    ],
)
def test_what_is_no_yaml(text, message):
    with pytest.raises(NoTreeError) as failed:
        document(text)
    assert str(failed.value) == message
