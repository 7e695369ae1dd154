"""JSON as it is written: only strings and numbers change, so that spacing, order and the rest stay.

It is read token by token and never as a tree: what is cut, or no JSON after a while, is looked through too.
"""

import re  # noqa: TID251 - patterns of ours
from dataclasses import dataclass
from functools import lru_cache
from json import JSONDecoder, dumps, loads
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.redaction.prose import is_prose
from smockproxy.core.redaction.pseudonyms import card_for, number_for
from smockproxy.core.redaction.rules import Seeker
from smockproxy.core.redaction.shapes import is_card
from smockproxy.core.secretnames import plain

_STRINGS = re.compile(r'("[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z))', re.DOTALL)
_BETWEEN = re.compile(r"[{}\[\]]|(?<![\w.+-])\d{4,400}+(?![\w.+-])")
_OF_JSON = r"[\s\d{}\[\],:.+eE-]*+"
_IN_JSON = re.compile(rf"{_OF_JSON}(?:(?:true|false|null){_OF_JSON})*+")
"""All that may stand between the strings of JSON."""
_COLONS = frozenset({":", ": "})
_COMMAS = frozenset({",", ", "})
_OPENING = ("{", "[")
_CUT = re.compile(r"(?:\\u?[0-9A-Fa-f]{0,3})\Z")
_DECODER = JSONDecoder(strict=False)
_LABELS = frozenset({"name", "key", "header", "headername", "field", "param", "parameter"})
_LABELLED = frozenset({"value", "content", "val", "default", "raw"})
SHORTEST_KEY = 8
"""Characters from which on a key may be a secret itself."""
MOST_NESTED = 10_000
_CARDS = frozenset({14, 15, 16, 18, 19})


@dataclass(frozen=True, slots=True)
class _Name:
    """What something is called."""

    text: str
    is_label: bool = False
    """Whether what has this name is the name of something else."""
    is_labelled: bool = False
    """Whether what has this name goes by the name of the object that it is in."""
    is_prose: bool = True


_NAMELESS = _Name("")


@dataclass(slots=True)
class _Level:
    """An object or a list on the way."""

    is_object: bool = False
    name: str = ""
    """The name that the list, or the object itself, stands under."""
    key: _Name = _NAMELESS
    """The key that was read last."""
    label: str = ""
    """What the object says of itself that its value is the value of."""
    value: int = 0
    """Where that value is, if it came before."""
    current: str = ""
    """The name of what comes now."""
    is_secret: bool = False
    """Whether that name says that what comes is a secret."""

    def within(self, *, is_object: bool) -> "_Level":
        """What begins now."""
        if is_object:
            return _Level(is_object, self.current)
        return _Level(is_object, self.current, current=self.current, is_secret=self.is_secret)


def redacted_json(text: str, seeker: Seeker, depth: int = 0) -> str:
    """A text of JSON with pseudonyms."""
    return _Reader(seeker, depth).redacted(text)


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
    """Goes through the strings of one text, and through what stands between them."""

    def __init__(self, seeker: Seeker, depth: int) -> None:
        self._seeker, self._depth = seeker, depth
        self._levels = [_Level()]
        self._pieces: list[str] = []
        """Strings, and what stands before, between and after them."""
        self._may_repeat = True
        """Whether what is known may stand in it."""

    def redacted(self, text: str) -> str:
        """The text with pseudonyms."""
        self._may_repeat = self._seeker.may_have(text)
        self._pieces = pieces = _STRINGS.split(text)
        is_json = _IN_JSON.fullmatch(pieces[0]) is not None
        pieces[0] = _BETWEEN.sub(self._between, pieces[0])
        for place in range(1, len(pieces), 2):
            after = pieces[place + 1]
            if after in _COMMAS:
                self._string(place)
            elif after in _COLONS:
                self._key(place)
            else:
                (self._key if after.lstrip().startswith(":") else self._string)(place)
                is_json = is_json and _IN_JSON.fullmatch(after) is not None
                pieces[place + 1] = _BETWEEN.sub(self._between, after)
        shown = "".join(pieces)
        return shown if is_json else self._seeker.text(shown, self._depth)

    def _between(self, found: Match[str]) -> str:
        """What stands in the place of a bracket or a number."""
        written, levels = found[0], self._levels
        match written:
            case "{" | "[":
                levels.append(levels[-1].within(is_object=written == "{"))
            case "}" | "]":
                if len(levels) > 1:
                    levels.pop()
            case _:
                return self._number(written)
        return written

    def _key(self, place: int) -> None:
        level, string = self._levels[-1], self._pieces[place]
        level.key = name = _name_of(string)
        if level.is_object:
            level.current = (level.label or level.name if name.is_labelled else "") or name.text
            level.is_secret = self._seeker.rules.is_secret_header(level.current)
        if len(name.text) < SHORTEST_KEY or (name.is_prose and self._is_new(name.text)):
            return
        self._replace(place, name.text, self._seeker.text(name.text, self._depth + 1))

    def _string(self, place: int) -> None:
        level, string = self._levels[-1], self._pieces[place]
        if level.key.is_label:
            self._label(level, read_string(string)[:100])
        elif level.key.is_labelled:
            level.value = place
        written = string.strip('"')
        if not level.is_secret and is_prose(written) and self._is_new(written):
            return
        self._redact(place, level.current)

    def _label(self, level: _Level, label: str) -> None:
        level.label = label
        if level.value and self._seeker.rules.is_secret_header(label):
            self._redact(level.value, label)

    def _redact(self, place: int, name: str) -> None:
        text = read_string(self._pieces[place])
        self._replace(place, text, self._seeker.value(text, name, self._depth + 1))

    def _is_new(self, text: str) -> bool:
        """Whether nothing that is known stands in a text."""
        return not (self._may_repeat and self._seeker.may_have(text))

    def _replace(self, place: int, text: str, shown: str) -> None:
        if shown != text:
            self._may_repeat = True
            self._pieces[place] = written_string(shown, like=self._pieces[place])

    def _number(self, digits: str) -> str:
        name = self._levels[-1].current
        if self._seeker.rules.keeps(name):
            return digits
        if len(digits) in _CARDS and is_card(digits):
            return card_for(digits, self._seeker.key)
        return number_for(digits, self._seeker.key) if self._seeker.rules.is_secret(name) else digits


@lru_cache(maxsize=4096)
def _name_of(string: str) -> _Name:
    """What a string calls the value after it."""
    text = read_string(string)
    short = plain(text)
    return _Name(text, short in _LABELS, short in _LABELLED, is_prose(text))


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
