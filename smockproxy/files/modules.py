"""Modules of mocks: files of Python whose functions answer requests. What they declare → mocks, and problems.

A file of Python is such a module if one of its lines imports from smockproxy, with no blank before it.
"""

from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from json import dumps
from typing import Any

from pydantic import ValidationError

from smockproxy.core.delay import delay_shape
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import MODULE, Fixed, Scripted
from smockproxy.files.complaints import complaints_of
from smockproxy.files.declarations import blocks_away, tree_of
from smockproxy.files.mockfile import MockFile
from smockproxy.files.places import path_text
from smockproxy.files.reading import Complaint, Declaration, Inspector, ModuleError, Reading
from smockproxy.files.report import excerpt_of, has_errors
from smockproxy.files.scalars import Mapping
from smockproxy.files.taken import Taken
from smockproxy.files.wire import MockWire

SUFFIX = ".py"
IMPORTS = (b"from smockproxy import ", b"import smockproxy")
NOT_A_MODULE = "this file of Python declares no mocks"
IMPORT_HINT = 'a module of mocks has a line "from smockproxy import mock"'
NOT_READ = "this module of mocks was not read: its mocks are not looked at"
NOT_READ_HINT = "--run-python runs it, as the server does, to see what it declares"


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """A file of Python."""

    shown_as: str
    path: str
    """Where it is, from the root of the file system."""
    is_named: bool = False
    """Whether a person named it, so that it ought to have mocks."""


def is_module(raw: bytes) -> bool:
    """Whether a file of Python declares mocks, as its text shows."""
    return any(line.startswith(IMPORTS) for line in raw.removeprefix(BOM_UTF8).splitlines())


def read_module_file(raw: bytes, file: ModuleFile, matchers: MatcherTable, inspector: Inspector) -> MockFile:
    """The mocks of a module; none of a file of Python that is no module."""
    if not is_module(raw):
        told = Problem(message=NOT_A_MODULE, file=file.shown_as, hint=IMPORT_HINT, code="no_module")
        return MockFile(problems=(told,) if file.is_named else ())
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"the byte 0x{raw[error.start]:02x} is not UTF-8"
        told = Problem(
            message=message, file=file.shown_as, line=raw[: error.start].count(b"\n") + 1, column=1
        )
        return MockFile(problems=(replace(told, hint="save the file as UTF-8"),))
    module = _Module(file, text)
    try:
        declared = _declared(module, inspector)
    except ModuleError as error:
        return MockFile(problems=(module.problem(Complaint(message=error.message), error.line or 1),))
    if declared is None:
        note = Complaint(message=NOT_READ, hint=NOT_READ_HINT, severity=Severity.NOTE, code="not_read")
        return MockFile(problems=(module.problem(note, module.import_line),))
    return module.read(declared, Reading(matchers, inspector=inspector))


def _declared(module: "_Module", inspector: Inspector) -> Sequence[Declaration] | None:
    """What a module declares; None when it is not to be run. Raises `ModuleError`."""
    (flaw,) = inspector.compile_flaws([(MODULE, module.text)])
    if flaw is not None:
        message, line = flaw
        raise ModuleError(f"not Python: {message}", line)
    if inspector.read_module is None:
        return None
    return inspector.read_module(module.text, shown_as=module.file.shown_as, path=module.file.path)


class _Module:
    """One module, as it is read."""

    def __init__(self, file: ModuleFile, text: str) -> None:
        self.file, self.text = file, text
        self._lines = text.split("\n")

    @property
    def import_line(self) -> int:
        """The line that makes it a module."""
        lines = enumerate(self._lines, 1)
        return next((number for number, line in lines if line.encode().startswith(IMPORTS)), 1)

    def problem(self, complaint: Complaint, line: int) -> Problem:
        """What is wrong, at a line."""
        shown = self._lines[line - 1] if line <= len(self._lines) else ""
        column = len(shown) - len(shown.lstrip()) + 1
        return Problem(
            message=complaint.message,
            file=self.file.shown_as,
            line=line,
            column=column,
            path=path_text(complaint.steps),
            hint=complaint.hint,
            excerpt=excerpt_of(self._lines, line, column),
            severity=complaint.severity,
            code=complaint.code,
        )

    def read(self, declared: Sequence[Declaration], reading: Reading) -> MockFile:
        """The mocks, if all is well with them."""
        taken, problems = Taken(self.file.shown_as), list[Problem]()
        for number, declaration in enumerate(declared):
            found = list(self._take(declaration, number, taken, reading))
            problems += (self.problem(complaint, declaration.line) for complaint in found)
        readable, ids = tuple(taken.mocks), tuple(taken.lines.items())
        if has_errors(problems):
            return MockFile((), tuple(problems), readable=readable, written_ids=ids)
        return MockFile(readable, tuple(problems), frozenset(taken.lines), readable, ids)

    def _take(
        self, declaration: Declaration, number: int, taken: Taken, reading: Reading
    ) -> Iterator[Complaint]:
        """Take a mock, or say what is wrong with it."""
        tree, complaints = tree_of(declaration)
        wire, further = _wire_of(tree, reading)
        found = [*complaints, *further]
        if wire is None or wire.enabled:
            found += taken.claim(tree, found)
        yield from found
        if wire is not None and wire.enabled and not found:
            mock = taken.built(wire, tree, {})
            taken.mocks.append(replace(mock, responder=self._responder(mock, declaration, number)))

    def _responder(self, mock: Mock, declaration: Declaration, number: int) -> Responder:
        """The function; what was read in its place is a response that has its text and its delay."""
        told = {
            "module": self.text,
            "path": self.file.path,
            "mock": number,
            "function": declaration.function,
            **_delay_of(mock),
        }
        return Scripted(MODULE, dumps(told, ensure_ascii=False), file=self.file.shown_as)


def _delay_of(mock: Mock) -> dict[str, dict[str, Any]]:
    delay = mock.responder.delay if isinstance(mock.responder, Fixed) else None
    return {"delay": shape} if delay and (shape := delay_shape(delay)) else {}


def _wire_of(tree: Mapping, reading: Reading) -> tuple[MockWire | None, Sequence[Complaint]]:
    try:
        return MockWire.model_validate(tree, context=reading), ()
    except ValidationError as error:
        return None, [blocks_away(complaint) for complaint in complaints_of(error)]
