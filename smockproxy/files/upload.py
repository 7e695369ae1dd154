"""An upload in Smocker's format: the body of `POST /mocks`, in YAML or JSON, as lax as Smocker is.

Unknown keys are ignored, but told as warnings. Source of the messages and of the decoders: Smocker.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.build import build_mock
from smockproxy.files.complaints import NOT_SUPPORTED, UNKNOWN_KEY, complaints_of
from smockproxy.files.places import Step, path_text
from smockproxy.files.reading import Complaint, Dialect, Reading
from smockproxy.files.scalars import kind_of
from smockproxy.files.uploadtext import UploadError, json_tree, yaml_tree
from smockproxy.files.wire import MockWire

__all__ = ["Upload", "UploadError", "parse_upload"]

NO_RESPONDER = "The route must define at least a response, a dynamic response or a proxy"
ALL_RESPONDERS = (
    "The route must define either a response, a dynamic response or a proxy, not multiple of them"
)
ENGINES = ("go_template", "go_template_yaml", "go_template_json", "lua")
UNKNOWN_ENGINE = f"The dynamic response engine must be one of the following: [{' '.join(ENGINES)}]"
_RESPONDERS = ("response", "dynamic_response", "proxy")
_SMOCKERS_SWITCHES = ("follow_redirect", "skip_verify_tls")


@dataclass(frozen=True, slots=True)
class Upload:
    """The mocks of an upload, in the order of their declaration, and warnings about what was ignored."""

    mocks: tuple[Mock, ...]
    problems: tuple[Problem, ...] = ()


def parse_upload(
    raw: bytes, *, as_json: bool, matchers: MatcherTable, new_id: Callable[[], str], now: float
) -> Upload:
    """Read an upload; ids come from `new_id`. Raises `UploadError`, and then nothing of it counts."""
    tree = json_tree(raw) if as_json else yaml_tree(raw)
    reading = Reading(matchers, Dialect.JSON_UPLOAD if as_json else Dialect.YAML_UPLOAD)
    read = [_read(entry, index, reading) for index, entry in enumerate(tree)]
    for index, entry in enumerate(tree):
        _require_responder(entry, index)
    mocks = tuple(build_mock(wire, new_id(), created_at=now) for wire, _ in read if wire.enabled)
    return Upload(mocks, tuple(problem for _, problems in read for problem in problems))


def _read(entry: Any, index: int, reading: Reading) -> tuple[MockWire, list[Problem]]:
    """One mock; keys that are not known, or do not work yet, are left out and told."""
    if not isinstance(entry, dict):
        raise UploadError(f"[{index}]: expected a mock, found {kind_of(entry)}")
    tree, warnings = dict(_ours_only(entry)), list[Problem]()
    while True:
        try:
            return MockWire.model_validate(tree, context=reading), warnings
        except ValidationError as error:
            complaints = complaints_of(error)
        for complaint in complaints:
            if complaint.code not in {UNKNOWN_KEY, NOT_SUPPORTED}:
                raise UploadError(_message(complaint, index))
            tree = _without(tree, complaint.steps)
            warnings.append(_warning(complaint, index))


def _ours_only(entry: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is read of a mock: ids and state are the server's; some keys are looked at elsewhere."""
    for key, value in entry.items():
        if key == "proxy" and isinstance(value, dict):
            yield key, {name: below for name, below in value.items() if name not in _SMOCKERS_SWITCHES}
        elif key not in {"id", "state", "dynamic_response"}:
            yield key, value


def _require_responder(entry: dict[str, Any], index: int) -> None:
    present = [key for key in _RESPONDERS if entry.get(key) is not None]
    if not present:
        raise UploadError(NO_RESPONDER)
    if len(present) == len(_RESPONDERS):
        raise UploadError(ALL_RESPONDERS)
    if "dynamic_response" in present:
        dynamic = entry["dynamic_response"]
        if not isinstance(dynamic, dict) or dynamic.get("engine") not in ENGINES:
            raise UploadError(UNKNOWN_ENGINE)
        raise UploadError(f'[{index}]: "dynamic_response" is not supported yet')
    for switch in _SMOCKERS_SWITCHES:
        if "proxy" in present and str(entry["proxy"].get(switch) or "false").lower() != "false":
            raise UploadError(f'[{index}].proxy: "{switch}" is not supported yet')


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
