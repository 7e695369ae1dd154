"""Names in camel, snake and kebab case.

Source: the documentation and behaviour of huandu/xstrings 1.5.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum, auto
from itertools import pairwise
from typing import Any

from smockproxy.engines.gotemplate.octets import as_unicode
from smockproxy.engines.sprig import letters
from smockproxy.engines.sprig.limits import check_letters

_FIRST_CJK = "\u2e80"
"""From here on letters are no words."""


class _Kind(Enum):
    NUMBER = auto()
    CAPITALISED = auto()
    LETTERS = auto()
    CONNECTOR = auto()
    PUNCTUATION = auto()
    OTHER = auto()


def camelcase(text: str) -> str:
    """`http_server` as `HttpServer`; connectors at both ends stay, and the second of two in a row."""
    check_letters(text)
    text = as_unicode(text)
    word = next((at for at, char in enumerate(text) if not _connects(char)), len(text))
    rest = text[word:]
    if not rest:
        return text
    written, before = [], letters.upper(rest[0])
    for after in rest[1:]:
        if _connects(before) and _connects(after):
            written.append(before)
            before = after
        elif _connects(before):
            before = letters.upper(after)
        else:
            written.append(before)
            before = letters.lower(after)
    return f"{text[:word]}{''.join(written)}{before}"


def snakecase(text: str) -> str:
    """`HTTPServer` as `http_server`."""
    return _joined(text, "_")


def kebabcase(text: str) -> str:
    """`HTTPServer` as `http-server`."""
    return _joined(text, "-")


def _connects(char: str) -> bool:
    return char in "-_" or letters.is_space(char)


def _joined(text: str, connector: str) -> str:
    check_letters(text)
    words = list(_numbers_placed(list(_words(as_unicode(text)))))
    if not words:
        return ""
    written = [_lowered(*words[0], connector)]
    unjoined = {_Kind.CONNECTOR, _Kind.PUNCTUATION}
    for (before, _), (kind, word) in pairwise(words):
        if before not in unjoined and kind not in unjoined:
            written.append(connector)
        written.append(_lowered(kind, word, connector))
    return "".join(written)


def _numbers_placed(words: list[tuple[_Kind, str]]) -> Iterator[tuple[_Kind, str]]:
    """A number belongs to the word before it, or to the letters in lower case after it."""
    at = 0
    while at < len(words):
        kind, word = words[at]
        at += 1
        if kind is _Kind.NUMBER:
            at, word = _with_letters(words, at, word)
        elif kind not in {_Kind.CONNECTOR, _Kind.PUNCTUATION} and _is_number_after(words, at):
            word = f"{word}{words[at][1]}"
            at += 1
        yield kind, word


def _is_number_after(words: list[tuple[_Kind, str]], at: int) -> bool:
    """Whether a number stands there that ends a word: no lower-case letters follow it."""
    if at >= len(words) or words[at][0] is not _Kind.NUMBER:
        return False
    return at + 1 == len(words) or words[at + 1][0] is not _Kind.LETTERS


def _with_letters(words: list[tuple[_Kind, str]], at: int, word: str) -> tuple[int, str]:
    while at < len(words) and words[at][0] in {_Kind.LETTERS, _Kind.NUMBER}:
        word += words[at][1]
        at += 1
    return at, word


def _lowered(kind: _Kind, word: str, connector: str) -> str:
    if kind is _Kind.CONNECTOR:
        return connector * len(word)
    return "".join(map(letters.lower, word)) if kind is _Kind.CAPITALISED else word


def _kind_of(char: str) -> _Kind:
    if _connects(char):
        return _Kind.CONNECTOR
    if letters.is_punctuation(char):
        return _Kind.PUNCTUATION
    if char.isalpha() and char < _FIRST_CJK:
        return _Kind.CAPITALISED if letters.is_upper(char) else _Kind.LETTERS
    return _Kind.NUMBER if letters.is_number(char) else _Kind.OTHER


def _words(text: str) -> Iterator[tuple[_Kind, str]]:
    """Runs of one kind; a capital letter goes with the small ones after it, capitals in a row with each
    other."""
    kinds = [_kind_of(char) for char in text]
    at = 0
    while at < len(text):
        end = _run(kinds, at, kinds[at])
        if kinds[at] is _Kind.CAPITALISED:
            if end == at + 1:
                end = _run(kinds, end, _Kind.LETTERS)
            elif kinds[end : end + 1] == [_Kind.LETTERS]:
                end -= 1
        yield kinds[at], text[at:end]
        at = end


def _run(kinds: list[_Kind], at: int, kind: _Kind) -> int:
    while at < len(kinds) and kinds[at] is kind:
        at += 1
    return at


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "camelcase": camelcase,
    "snakecase": snakecase,
    "kebabcase": kebabcase,
}
