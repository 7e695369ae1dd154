"""Mocks as an export of Smocker's has them: definitions of an upload, each with its state.

What an old or edited export lacks gets what an upload gives: any method, no limit, a fresh id. All that is
wrong is told. Source: Smocker (`GET /sessions`, `mocks.yml`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import ConfigDict, PlainValidator, ValidationError

from smockproxy.core.mock import Mock
from smockproxy.core.moments import moment_of
from smockproxy.core.problem import Problem
from smockproxy.files.build import build_mock
from smockproxy.files.complaints import complaints_of
from smockproxy.files.fields import Boolean, Count, MockId
from smockproxy.files.model import Wire
from smockproxy.files.places import Step, path_text
from smockproxy.files.reading import Complaint, Reading, complain
from smockproxy.files.scalars import kind_of
from smockproxy.files.upload import BadMockError, read_mock, responder_complaint
from smockproxy.files.uploadtext import folded_mock
from smockproxy.files.wire import MockWire


@dataclass(frozen=True, slots=True)
class ExportedMock:
    """A mock with what had become of it."""

    mock: Mock
    times_count: int = 0
    locked: bool = False


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
    tree: Sequence[Any], reading: Reading, birth: Birth, at: Sequence[Step] = ()
) -> ExportedMocks:
    """Read the mocks of an export; `at` is where in it they stand."""
    mocks: list[ExportedMock] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for index, entry in enumerate(tree):
        read, complaints = _read(entry, reading, birth)
        if read is not None and read.mock.id in seen:
            twice = f'the id "{read.mock.id}" is there twice'
            complaints = [Complaint(message=twice, steps=("state", "id"))]
        if complaints:
            problems += [_problem(complaint, (*at, index)) for complaint in complaints]
        elif read is not None:
            seen.add(read.mock.id)
            mocks.append(read)
    return ExportedMocks(tuple(mocks), tuple(problems))


def _read(entry: Any, reading: Reading, birth: Birth) -> tuple[ExportedMock | None, list[Complaint]]:
    """A mock, unless it is switched off or refused, and why it is refused."""
    tree = folded_mock(entry) if reading.is_json else entry
    state, complaints = _state(tree, reading)
    try:
        wire, _ = read_mock(tree, reading)
    except BadMockError as error:
        return None, [error.complaint, *complaints]
    if of_responders := responder_complaint(tree, reading):
        complaints.append(of_responders)
    if complaints or not wire.enabled:
        return None, complaints
    return _built(wire, state, birth), []


def _state(tree: Any, reading: Reading) -> tuple[StateWire, list[Complaint]]:
    given = tree.get("state") if isinstance(tree, dict) else None
    if given is None:
        return StateWire(), []
    try:
        return StateWire.model_validate(given, context=reading), []
    except ValidationError as error:
        return StateWire(), [complaint.further(("state",)) for complaint in complaints_of(error)]


def _built(wire: MockWire, state: StateWire, birth: Birth) -> ExportedMock:
    created_at = birth.now if state.creation_date is None else state.creation_date
    mock = build_mock(wire, state.id or birth.new_id(), created_at=created_at)
    return ExportedMock(mock, state.times_count, state.locked)


def _problem(complaint: Complaint, at: Sequence[Step]) -> Problem:
    path = path_text((*at, *complaint.steps))
    return Problem(message=complaint.message, path=path, hint=complaint.hint, code=complaint.code)
