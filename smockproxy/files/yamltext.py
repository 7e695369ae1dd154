"""Text of a mock file → a tree of scalars, lists and mappings, with every place findable by its path.

The tree is read in one pass without places; only when there is a problem is the text read again for them.
"""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import re2
import yaml
from yaml.events import AliasEvent

from smockproxy.files.scalars import NULLS, Mapping, Plain, quoted
from smockproxy.files.yamlevents import Event, TreeReader, YamlTreeError, at

MERGE_KEY = "<<"
_TAG = "tag:yaml.org,2002:"
_TYPED = frozenset(_TAG + name for name in ("int", "float", "bool", "null"))
_COLLECTIONS = frozenset({None, "!", _TAG + "map", _TAG + "seq"})
_SURROGATE_PAIR = re2.compile(r"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\.")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a text as YAML. Line and column count from 0; the line is -1 for the whole text."""

    message: str
    line: int
    column: int
    hint: str = ""
    is_repeat: bool = False
    """A key is there again."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text's tree; None when it is empty, or when a flaw kept it from being read."""

    tree: Any
    flaws: tuple[Flaw, ...] = ()


class _PlainReader(TreeReader):
    """Scalars become text, mappings become dictionaries; keys that come twice are noted."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.flaws: list[Flaw] = []
        self._lines_before: dict[str, int] = {}

    def scalar(self, event: Event) -> Any:
        if event.anchor:
            self._lines_before[event.anchor] = line_before(event)
        if event.implicit[0]:
            return None if event.value in NULLS else Plain(event.value)
        return event.value if event.tag is None else _tagged(event)

    def sequence(self, event: Event, values: list[Any]) -> Any:
        _require_no_tag(event)
        return values

    def mapping(self, event: Event) -> Any:
        _require_no_tag(event)
        tree = Mapping()
        merged: list[Any] = []
        while pair := self.pair():
            key, value = pair
            if not tree.line:
                tree.line = key.start_mark.line + 1
            if key.value == MERGE_KEY and key.implicit[0]:
                merged += _sources(key, value)
            elif key.value in tree:
                self._note_duplicate(key)
            else:
                tree[key.value] = value
                if key.value == "script" and isinstance(value, str):
                    tree.line_before_script = self._line_before()
        for source in merged:
            _put_under(tree, source)
        return tree

    def _line_before(self) -> int:
        """The line before the text that was just read."""
        event = self.last_value
        if isinstance(event, AliasEvent):
            return self._lines_before[str(event.anchor)]
        return line_before(event)

    def _note_duplicate(self, key: Event) -> None:
        mark = key.start_mark
        message = f"the key {quoted(key.value)} is there twice"
        self.flaws.append(Flaw(message, mark.line, mark.column, is_repeat=True))


def _put_under(tree: Mapping, source: Mapping) -> None:
    """Give a mapping what it lacks of another one."""
    if "script" not in tree:
        tree.line_before_script = source.line_before_script
    for name, value in source.items():
        tree.setdefault(name, value)


def line_before(event: Event) -> int:
    """The line before the first one of a scalar: a block begins in the line below its `|` or `>`."""
    line: int = event.start_mark.line
    return line + 1 if event.style in BLOCK_STYLES else line


BLOCK_STYLES = frozenset({"|", ">"})


def _require_no_tag(event: Event) -> None:
    if event.tag not in _COLLECTIONS:
        raise at(event, f"unknown tag {event.tag}", "mocks know no tags but those of YAML itself")


def _tagged(event: Event) -> Any:
    """A scalar with an explicit tag."""
    if event.tag == _TAG + "binary":
        return _binary(event)
    if event.tag in _TYPED:
        return None if event.value in NULLS else Plain(event.value)
    if event.tag in {_TAG + "str", "!"}:
        return event.value
    raise at(event, f"unknown tag {event.tag}", "known tags: !!binary, !!str, !!int, !!float, !!bool, !!null")


def _binary(event: Event) -> bytes:
    try:
        return b64decode("".join(event.value.split()), validate=True)
    except ValueError:
        raise at(event, "!!binary is not followed by base64") from None


def _sources(key: Event, value: Any) -> Sequence[Mapping]:
    """What `<<` merges: a mapping, or several."""
    sources = value if isinstance(value, list) else [value]
    if not all(isinstance(source, Mapping) for source in sources):
        raise at(key, "<< must be followed by a mapping or a list of mappings")
    return sources


def parse_yaml(text: str, *, only_document: bool = True) -> Parsed:
    """Read a text's first document, and make sure, if asked, that it is the only one."""
    reader = _PlainReader(text)
    try:
        tree = reader.first_document()
        if only_document:
            reader.require_end()
    except YamlTreeError as error:
        return Parsed(None, (*reader.flaws, Flaw(error.message, error.line, error.column, error.hint)))
    except yaml.YAMLError as error:
        return Parsed(None, (*reader.flaws, _syntax_flaw(error, text)))
    return Parsed(tree, tuple(reader.flaws))


