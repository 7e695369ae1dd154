"""An upload in Smocker's format: the body of `POST /mocks`, in YAML or JSON, as lax as Smocker is.

Unknown keys are ignored, but told as warnings. Source of the messages and of the decoders: Smocker.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import ENGINES, TRUSTED_ENGINES
from smockproxy.files.build import build_mock
from smockproxy.files.complaints import NOT_SUPPORTED, UNKNOWN_KEY, complaints_of
from smockproxy.files.definitions import upload_definition
from smockproxy.files.places import Step, path_text
from smockproxy.files.reading import Complaint, Dialect, Reading
from smockproxy.files.scalars import kind_of
from smockproxy.files.tablefields import reading_of_mock
from smockproxy.files.uploadtext import UploadError, json_tree, yaml_tree
from smockproxy.files.wire import RESPONDERS, MockWire

__all__ = ["Upload", "UploadError", "parse_upload"]

NO_RESPONDER = "The route must define at least a response, a dynamic response or a proxy"
SMOCKERS_RESPONDERS = frozenset({"response", "dynamic_response", "proxy"})
ALL_RESPONDERS = (
    "The route must define either a response, a dynamic response or a proxy, not multiple of them"
)
UNKNOWN_ENGINE = (
    "The dynamic response engine must be one of the following:"
    " [go_template go_template_yaml go_template_json lua]"
)
ANY = {"matcher": "ShouldMatch", "value": ".*"}
"""What an absent path or method matches."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The mocks of an upload, in the order of their declaration, and warnings about what was ignored."""

    mocks: tuple[Mock, ...]
    problems: tuple[Problem, ...] = ()


class BadMockError(ValueError):
    """A mock that is refused, and what is wrong with it."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


def parse_upload(
    raw: bytes,
    *,
    as_json: bool,
    reading: Reading,
    new_id: Callable[[], str],
    now: float,
) -> Upload:
    """Read an upload, in its own dialect, whatever that of `reading` is; ids come from `new_id`.

    Raises `UploadError`, and then nothing of it counts.
    """
    tree = json_tree(raw) if as_json else yaml_tree(raw)
    reading = replace(reading, dialect=Dialect.JSON_UPLOAD if as_json else Dialect.YAML_UPLOAD)
    read = [_read(entry, index, reading) for index, entry in enumerate(tree)]
    for index, entry in enumerate(tree):
        if complaint := responder_complaint(entry, reading):
            raise UploadError(_message(complaint, index))
    mocks = tuple(each.built(new_id(), now) for each in read if each.wire.enabled)
    ignored = enumerate(each.ignored for each in read)
    return Upload(mocks, tuple(_warning(told, index) for index, each in ignored for told in each))


def _read(entry: Any, index: int, reading: Reading) -> "ReadMock":
    try:
        return read_mock(entry, reading)
    except BadMockError as error:
        raise UploadError(_message(error.complaint, index)) from None


@dataclass(frozen=True, slots=True)
class ReadMock:
    """One mock of an upload that is good, and complaints about what was left out of it."""

    wire: MockWire
    tree: dict[str, Any]
    dialect: Dialect
    ignored: list[Complaint]

    def built(self, mock_id: str, created_at: float) -> Mock:
        """The mock; it keeps its definition, if Smocker's shape of it would not say all."""
        mock = build_mock(self.wire, mock_id, created_at=created_at)
        return replace(mock, definition=upload_definition(self.tree, self.dialect))


def read_mock(entry: Any, reading: Reading) -> ReadMock:
    """One mock, and complaints about keys that are not known, or do not work yet: those are left out.

    Raises `BadMockError`.
    """
    if not isinstance(entry, dict):
        raise BadMockError(Complaint(message=f"expected a mock, found {kind_of(entry)}"))
    tree, ignored = dict(_ours_only(entry)), list[Complaint]()
    while True:
        try:
            wire = MockWire.model_validate(tree, context=reading_of_mock(tree, reading))
            return ReadMock(wire, tree, reading.dialect, ignored)
        except ValidationError as error:
            complaints = complaints_of(error)
        for complaint in complaints:
            if complaint.code not in {UNKNOWN_KEY, NOT_SUPPORTED}:
                raise BadMockError(complaint)
            tree = _without(tree, complaint.steps)
            ignored.append(complaint)


def _ours_only(entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is read of a mock: ids and state are the server's."""
    for key, value in entry.items():
        if key == "request" and isinstance(value, dict):
            yield key, {name: field for name, field in value.items() if not _is_any(name, field)}
        elif key not in {"id", "state"}:
            yield key, value


def _is_any(name: str, field: Any) -> bool:
    """Whether it is how Smocker shows a path or a method that was left out."""
    return name in {"path", "method"} and field == ANY


def responder_complaint(entry: dict[str, Any], reading: Reading) -> Complaint | None:
    """What is wrong with how many responders a readable mock has, and of which kind."""
    present = [key for key in RESPONDERS if entry.get(key) is not None]
    if not present:
        return Complaint(message=NO_RESPONDER, smocker=NO_RESPONDER)
    if SMOCKERS_RESPONDERS.issubset(present):
        return Complaint(message=ALL_RESPONDERS, smocker=ALL_RESPONDERS)
    return _engine_complaint(entry["dynamic_response"], reading) if "dynamic_response" in present else None


def _engine_complaint(dynamic: dict[str, Any], reading: Reading) -> Complaint | None:
    engine = dynamic.get("engine")
    if engine not in ENGINES:
        return Complaint(message=UNKNOWN_ENGINE, smocker=UNKNOWN_ENGINE, steps=("dynamic_response",))
    if engine in TRUSTED_ENGINES and not reading.allow_remote_scripts:
        message = (
            f"scripts in {engine} are taken from files of mocks only;"
            " start smockproxy with --allow-remote-scripts to take them over HTTP, too"
        )
        return Complaint(message=message, steps=("dynamic_response", "engine"))
    return None


def _message(complaint: Complaint, index: int) -> str:
    return complaint.smocker or f"{path_text((index, *complaint.steps))}: {complaint.message}"


def _warning(complaint: Complaint, index: int) -> Problem:
    return Problem(
        message=f"{complaint.message}; it is ignored",
        path=path_text((index, *complaint.steps)),
        hint=complaint.hint,
        severity=Severity.WARNING,
        code=complaint.code,
    )


def _without(tree: Any, steps: tuple[Step, ...]) -> Any:
    """The tree less what a path leads to; a step into a list of one that is no list is passed over."""
    step, rest = steps[0], steps[1:]
    if isinstance(step, int) and not isinstance(tree, list):
        return _without(tree, rest)
    if isinstance(tree, list):
        return [_without(value, rest) if at == step else value for at, value in enumerate(tree)]
    if rest:
        return {**tree, str(step): _without(tree[str(step)], rest)}
    return {key: value for key, value in tree.items() if key != step}
