"""The filter of Smocker's history."""

import pytest

from smockproxy.app.smocker.pathfilter import path_filter
from smockproxy.app.usage import UsageError


@pytest.mark.parametrize(
    ("pattern", "path", "found"),
    [
        ("", "/a", True),
        ("/a", "/b/a/c", True),
        ("^/a$", "/a", True),
        ("^/a$", "/ab", False),
        ("(?i)A", "/a", True),
    ],
)
def test_search(pattern, path, found):
    assert path_filter(pattern)(path) is found


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("[", "missing closing ]: `[`"),
        ("(", "missing closing ): `(`"),
        ("*", "missing argument to repetition operator: `*`"),
        ("a**", "invalid nested repetition operator: `**`"),
        ("(?!a)", "invalid or unsupported Perl syntax: `(?!`"),
        (r"\8", r"invalid escape sequence: `\8`"),
    ],
)
def test_bad_pattern_is_told_in_gos_words(pattern, reason):
    with pytest.raises(UsageError) as refusal:
        path_filter(pattern)
    assert str(refusal.value) == f"error parsing regexp: {reason}"
