"""Mocks as an export of Smocker's has them: definitions of an upload, each with its state.

What an old or edited export lacks gets what an upload gives: any method, no limit, a fresh id. All that is
wrong is told. Source: Smocker (`GET /sessions`, `mocks.yml`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import ConfigDict, PlainValidator, ValidationError

from smockproxy.core.mock import Mock
from smockproxy.core.moments import moment_of
from smockproxy.core.problem import Problem
from smockproxy.files.complaints import complaints_of
from smockproxy.files.fields import Boolean, Count, MockId
from smockproxy.files.keptmocks import DEFINITION, KeptText, kept_mock, kept_text
from smockproxy.files.model import Wire
from smockproxy.files.places import Step, path_text
from smockproxy.files.reading import Complaint, Reading, complain
from smockproxy.files.scalars import kind_of
from smockproxy.files.upload import BadMockError, read_mock, responder_complaint
from smockproxy.files.uploadtext import folded_mock


@dataclass(frozen=True, slots=True)
class ExportedMock:
    """A mock with what had become of it."""

    mock: Mock
    times_count: int = 0
    locked: bool = False
    flaw: str = ""
    """What is wrong with its definition, for whose sake alone it is there: it must not answer."""


@dataclass(frozen=True, slots=True)
class ExportedMocks:
    """The mocks of an export in its order, and what is wrong with those that are not among them."""

    mocks: tuple[ExportedMock, ...]
    problems: tuple[Problem, ...] = ()


def _moment_of(tree: Any) -> float:
    moment = moment_of(tree) if isinstance(tree, str) else None
    if moment is None:
        raise complain(f"expected a date like 2026-11-21T08:36:55.5Z, found {kind_of(tree)}")
    return moment


class StateWire(Wire):
    """`state` of a mock."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: MockId = ""
    times_count: Count = 0
    locked: Boolean = False
    creation_date: Annotated[float | None, PlainValidator(_moment_of)] = None


@dataclass(frozen=True, slots=True)
class Birth:
    """What a mock gets that has no state of its own."""

    new_id: Callable[[], str]
    now: float
    """Seconds since the epoch."""


def exported_mocks(
    tree: Sequence[Any],
    reading: Reading,
    birth: Birth,
    at: Sequence[Step] = (),
    *,
    keeps_unread: bool = False,
) -> ExportedMocks:
    """Read the mocks of an export; `at` is where in it they stand.

    With `keeps_unread` a definition that cannot be read leaves a mock to be switched off, that still has it.
    """
    mocks: list[ExportedMock] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for index, entry in enumerate(tree):
        read, complaints = _read(entry, reading, birth)
        if keeps_unread and isinstance(read, _Unread):
            read, complaints = read.stand_in(complaints)
        if isinstance(read, ExportedMock) and read.mock.id in seen:
            twice = f'the id "{read.mock.id}" is there twice'
            complaints = [Complaint(message=twice, steps=("state", "id"))]
        if complaints:
            problems += [_problem(complaint, (*at, index)) for complaint in complaints]
        elif isinstance(read, ExportedMock):
            seen.add(read.mock.id)
            mocks.append(read)
    return ExportedMocks(tuple(mocks), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Unread:
    """A mock whose definition cannot be read."""

    kept: KeptText
    shaped: ExportedMock | None
    """What Smocker's shape says of it, if that can be read."""

    def stand_in(self, complaints: list[Complaint]) -> tuple[ExportedMock | None, list[Complaint]]:
        """What keeps the definition; it must not answer, since it is not what was defined."""
        if self.shaped is None:
            return None, complaints
        mock = replace(self.shaped.mock, definition=self.kept.unread())
        told = "; ".join(complaint.message for complaint in complaints)
        return replace(self.shaped, mock=mock, flaw=told), []


def _read(
    entry: Any, reading: Reading, birth: Birth
) -> tuple[ExportedMock | _Unread | None, list[Complaint]]:
    """A mock, unless it is switched off or refused, and why it is refused."""
    tree = folded_mock(entry) if reading.is_json else entry
    state, complaints = _state(tree, reading)
    given = tree.get(DEFINITION) if isinstance(tree, dict) else None
    if given is None:
        return _of_shape(tree, state, complaints, reading, birth)
    tree = {key: value for key, value in tree.items() if key != DEFINITION}
    kept = kept_text(given)
    if isinstance(kept, Complaint):
        return None, [kept, *complaints]
    mock = kept_mock(kept, reading, _born(state, birth))
    if not isinstance(mock, Mock):
        shaped, _ = _of_shape(tree, state, [], reading, birth)
        return _Unread(kept, shaped), [*mock, *complaints]
    return (None, complaints) if complaints else (ExportedMock(mock, state.times_count, state.locked), [])


def _of_shape(
    tree: Any, state: StateWire, complaints: list[Complaint], reading: Reading, birth: Birth
) -> tuple[ExportedMock | None, list[Complaint]]:
    try:
        read = read_mock(tree, reading)
    except BadMockError as error:
        return None, [error.complaint, *complaints]
    if of_responders := responder_complaint(tree, reading):
        complaints = [*complaints, of_responders]
    if complaints or not read.wire.enabled:
        return None, complaints
    return ExportedMock(read.built(*_born(state, birth)), state.times_count, state.locked), []


def _born(state: StateWire, birth: Birth) -> tuple[str, float]:
    """The id and the date of a mock."""
    created_at = birth.now if state.creation_date is None else state.creation_date
    return state.id or birth.new_id(), created_at


def _state(tree: Any, reading: Reading) -> tuple[StateWire, list[Complaint]]:
    given = tree.get("state") if isinstance(tree, dict) else None
    if given is None:
        return StateWire(), []
    try:
        return StateWire.model_validate(given, context=reading), []
    except ValidationError as error:
        return StateWire(), [complaint.further(("state",)) for complaint in complaints_of(error)]


def _problem(complaint: Complaint, at: Sequence[Step]) -> Problem:
    path = path_text((*at, *complaint.steps))
    return Problem(message=complaint.message, path=path, hint=complaint.hint, code=complaint.code)
