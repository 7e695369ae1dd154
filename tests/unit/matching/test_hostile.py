"""Two hundred rules made to hang a matcher, on bodies of ten megabytes."""

from contextlib import suppress
from itertools import product
from random import Random
from time import perf_counter

import pytest

from smockproxy.matching import MATCHERS
from smockproxy.matching.regexp import MOST_WORK, compile_pattern

SIZE = 10_000_000
SOUP = "".join(Random(1).choices("ab", k=100_000)) * (SIZE // 100_000)
BODIES = {"soup": SOUP, "a": "a" * SIZE}
PIECES = [
    "(a+)+",
    "(a|a)*",
    "(a|aa)+",
    "(.*)*",
    "([ab]+)*",
    "(a|b)*a(a|b){20}",
    "a.{900}",
    "(a.{0,60}){12}",
    "(.?){500}",
    "(x+x+)+",
    "([ab]*a)+",
    "(?:a?){200}a{200}",
    "(ab?|ba?)*",
    "(a*b*)*",
]
PATTERNS = [
    f"{first}{second}{end}"
    for first, second, end in product(PIECES, ["", "b*", "[^c]*", ".*"], ["c", "$", "(c|d)"])
]
GLOBS = [
    "*a" * 20 + "c",
    "*" * 500 + "c",
    "a?" * 200 + "c",
    *(f"*{'a?b' * times}*c" for times in range(1, 30)),
]
LOADED = [
    "(" * 5_000 + ")" * 5_000,
    "a{1000}{1000}",
    "((a{100}){100}){100}",
    r"\pL{1,900}" * 9,
    "[a-z]?" * 30_000,
    "(?:" * 900,
    "a|" * 100_000,
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.timeout(400)
def test_patterns_and_globs(body):
    slowest = 0.0
    for name, rule in [
        *(("ShouldMatch", rule) for rule in PATTERNS),
        *(("ShouldMatchGlob", glob) for glob in GLOBS),
    ]:
        began = perf_counter()
        try:
            matcher = MATCHERS[name](rule)
        except ValueError:
            continue
        matcher.matches(BODIES[body])
        slowest = max(slowest, perf_counter() - began)
    assert slowest < 10


@pytest.mark.parametrize("pattern", ["a.{900}c", "a[ab]{900}c", "(a|b)*a(a|b){20}c"])
def test_the_longest_text_that_is_searched_takes_a_while_only(pattern):
    size = compile_pattern(pattern).programsize
    began = perf_counter()
    assert not MATCHERS["ShouldMatch"](pattern).matches(SOUP[: MOST_WORK // size])
    assert perf_counter() - began < 20


@pytest.mark.parametrize("pattern", LOADED, ids=lambda pattern: pattern[:20])
def test_large_patterns_are_made_or_refused_quickly(pattern):
    began = perf_counter()
    with suppress(ValueError):
        MATCHERS["ShouldMatch"](pattern)
    assert perf_counter() - began < 5


def test_there_are_two_hundred():
    assert len(PATTERNS) + len(GLOBS) + len(LOADED) >= 200
