"""Anchors that an edit takes out."""

import pytest

from smockproxy.files.anchors import with_anchors
from smockproxy.files.yamltext import parse_yaml


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("- &a /x\n- *a\n- *a\n", "- /y\n- *a\n- *a\n", "- /y\n- &a /x\n- *a\n"),
        ("- &a\n  b: [1.50, no, '1']\n- *a\n", "- *a\n", "- &a {b: [1.50, no, '1']}\n"),
        ("- &a\n  b: |\n    c\n    d\n  e:\n- *a\n", "- *a\n", '- &a {b: "c\\nd\\n", e: null}\n'),
        ("- {b: &a é}\n- {c: *a , d: 1}\n", "- {}\n- {c: *a , d: 1}\n", "- {}\n- {c: &a é , d: 1}\n"),
        ("- &a {b: 1}\n- {<<: *a, c: 2}\n", "- {<<: *a, c: 2}\n", "- {<<: &a {b: 1}, c: 2}\n"),
        ("- [&a x, &b y]\n- [*b , *a ]\n", "- [*b , *a ]\n", "- [&b y , &a x ]\n"),
    ],
)
def test_the_first_alias_gets_the_value(before, after, expected):
    assert with_anchors(before, after) == expected
    assert parse_yaml(expected).flaws == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- &a x\n- *a\n", "- &a y\n- *a\n"),
        ("- &a [&b x, *b ]\n- *a\n", "- *a\n"),
        ("- &a x\n- [*b ]\n", "- [*b ]\n"),
        ("- &a x\n", "- [\n"),
        ("- &a [*a ]\n- *a\n", "- *a\n"),
    ],
)
def test_what_can_not_be_mended_stays(before, after):
    assert with_anchors(before, after) == after
