"""JSON as it is written: only strings and numbers change, so that spacing, order and the rest stay.

It is read token by token and never as a tree: what is cut, or no JSON after a while, is looked through too.
"""

import re  # noqa: TID251 - patterns of ours
from dataclasses import dataclass, field
from json import JSONDecoder, dumps, loads
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.redaction.pseudonyms import card_for, number_for
from smockproxy.core.redaction.rules import Seeker
from smockproxy.core.redaction.shapes import is_card
from smockproxy.core.secretnames import plain

_TOKENS = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"(?P<is_key>\s*+:)?|\\?\Z)|[{}\[\]]|(?<![\w.+-])\d{4,400}+(?![\w.+-])',
    re.DOTALL,
)
_CUT = re.compile(r"(?:\\u?[0-9A-Fa-f]{0,3})\Z")
_DECODER = JSONDecoder(strict=False)
_LABELS = frozenset({"name", "key", "header", "headername", "field", "param", "parameter"})
_LABELLED = frozenset({"value", "content", "val", "default", "raw"})
SHORTEST_KEY = 8
"""Characters from which on a key may be a secret itself."""
MOST_NESTED = 10_000
_CARDS = frozenset({14, 15, 16, 18, 19})


@dataclass(slots=True)
class _Level:
    """An object or a list on the way."""

    is_object: bool
    name: str = ""
    """The name that the list, or the object itself, stands under."""
    key: str = ""
    """The key that was read last."""
    label: str = field(default="")
    """What the object says of itself that its value is the value of."""

    @property
    def current(self) -> str:
        """The name of what comes now."""
        if not self.is_object:
            return self.name
        short = plain(self.key)
        if short in _LABELLED:
            return self.label or self.name or self.key
        return self.key


def redacted_json(text: str, seeker: Seeker, depth: int = 0) -> str:
    """A text of JSON with pseudonyms."""
    return _TOKENS.sub(_Reader(seeker, depth).token, text)


def is_json(text: str) -> bool:
    """Whether a text is an object or a list of JSON."""
    if text[:1] not in {"{", "["} or text.count("[") > MOST_NESTED:
        return False
    try:
        loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Reader:
    """Goes through the tokens of one text."""

    def __init__(self, seeker: Seeker, depth: int) -> None:
        self._seeker, self._depth = seeker, depth
        self._levels = [_Level(is_object=False)]

    def token(self, found: Match[str]) -> str:
        """What stands in the place of a token."""
        written, levels = found[0], self._levels
        match written[0]:
            case "{" | "[":
                levels.append(_Level(is_object=written == "{", name=levels[-1].current))
                return written
            case "}" | "]":
                if len(levels) > 1:
                    levels.pop()
                return written
            case '"':
                return self._key(found) if found["is_key"] else self._string(written)
            case _:
                return self._number(written)

    def _key(self, found: Match[str]) -> str:
        after = found["is_key"]
        string = found[0][: -len(after)]
        name = read_string(string)
        self._levels[-1].key = name
        shown = self._seeker.text(name, self._depth + 1) if len(name) >= SHORTEST_KEY else name
        return found[0] if shown == name else written_string(shown, like=string) + after

    def _string(self, string: str) -> str:
        level = self._levels[-1]
        text, name = read_string(string), level.current
        if plain(level.key) in _LABELS:
            level.label = text[:100]
        shown = self._shown(text, name)
        return string if shown == text else written_string(shown, like=string)

    def _shown(self, text: str, name: str) -> str:
        return self._seeker.value(text, name, self._depth + 1)

    def _number(self, digits: str) -> str:
        name = self._levels[-1].current
        if self._seeker.rules.keeps(name):
            return digits
        if len(digits) in _CARDS and is_card(digits):
            return card_for(digits, self._seeker.key)
        return number_for(digits, self._seeker.key) if self._seeker.rules.is_secret(name) else digits


def read_string(written: str) -> str:
    """The text of a string as JSON writes it; one that is cut is read as far as it goes."""
    if "\\" not in written:
        return written.strip('"')
    whole = written if written.endswith('"') and not _is_cut(written) else ""
    try:
        text: str = _DECODER.decode(whole or _CUT.sub("", written) + '"')
    except ValueError:
        return written.strip('"')
    return text


def _is_cut(written: str) -> bool:
    """Whether the quote at its end is an escaped one."""
    before = written[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def written_string(text: str, *, like: str) -> str:
    """A text as JSON writes it, in the manner of another string."""
    written = dumps(text, ensure_ascii=like.isascii() or not _is_writable(text))
    return written if like.endswith('"') and len(like) > 1 else written[:-1]


def _is_writable(text: str) -> bool:
    """Whether it can stand there without escapes: bytes that are no UTF-8 can, halves of pairs can't."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
