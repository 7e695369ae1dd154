"""Mocks whose definition is kept beside Smocker's shape of them: in exports, and in what outlives a process.

A definition is read as what came at first was read: one in the language of files strictly, one of an upload
as lax as Smocker is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from smockproxy.core.definition import Definition
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.files.definitions import BadDefinitionError, kept_tree
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.reading import Complaint, Dialect, Reading
from smockproxy.files.remotescripts import refused_scripts
from smockproxy.files.scalars import kind_of
from smockproxy.files.upload import BadMockError, read_mock, responder_complaint

DEFINITION, FORM, TEXT = "definition", "form", "text"
"""The key of ours in the shape of a mock, and its two."""
_FORMS = {dialect.value: dialect for dialect in Dialect}


@dataclass(frozen=True, slots=True)
class KeptText:
    """A definition as it is kept."""

    form: Dialect
    text: str

    def unread(self) -> Definition:
        """A definition that cannot be read, for a later version that can."""
        return Definition({}, self.form.value, lambda _tree: self.text)


def kept_text(kept: Any) -> KeptText | Complaint:
    """What stands under `definition`, or what is wrong with it."""
    if not isinstance(kept, dict):
        return Complaint(message=f"expected a definition, found {kind_of(kept)}", steps=(DEFINITION,))
    form, text = _FORMS.get(str(kept.get(FORM))), kept.get(TEXT)
    if form is None:
        told = f"expected {' or '.join(_FORMS)}, found {kind_of(kept.get(FORM))}"
        return Complaint(message=told, steps=(DEFINITION, FORM))
    if not isinstance(text, str):
        return Complaint(message=f"expected a text, found {kind_of(text)}", steps=(DEFINITION, TEXT))
    return KeptText(form, str(text))


def kept_mock(kept: KeptText, reading: Reading, born: tuple[str, float]) -> Mock | list[Complaint]:
    """The mock of a definition, with its id and its date, or all that is wrong with it."""
    if kept.form is Dialect.FILE:
        return _of_file(kept.text, reading, born)
    reading = replace(reading, dialect=kept.form)
    try:
        read = read_mock(kept_tree(kept.text, kept.form.value), reading)
    except BadDefinitionError as error:
        return [Complaint(message=str(error), steps=(DEFINITION,))]
    except BadMockError as error:
        return [error.complaint.further((DEFINITION,))]
    if told := responder_complaint(read.tree, reading):
        return [told.further((DEFINITION,))]
    return read.built(*born)


def _of_file(text: str, reading: Reading, born: tuple[str, float]) -> Mock | list[Complaint]:
    file = read_mock_file(f"[{text}\n]".encode(), "", reading.matchers, inspector=reading.inspector)
    refused = () if reading.allow_remote_scripts else refused_scripts(file.mocks)
    found = [problem for problem in (*file.problems, *refused) if problem.severity is Severity.ERROR]
    if found:
        return list(map(_complaint, found))
    if len(file.mocks) != 1:
        return [Complaint(message=f"expected one mock, found {len(file.mocks)}", steps=(DEFINITION,))]
    mock_id, created_at = born
    return replace(of_api(file.mocks[0]), id=mock_id, created_at=created_at)


def _complaint(problem: Problem) -> Complaint:
    path = problem.path.removeprefix("[0]").removeprefix(".")
    message = f"{path}: {problem.message}" if path else problem.message
    return Complaint(message=message, hint=problem.hint, steps=(DEFINITION,), code=problem.code)


def of_api(mock: Mock) -> Mock:
    """A mock that was read as a file is, and stands in none."""
    responder, spare = _placeless(mock.responder), mock.spare and _placeless(mock.spare)
    return replace(mock, source=None, responder=responder, spare=spare)


def _placeless(responder: Responder) -> Responder:
    if isinstance(responder, InTurn):
        return replace(responder, items=tuple(_placeless_answers(responder)))
    return replace(responder, file="") if isinstance(responder, Scripted) else responder


def _placeless_answers(responder: InTurn) -> Iterator[Any]:
    for part in responder.items:
        yield replace(part, file="") if isinstance(part, Scripted) else part
