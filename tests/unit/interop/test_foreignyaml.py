"""YAML that was written elsewhere is read without making anything of it."""

import pytest

from smockproxy.interop.foreignyaml import DEEPEST, NO_VALUE, yaml_of_text
from smockproxy.interop.reading import UnreadableError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: [1, x]", {"a": [1, "x"]}),
        ("!!binary aGk=", b"hi"),
        ("!!python/str a", "a"),
        ("!!python/unicode a", "a"),
        ("!!python/unicode [a]", NO_VALUE),
        ("!!python/tuple [a, [b]]", ["a", ["b"]]),
        ("!!python/tuple a", NO_VALUE),
        ("!!python/object/new:_io.BytesIO {state: !!python/tuple [!!binary aGk=, 0]}", b"hi"),
        ("!!python/object/apply:builtins.iter {args: [[a]]}", ["a"]),
        ("!!python/object/apply:builtins.iter {args: 7}", NO_VALUE),
        ("!!python/object/apply:builtins.iter [a]", NO_VALUE),
        ("!!python/object/apply:os.system ['exit 1']", NO_VALUE),
        ("!!python/name:os.system ''", NO_VALUE),
        ("!own {a: 1}", NO_VALUE),
        ("{<<: {a: 1}, b: 2}", {"b": 2}),
        ("a\n---\nb", "a"),
    ],
)
def test_values(text, value):
    assert yaml_of_text(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "line 2, column 1: this is not YAML: "),
        ("a:\n  - *b", "line 2, column 5: this is not YAML: found undefined alias"),
        ("{[a]: 1}", "line 1, column 2: this is not YAML: found unhashable key"),
        ("\x01", "this is not YAML: "),
        ("!!timestamp 2026-13-41", "this is not YAML: month must be in 1..12"),
        ("[" * (DEEPEST + 1), f"line 1, column {DEEPEST + 1}: it is nested too deeply"),
        ("- " * 100_000, f"line 1, column {2 * DEEPEST + 1}: it is nested too deeply"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_place(text, message):
    with pytest.raises(UnreadableError) as caught:
        yaml_of_text(text)
    assert str(caught.value).startswith(message)
