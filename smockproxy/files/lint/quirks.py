"""What Smocker's engine for Lua drops or renames without a word, where the text of a script shows it.

Only tables that are written out behind `return` are looked at, and only in scripts without functions of their
own, since what those return need not be a response. Source: Smocker (its mapping of Lua's tables).
"""

from collections.abc import Iterable, Iterator, Sequence

import re2

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import Scripted
from smockproxy.files.lint.places import place_of
from smockproxy.files.luatokens import Entry, Kind, Token, entries, table_at, tokens

LUA = "lua"
CODE = "quirk"
_RENAMED = re2.compile(r"._[a-z]")
SCALARS = frozenset({Kind.TEXT, Kind.NUMBER})


def quirks(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """A warning for each scalar delay, and for each name of a header that loses its underscores."""
    for mock in mocks:
        if isinstance(mock.responder, Scripted) and mock.responder.engine == LUA:
            for token, message, hint in _found(mock.responder.script):
                yield _warning(mock, mock.responder, token.line, message, hint)


type _Told = tuple[Token, str, str]


def _found(script: str) -> Iterator[_Told]:
    """What is odd, where, and what to write instead."""
    if "return" not in script:
        return
    words = list(tokens(script))
    if any(word.kind is Kind.NAME and word.text == "function" for word in words):
        return
    for at, word in enumerate(words):
        if word.kind is Kind.NAME and word.text == "return":
            yield from _in_response(table_at(words, at + 1))


def _in_response(table: Sequence[Token]) -> Iterator[_Told]:
    for entry in entries(table):
        if entry.name.text.lower() == "delay" and _is_scalar(entry):
            written = entry.value[0].text
            hint = f'write delay = {{min = "{written}", max = "{written}"}}'
            yield entry.name, "a delay that is no table is ignored, as in Smocker", hint
        if entry.name.text.lower() == "headers":
            yield from filter(None, map(_renamed, entries(table_at(entry.value, 0))))


def _is_scalar(entry: Entry) -> bool:
    return len(entry.value) == 1 and entry.value[0].kind in SCALARS


def _renamed(entry: Entry) -> _Told | None:
    name = entry.name.text
    if not _RENAMED.search(name):
        return None
    message = f'the header "{name}" loses its underscores, as in Smocker'
    return entry.name, message, 'write "-" between the words, or use another language'


def _warning(mock: Mock, responder: Scripted, line: int, message: str, hint: str) -> Problem:
    place = place_of(mock)
    if responder.file:
        place |= {"file": responder.file, "line": responder.line + line}
    return Problem(**place, message=message, hint=hint, severity=Severity.WARNING, code=CODE)
