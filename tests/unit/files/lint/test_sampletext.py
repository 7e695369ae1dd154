import pytest

from smockproxy.files.lint.sampletext import sample_text
from smockproxy.matching import MATCHERS


def matchers(*rows):
    return [MATCHERS[f"Should{name}"](value) for name, value in rows]


@pytest.mark.parametrize(
    "wanted",
    [
        [("Equal", "a")],
        [("StartWith", "ab"), ("StartWith", "a"), ("EndWith", "z")],
        [("ContainSubstring", "mid"), ("NotEqual", "x")],
        [("NotEqual", "x"), ("NotStartWith", "x")],
        [("BeEmpty", "")],
        [("NotBeEmpty", "")],
        [("Match", "^/a/[0-9]{4}$")],
        [("Match", "b$"), ("NotEqual", "x")],
        [("EqualJSON", '{"a": 1}')],
        [],
    ],
)
def test_a_text_that_fulfils_all(wanted):
    found = matchers(*wanted)
    text = sample_text(found, "x")
    assert text is not None
    assert all(matcher.matches(text) for matcher in found)


def test_none_when_none_is_found():
    assert sample_text(matchers(("Equal", "a"), ("Equal", "b")), "x") is None
