"""Scripts of a file of mocks: where they stand, and what is wrong with them before they are run."""

from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname, join, normpath

from smockproxy.core.mock import Mock
from smockproxy.core.responders import TEMPLATE, Responder, Scripted
from smockproxy.files.places import Step
from smockproxy.files.reading import Complaint, Reading
from smockproxy.files.report import Report

_IN_FILE = ("dynamic_response", "file")
_INLINE = ("dynamic_response", "script")
_TEMPLATE = ("response",)


def script_complaint(responder: Responder, reading: Reading) -> Complaint | None:
    """What is wrong with the script of a mock, if it has one and it can be told; the path is the mock's."""
    if not isinstance(responder, Scripted) or reading.compile_complaint is None:
        return None
    found = reading.compile_complaint(responder.engine, responder.script)
    if found is None:
        return None
    message, line = found
    if responder.engine == TEMPLATE:
        return Complaint(message=f"not a template: {message}", steps=_TEMPLATE, of_key=True)
    language = f"not {responder.engine}"
    if responder.file:
        place = f"{responder.file}:{line}" if line else responder.file
        return Complaint(message=f"{place}: {language}: {message}", steps=_IN_FILE)
    return Complaint(message=f"{language}: {message}", steps=_INLINE, line=line)


def placed(mock: Mock, report: Report, steps: Sequence[Step]) -> Mock:
    """The mock at a path of a file, with the place of its script, if it has one."""
    responder = mock.responder
    if not isinstance(responder, Scripted):
        return mock
    if responder.file:
        return replace(mock, responder=replace(responder, file=_beside(report.file, responder.file)))
    is_template = responder.engine == TEMPLATE
    found = report.find((*steps, *(_TEMPLATE if is_template else _INLINE)), len(steps))
    line = found.key[0] if is_template else found.line_before
    return replace(mock, responder=replace(responder, file=report.file, line=line))


def _beside(file: str, name: str) -> str:
    """The path of a file that another one names, as paths are shown."""
    return normpath(join(dirname(file), name))
