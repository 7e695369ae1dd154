"""Smocker's JSON shape of a mock: what was uploaded, made explicit, and its state in a session.

What it shows can be uploaded again. Source: Smocker (`GET /mocks`).
"""

from dataclasses import asdict
from json import loads
from typing import Any, assert_never

from smockproxy.core.chaos import Chaos
from smockproxy.core.delay import delay_shape
from smockproxy.core.duration import NANOSECONDS, format_duration
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.http import text_of
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.resource import Resource
from smockproxy.core.responders import MODULE, TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.core.session import Session
from smockproxy.interop.conditionshapes import conditions_shape
from smockproxy.interop.moments import rfc3339
from smockproxy.interop.multimaps import headers_shape
from smockproxy.interop.resourceshape import resource_shape
from smockproxy.interop.turnshapes import scenario_shape, turns_shape

_SWITCHES = ("follow_redirect", "skip_verify_tls", "keep_host")
"""Of a proxy mock, in Smocker's order; those that are off are not shown."""
_LAST = ("dynamic_response", "proxy")
"""Responders that Smocker shows after all else."""


def mock_shape(mock: Mock, session: Session) -> dict[str, Any]:
    """A mock as `GET /mocks` shows it, with its use count in a session."""
    responders = _responder_shape(mock.responder, is_served=session.was_served(mock))
    if mock.spare is not None:
        responders |= _responder_shape(mock.spare)
    last = {key: responders.pop(key) for key in _LAST if key in responders}
    return {
        "request": conditions_shape(mock.conditions.all_of),
        **responders,
        "context": _limits_shape(mock),
        "state": {
            "id": mock.id,
            "times_count": session.uses(mock),
            "locked": session.is_locked(mock.id),
            "creation_date": rfc3339(mock.created_at),
        },
        **last,
        **scenario_shape(mock.scenario),
        **({"priority": mock.priority} if mock.priority else {}),
    }


def _limits_shape(mock: Mock) -> dict[str, Any]:
    """Smocker's `times`, and ours beside it."""
    ours: dict[str, Any] = {
        "after": mock.after,
        "probability": mock.probability,
        "ttl": format_duration(round(mock.ttl * NANOSECONDS)),
    }
    at_rest = {"after": 0, "probability": 1.0, "ttl": "0s"}
    limits = {name: value for name, value in ours.items() if value != at_rest[name]}
    if mock.expected is not None:
        said = asdict(mock.expected).items()
        limits["verify"] = {name: value for name, value in said if value is not None}
    return {"times": mock.times, **limits} if mock.times else limits


def _responder_shape(responder: Responder, *, is_served: bool = False) -> dict[str, Any]:
    match responder:
        case Fixed():
            return {"response": _response_shape(responder, is_served=is_served)}
        case ForwardTo() as forward:
            target = {"host": forward.host, "delay": delay_shape(forward.delay)}
            switches = {name: True for name in _SWITCHES if getattr(forward, name)}
            return {"proxy": {**target, **switches, **headers_shape(forward.headers)}}
        case Scripted():
            return _scripted_shape(responder, is_served=is_served)
        case InTurn():
            return turns_shape(responder, _answer_shape)
        case Resource():
            return {"resource": resource_shape(responder)}
        case Fixtures() | Chaos():
            return {}
        case _:
            assert_never(responder)


def _answer_shape(item: Fixed | Scripted) -> dict[str, Any]:
    shape: dict[str, Any] = _responder_shape(item)["response"]
    return shape


def _response_shape(responder: Fixed, *, is_served: bool) -> dict[str, Any]:
    response = responder.response
    body = {"body": text_of(response.body)} if response.body else {}
    status = _status(response.status, is_served=is_served)
    delay = delay_shape(responder.delay)
    return {**body, "status": status, "delay": delay, **headers_shape(response.headers)}


def _scripted_shape(responder: Scripted, *, is_served: bool) -> dict[str, Any]:
    engine, script = responder.engine, responder.script
    if engine == TEMPLATE:
        return {"response": _template_shape(loads(script), is_served=is_served)}
    if engine == MODULE:
        named = {"file": responder.file, "function": loads(script)["function"]}
        return {"dynamic_response": {"engine": "python", **named}}
    return {"dynamic_response": {"engine": engine, "script": script}}


def _template_shape(said: dict[str, Any], *, is_served: bool) -> dict[str, Any]:
    """A response with templates in it, which is ours, as an upload has it."""
    kept: dict[str, Any] = {name: said[name] for name in ("headers", "json") if name in said}
    body = {"body": said["body"]} if "body" in said else {}
    status = _status(said.get("status", 0), is_served=is_served)
    return {**body, "status": status, "delay": said.get("delay", {}), **kept, "template": True}


def _status(status: Any, *, is_served: bool) -> Any:
    """Serving writes the default status back into Smocker's mock."""
    return 200 if is_served and not status else status
