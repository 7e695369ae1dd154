"""`preset`: an error in one word, as the keys of a response. What an author writes beside it wins.

Source: RFC 9457 (problem details), RFC 9110 (statuses, `Retry-After`, `WWW-Authenticate`).
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainValidator

from smockproxy.core.problem import did_you_mean
from smockproxy.core.problemdetails import PROBLEM_TYPE, problem_details
from smockproxy.files.fields import text_of
from smockproxy.files.reading import complain
from smockproxy.files.scalars import quoted

RETRY_AFTER = "60"
"""Seconds."""
BODIES = ("body", "json", "body_file", "body_base64")
"""The keys of a response that say its body."""
_TYPE = "content-type"


def _problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    told = problem_details(status, detail, title)
    return {"status": status, "headers": {"Content-Type": PROBLEM_TYPE, **(headers or {})}, "json": told}


_TIMED_OUT = _problem(504, "Gateway Timeout", "The server behind this one did not answer in time.")

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "400": _problem(400, "Bad Request", "The request is not valid."),
    "401": _problem(
        401, "Unauthorized", "Credentials are missing, or not valid.", {"WWW-Authenticate": "Bearer"}
    ),
    "403": _problem(403, "Forbidden", "These credentials do not allow it."),
    "404": _problem(404, "Not Found", "There is nothing under this URL."),
    "409": _problem(409, "Conflict", "It does not fit the present state of the resource."),
    "422": _problem(422, "Unprocessable Content", "The content is well formed, but not acceptable."),
    "429": _problem(429, "Too Many Requests", "There were too many requests.", {"Retry-After": RETRY_AFTER}),
    "500": _problem(500, "Internal Server Error", "The server failed."),
    "502": _problem(502, "Bad Gateway", "The server behind this one gave no valid answer."),
    "503": _problem(503, "Service Unavailable", "The server cannot answer now."),
    "504": _TIMED_OUT,
    "malformed_json": {
        "status": 200,
        "headers": {"Content-Type": "application/json"},
        "body": '{"entries": [{"id": 1}, {"id": ',
    },
    "empty_body": {"status": 200, "headers": {"Content-Type": "application/json"}},
    "timeout": {**_TIMED_OUT, "delay": {"min": "5s", "max": "10s"}},
}
"""Name → the keys of its response."""


def with_preset(tree: Any) -> Any:
    """The keys of a response with those of its preset under them; the tree as it is if it names none.

    Headers are merged by name. A body of the author's own drops the preset's, and its content type.
    """
    preset = PRESETS.get(preset_name(tree))
    if preset is None:
        return tree
    own = {key: value for key, value in tree.items() if value is not None or key == "json"}
    has_body = any(key in own for key in BODIES)
    under = {key: value for key, value in preset.items() if not (has_body and key in BODIES)}
    if "status" in own and "json" in under:
        under["json"] = {key: value for key, value in under["json"].items() if key != "status"}
    headers = {
        name: line for name, line in preset["headers"].items() if not (has_body and name.lower() == _TYPE)
    }
    return {**under, **own, "headers": _merged(headers, own.get("headers"))}


def preset_name(tree: Any) -> str:
    """The preset that a response names; empty if it names none."""
    name = tree.get("preset") if isinstance(tree, dict) else None
    return str(name) if isinstance(name, (str, int)) else ""


def _merged(under: Mapping[str, str], own: Any) -> Any:
    if not isinstance(own, dict):
        return under if own is None else own
    names = {str(name).lower() for name in own}
    return {**{name: line for name, line in under.items() if name.lower() not in names}, **own}


def _preset_of(tree: Any) -> str:
    name = str(tree) if isinstance(tree, int) and not isinstance(tree, bool) else text_of(tree)
    if name not in PRESETS:
        hint = did_you_mean(name, PRESETS) or f"the presets are {', '.join(PRESETS)}"
        raise complain(f"there is no preset {quoted(name)}", hint=hint)
    return name


type PresetName = Annotated[str, PlainValidator(_preset_of)]