_ENDS_TOO_EARLY = "found unexpected end of stream"
_ADVICE = {
    "mapping values are not allowed in this context": "text with a colon in it must be quoted",
    "found character that cannot start any token": "text that begins with this character must be quoted",
    "did not find expected key": "check the indentation, and that brackets and quotes are closed",
    "did not find expected '-' indicator": "check the indentation: a list has `- ` before each entry",
    "did not find expected node content": "a bracket is not closed, or a value is missing",
    "did not find expected ',' or '}'": "a comma or the closing } is missing",
    "did not find expected ',' or ']'": "a comma or the closing ] is missing",
    "could not find expected ':'": "a key is followed by a colon and a blank",
    _ENDS_TOO_EARLY: "this quote is not closed",
    "found unknown escape character": "in double quotes a backslash begins an escape: use single quotes",
    "block sequence entries are not allowed in this context": "a list begins on a line of its own",
}
_TAB_ADVICE = "a tab cannot indent in YAML: use blanks"


def _syntax_flaw(error: yaml.YAMLError, text: str) -> Flaw:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is None:
            return Flaw(f"not YAML: {error.problem}", -1, 0)
        if error.problem == _ENDS_TOO_EARLY and error.context_mark:
            mark = error.context_mark
        hint = _TAB_ADVICE if _char_at(text, mark) == "\t" else _advice(error)
        return Flaw(f"not YAML: {error.problem}", mark.line, mark.column, hint)
    return _character_flaw(text)


def _char_at(text: str, mark: Any) -> str:
    lines = text.splitlines()
    return lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""


def _advice(error: yaml.MarkedYAMLError) -> str:
    problem, began = str(error.problem), error.context_mark
    advice = _ADVICE.get(problem, "")
    if problem.startswith("did not find expected ','") and began:
        return f"{advice}; it is opened in line {began.line + 1}"
    return advice


def _character_flaw(text: str) -> Flaw:
    """Where the first character is that YAML does not allow at all."""
    for number, line in enumerate(text.split("\n")):
        column = next((at for at, char in enumerate(line) if not _is_allowed(char)), -1)
        if column >= 0:
            return Flaw(f"the character U+{ord(line[column]):04X} is not allowed in YAML", number, column)
    return Flaw("not YAML: a character is not allowed", -1, 0)


def _is_allowed(char: str) -> bool:
    """YAML 1.1, 5.1: what libyaml reads."""
    return char in "\t\r\n\x85" or " " <= char <= "~" or (char >= "\xa0" and char not in "\ufffe\uffff")


def joined_surrogates(text: str) -> str:
    r"""JSON text with `\ud83d\ude00` written as the character it means, which YAML cannot say otherwise."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return str(_SURROGATE_PAIR.sub(_join, text))


def _join(found: Any) -> str:
    pair = found.group(1)
    if pair is None:
        return str(found.group(0))
    units = bytes.fromhex(pair[2:6] + pair[8:12])
    return units.decode("utf-16-be")
