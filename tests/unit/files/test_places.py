"""Places of paths."""

import pytest

from smockproxy.files.places import find, path_text, read_places, repeat_at

TEXT = """- a: 1
  b: {c: [x, &q y]}
  <<: {z: 1, a: 9}
  "k.d": {<<: [{p: 1}, {r: 2}]}
- *q
"""


@pytest.mark.parametrize(
    ("steps", "taken", "value", "key"),
    [
        ((0, "b", "c", 1), (0, "b", "c", 1), (2, 14), (2, 14)),
        ((0, "a"), (0, "a"), (1, 6), (1, 3)),
        ((0, "z"), (0, "z"), (3, 11), (3, 8)),
        ((0, "k.d", "r"), (0, "k.d", "r"), (4, 28), (4, 25)),
        ((0, "a", 0, "x"), (0, "a"), (1, 6), (1, 3)),
        ((1,), (1,), (2, 14), (2, 14)),
        ((7, "x"), (), (1, 1), (1, 1)),
    ],
)
def test_finding(steps, taken, value, key):
    found = find(read_places(TEXT), steps)
    assert (found.steps, found.value, found.key) == (taken, value, key)


@pytest.mark.parametrize("text", ["", "a: [", "\x07"])
def test_a_text_without_places(text):
    assert find(read_places(text), (0, "a")).value == (1, 1)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ((), ""),
        ((0, "response", "status"), "[0].response.status"),
        (("mocks", 2), "mocks[2]"),
        ((0, "body", "a.b"), '[0].body["a.b"]'),
        ((0, "headers", "X-A"), "[0].headers.X-A"),
        ((0, 'a"b'), "[0]['a\"b']"),
        ((0, ""), '[0][""]'),
    ],
)
def test_how_a_path_is_written(steps, text):
    assert path_text(steps) == text


REPEATS = """- a: &m {b: 1, b: 2}
  <<: {a: 3}
  c: [{}, {d: {}, e: *m, d: 1}]
  a: 4
"""


@pytest.mark.parametrize(
    ("spot", "steps"),
    [((1, 16), (0, "a", "b")), ((3, 26), (0, "c", 1, "d")), ((4, 3), (0, "a")), ((1, 3), ())],
)
def test_the_path_of_a_key_that_is_there_again(spot, steps):
    assert repeat_at(read_places(REPEATS), spot) == steps


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("s: |\n  a\n", 1),
        ("\ns: >-\n  a\n", 2),
        ("s: &a |2-\n    a\n", 1),
        ("s: a\n", 0),
        ("\ns: 'a\n  b'\n", 1),
        ("a: &a |\n  x\nb: 1\ns: *a\n", 1),
    ],
)
def test_the_line_before_a_text(text, line):
    assert find(read_places(text), ("s",)).line_before == line
