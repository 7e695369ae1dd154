import pytest

from smockproxy.files.lint.patternsample import LONGEST, pattern_sample
from smockproxy.matching import MATCHERS


@pytest.mark.parametrize(
    "pattern",
    [
        "^/orders/[0-9]+$",
        r"^/a\.b/(x|y)/\d{3}$",
        "(?i)^/users/(?P<id>[a-z]+)$",
        "(?:a|b)*c+?",
        r"\bword\b",
        "a{2,4}b{,3}",
        "[^a-z]{2}",
        "[]a]x",
        "[[:digit:]]",
        r"[\d.]+",
        "(?i)abc",
        "a||b",
        "",
    ],
)
def test_a_sample_fits(pattern):
    assert MATCHERS["ShouldMatch"](pattern).matches(pattern_sample(pattern))


@pytest.mark.parametrize(
    "pattern",
    ["(", "(?", "[", "[^", "\\", "a{", "a{99999999999}", ")", "((((a", "(" * 3_000, "x{100}" * 900, "|"],
)
def test_whatever_it_is_there_is_an_end(pattern):
    assert len(pattern_sample(pattern)) <= LONGEST
