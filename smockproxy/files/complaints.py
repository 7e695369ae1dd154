"""What the models found wrong, in the words of the format; and what a model cannot see by itself."""

from collections.abc import Iterator
from typing import Any, cast

from pydantic import ValidationError

from smockproxy.core.problem import did_you_mean
from smockproxy.core.responders import ENGINES
from smockproxy.files.callbackfields import CallbackWire
from smockproxy.files.chaosfields import CHAOS_BLOCKS
from smockproxy.files.fixturefields import CreateWire
from smockproxy.files.misplaced import BLOCKS, where_it_belongs
from smockproxy.files.model import Wire
from smockproxy.files.places import Step
from smockproxy.files.proxyfields import PROXY_BLOCKS
from smockproxy.files.ratefields import PLACES, RateLimitWire
from smockproxy.files.reading import COMPLAINT, Complaint
from smockproxy.files.recordedfields import RecordedRequestWire, RecordedWire
from smockproxy.files.resourcefields import ParametersWire, ResourceWire, resource_complaints
from smockproxy.files.responsefields import ResponseWire
from smockproxy.files.routefields import ShareWire
from smockproxy.files.scalars import kind_of, quoted
from smockproxy.files.wire import RESPONDERS, DynamicWire, MockWire

UNKNOWN_KEY = "unknown_key"
NOT_SUPPORTED = "not_supported"
EXPORTED_STATE = frozenset({"id", "times_count", "locked", "creation_date"})
"""What an export has in the `state` of a mock."""

_MODELS: dict[tuple[Step, ...], type[Wire]] = {
    (): MockWire,
    ("resource",): ResourceWire,
    ("callbacks",): CallbackWire,
    ("resource", "parameters"): ParametersWire,
    **CHAOS_BLOCKS,
    **PROXY_BLOCKS,
    ("fixtures", "create"): CreateWire,
    ("recorded",): RecordedWire,
    ("recorded", "request"): RecordedRequestWire,
    **{(place, "rate_limit"): RateLimitWire for place in PLACES},
    **{(*place, "rate_limit", "response"): ResponseWire for place in ((), *((place,) for place in PLACES))},
    **{("context", name) if name == "verify" else (name,): model for name, model in BLOCKS.items()},
}
_ARTIFICIAL = frozenset({"[key]", "<whole>", "<paths>"})
"""Steps of pydantic's locations that are not in the text."""
_EXPECTED = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "list_type": "a list",
    "tuple_type": "a list",
}


ANY_RESPONDER = f"{', '.join(RESPONDERS[:-1])} and {RESPONDERS[-1]}"
_MEANT_A_RESPONDER = frozenset(f'did you mean "{key}"?' for key in RESPONDERS)


def complaints_of(error: ValidationError) -> tuple[Complaint, ...]:
    """All that a model found wrong with a mock."""
    return tuple(
        complaint
        for details in error.errors(include_url=False)
        for complaint in _complaints_in(cast("dict[str, Any]", details))
    )


def _complaints_in(details: dict[str, Any]) -> Iterator[Complaint]:
    steps: tuple[Step, ...] = tuple(step for step in details["loc"] if step not in _ARTIFICIAL)
    kind = details["type"]
    if kind == COMPLAINT:
        told: tuple[Complaint, ...] = details["ctx"]["complaints"]
        yield from (complaint.further(steps) for complaint in told)
    elif kind == "extra_forbidden":
        yield _of_unknown_key(steps)
    else:
        yield _of_wrong_kind(kind, details, steps)


def _of_wrong_kind(kind: str, details: dict[str, Any], steps: tuple[Step, ...]) -> Complaint:
    found = kind_of(details["input"])
    expected = _EXPECTED.get(kind)
    return Complaint(
        message=f"expected {expected}, found {found}" if expected else details["msg"], steps=steps
    )


def _of_unknown_key(steps: tuple[Step, ...]) -> Complaint:
    # Blocks of conditions hold blocks of conditions: all that is below a request is a request.
    key, model = str(steps[-1]), _model_at(steps)
    if key in model.planned_keys:
        return not_supported(key, steps)
    return unknown_key(key, model.keys(), steps, where_it_belongs(key, steps))


