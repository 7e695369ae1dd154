"""Texts that fulfil matchers: guesses, each of which is asked for before it is taken."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from smockproxy.core.matchers import Matcher
from smockproxy.files.lint.implied import EQUALITY
from smockproxy.files.lint.patternsample import pattern_sample

MOMENTS = ("1970-01-02T00:00:00Z", "2999-01-01T00:00:00Z")


def sample_text(matchers: Sequence[Matcher], filler: str) -> str | None:
    """A text that fulfils all matchers, with the filler where anything goes; None when none was found."""
    return next((text for text in _guesses(matchers, filler) if all(m.matches(text) for m in matchers)), None)


def _guesses(matchers: Sequence[Matcher], filler: str) -> Iterator[str]:
    for matcher in matchers:
        if matcher.name in EQUALITY or matcher.name == "ShouldEqualFold":
            yield matcher.value
    for middle in (filler, "", "1", *MOMENTS):
        yield _composed(matchers, middle)
    for matcher in matchers:
        yield from _by_name(matcher, filler)


def _composed(matchers: Sequence[Matcher], middle: str) -> str:
    """The beginning that is wanted, all that shall be inside, and the end."""
    return "".join(
        (
            *_longest_first(matchers, "ShouldStartWith"),
            *(matcher.value for matcher in matchers if matcher.name == "ShouldContainSubstring"),
            middle,
            *_longest_first(matchers, "ShouldEndWith"),
        )
    )


def _longest_first(matchers: Iterable[Matcher], name: str) -> list[str]:
    return sorted((matcher.value for matcher in matchers if matcher.name == name), key=len)[-1:]


def _by_name(matcher: Matcher, filler: str) -> Iterator[str]:
    guess = _GUESSES.get(matcher.name)
    if guess is not None:
        yield from guess(matcher.value, filler)
    yield matcher.value


def _of_pattern(value: str, _filler: str) -> Iterator[str]:
    sample = pattern_sample(value)
    yield sample
    yield f"/{sample}"


def _of_glob(value: str, filler: str) -> Iterator[str]:
    yield value.replace("**", filler).replace("*", filler).replace("?", "x")


def _of_list(value: str, _filler: str) -> Iterator[str]:
    try:
        yield from map(str, json.loads(value))
    except ValueError:
        return


def _of_bound(value: str, _filler: str) -> Iterator[str]:
    try:
        number = float(value)
    except ValueError:
        return
    yield from (repr(number + 1), repr(number - 1))


_GUESSES: Mapping[str, Callable[[str, str], Iterator[str]]] = {
    "ShouldMatch": _of_pattern,
    "ShouldMatchGlob": _of_glob,
    "ShouldBeIn": _of_list,
    "ShouldBeBetween": _of_list,
    "ShouldBeGreaterThan": _of_bound,
    "ShouldBeLessThan": _of_bound,
}
