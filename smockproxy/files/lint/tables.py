"""Tables that a script asks by a name that its file does not have."""

from collections.abc import Iterable, Iterator

import re2

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity, did_you_mean
from smockproxy.core.responders import Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.files.lint.places import place_of
from smockproxy.files.scalars import quoted

CODE = "unknown_table"
HINT = 'name it: "data: {users: users.csv}" at the top of the file'
_ASKED = re2.compile(r"""\b(?:lookup|random_row) *\( *\\?["']([\w.-]+)\\?["'] *[,)]""")
_ASKED_IN_GO = re2.compile(r"""\b(?:lookup|random_row) +["`]([\w.-]+)["`]""")
_OWN = re2.compile(r"(?:function|def|macro|set|local|const|let|var) +(?:lookup|random_row)\b")
"""What makes these words the script's own."""


def unknown_tables(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """A warning for each table that a script names and that there is not."""
    for mock in mocks:
        known = dict(mock.tables)
        for name in dict.fromkeys(_asked(mock)):
            if name not in known:
                hint = did_you_mean(name, known) or (f"there is {', '.join(known)}" if known else HINT)
                yield Problem(
                    **place_of(mock),
                    message=f"there is no table {quoted(name)}: asking it fails",
                    hint=hint,
                    severity=Severity.WARNING,
                    code=CODE,
                )


def _asked(mock: Mock) -> Iterator[str]:
    responder = mock.responder
    for script in responder.items if isinstance(responder, InTurn) else (responder,):
        if isinstance(script, Scripted) and not _OWN.search(script.script):
            pattern = _ASKED_IN_GO if script.engine.startswith("go_") else _ASKED
            yield from pattern.findall(script.script)