def _model_at(steps: tuple[Step, ...]) -> type[Wire]:
    """The model of the mapping that has the key at a path; places in lists don't matter."""
    if steps[0] == "request":
        return ShareWire if "share" in steps[:-1] else _MODELS[("request",)]
    return _MODELS[tuple(step for step in steps[:-1] if isinstance(step, str))]


def not_supported(key: str, steps: tuple[Step, ...]) -> Complaint:
    """A key of the format that does not work yet."""
    message = f"{quoted(key)} is not supported yet"
    return Complaint(message=message, steps=steps, code=NOT_SUPPORTED, of_key=True)


def unknown_key(key: str, known: set[str], steps: tuple[Step, ...], hint: str = "") -> Complaint:
    """A key that a mapping does not have; the hint is better than what comes of the known keys, if any."""
    hint = hint or did_you_mean(key, known) or f"known keys: {', '.join(sorted(known))}"
    return Complaint(
        message=f"unknown key {quoted(key)}", hint=hint, steps=steps, code=UNKNOWN_KEY, of_key=True
    )


def _is_mistyped(tree: dict[str, Any]) -> bool:
    """Whether an unknown key was probably meant to be a responder, which is told by itself."""
    model = _MODELS[()]
    unknown = (str(key) for key in tree if key not in model.keys() | model.planned_keys)
    return any(did_you_mean(key, model.keys()) in _MEANT_A_RESPONDER for key in unknown)


def responder_complaints(tree: dict[str, Any]) -> Iterator[Complaint]:
    """What is wrong with how many responders a mock of a file has, and with what they are made of."""
    yield from _misplaced_state(tree)
    present = [key for key in RESPONDERS if tree.get(key) is not None]
    planned = [key for key in ("websocket",) if tree.get(key) is not None]
    if len(present) > 1:
        yield Complaint(
            message=f"a mock has either {_one(present[0])} or {_one(present[1])}, not both",
            hint="make two mocks of it",
            steps=(present[1],),
            of_key=True,
        )
    elif not present and not planned and not _is_mistyped(tree):
        empty = next((key for key in RESPONDERS if key in tree), None)
        yield Complaint(
            message=f"a mock needs one of {ANY_RESPONDER}" + (f"; this {empty} is empty" if empty else ""),
            hint='an empty 200 is written "response: {}"; "proxy: {}" sends the request on',
            steps=(empty,) if empty else (),
            of_key=True,
        )
    dynamic = tree.get("dynamic_response")
    if isinstance(dynamic, dict):
        yield from (complaint.further(("dynamic_response",)) for complaint in _script_complaints(dynamic))
    yield from resource_complaints(tree)


def _misplaced_state(tree: dict[str, Any]) -> Iterator[Complaint]:
    """Conditions on the state beside the request: what exports have there is thrown away (Smocker)."""
    state = tree.get("state")
    if isinstance(state, dict) and state and state.keys().isdisjoint(EXPORTED_STATE):
        hint = 'it belongs under "request", as conditions on what scripts remember'
        yield Complaint(
            message="a state is thrown away here", hint=hint, steps=("state",), code=UNKNOWN_KEY, of_key=True
        )


def _one(responder: str) -> str:
    return responder if responder in {"responses", "fixtures"} else f"a {responder}"


def _script_complaints(dynamic: dict[str, Any]) -> Iterator[Complaint]:
    """What a `dynamic_response` lacks, or has too much of; not where a typo says it already."""
    has_typo = not dynamic.keys() <= DynamicWire.keys()
    if dynamic.get("engine") is None and not has_typo:
        hint = f'say in which language the script is: "engine: lua", or {", ".join(ENGINES)}'
        yield Complaint(message="a dynamic_response needs an engine", hint=hint, of_key=True)
    script, file = dynamic.get("script"), dynamic.get("file")
    if script is not None and file is not None:
        message = "a dynamic_response has either a script or a file, not both"
        yield Complaint(message=message, steps=("file",), of_key=True)
    elif script is None and file is None and not has_typo:
        message = "a dynamic_response needs a script"
        hint = 'write it below "script: |", or name a file with it: "file: answer.lua"'
        yield Complaint(message=message, hint=hint, of_key=True)
