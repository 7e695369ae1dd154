"""One call of an operation of `/api/v1`: what the request gives to it, held against the table.

A parameter or a word that is not known is refused: nothing that is asked for is passed over in silence.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from smockproxy.admin.answers import read_body
from smockproxy.app.api.row import UNNAMED, Operation, Parameter
from smockproxy.app.usage import UnsupportedTypeError, UsageError
from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.core.problem import did_you_mean
from smockproxy.core.sessionname import HEADER, flaw_of_name

LARGEST_QUESTION = 16 * 1024 * 1024
"""Bytes of JSON that our own routes read: a described request has a body of some size."""
SHOWN = 100
"""Characters of what was sent that a message repeats."""
TRUTHS = {"true": True, "false": False}
YAML_TYPES = frozenset(
    {
        "",
        "application/octet-stream",
        "application/x-www-form-urlencoded",  # what curl says unless it is told
        "application/x-yaml",
        "application/yaml",
        "text/plain",
        "text/x-yaml",
        "text/yaml",
    }
)
"""Types of which a body is read as YAML; each with "json" in it is read as JSON."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call."""

    operation: Operation
    request: Request
    given: Mapping[str, Any]
    """The parameters, and the defaults of those that were left out."""

    @classmethod
    def of(cls, operation: Operation, request: Request) -> "Call":
        """What a request asks of an operation. Raises `UsageError`."""
        return cls(operation, request, given_of(operation.parameters, request.query_params.multi_items()))

    def in_path(self, name: str) -> str:
        """What stands in the path for a name."""
        return str(self.request.path_params[name])

    @property
    def session_in_path(self) -> str:
        """The session that the path names; empty for the unnamed one."""
        name = self.in_path("name")
        return "" if name == UNNAMED else name

    @property
    def session(self) -> str | None:
        """The session that is named, by a parameter or by the header; None where none is.

        Raises `UsageError` for a name that is none.
        """
        named: str | None = self.given.get("session", self.request.headers.get(HEADER))
        if named and (flaw := flaw_of_name(named)):
            raise UsageError(f'session name "{named[:SHOWN]}" {flaw}')
        return named

    @property
    def redact(self) -> str:
        """What is asked of pseudonyms, in the words of `redaction_of`."""
        return str(self.given["redact"]).lower() if "redact" in self.given else ""

    async def document(self) -> Any:
        """The body as JSON; an empty object for one that may be left out. Raises `UsageError`."""
        raw = await read_body(self.request, LARGEST_QUESTION)
        if not raw and self.operation.body_may_be_left_out:
            return {}
        document = await asyncio.to_thread(parse_json, raw.decode("utf-8", "replace"))
        if document is NO_JSON:
            raise UsageError("The body is not JSON." if raw else "The body is empty; expected JSON.")
        return document

    async def text(self) -> tuple[bytes, bool]:
        """The body, and whether it is JSON, else YAML. Raises `UsageError`."""
        media = self.request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if "json" not in media and media not in YAML_TYPES:
            expected = " or ".join(self.operation.body_media)
            raise UnsupportedTypeError(f'The body is of type "{media[:SHOWN]}"; expected {expected}.')
        return await read_body(self.request), "json" in media


def given_of(parameters: Iterable[Parameter], sent: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The values of a query, and the defaults of what it leaves out. Raises `UsageError`."""
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, Any] = {}
    for name, text in sent:
        if name not in known:
            raise UsageError(_unknown(name, known))
        if name in given:
            raise UsageError(f"{name} is given twice.")
        given[name] = value_of(known[name], text)
    for name, parameter in known.items():
        if parameter.required and name not in given:
            raise UsageError(f"{name} is missing; {_expected(parameter)}.")
        if parameter.default is not None:
            given.setdefault(name, parameter.default)
    return given


def _unknown(name: str, known: Mapping[str, Parameter]) -> str:
    there_are = f"there are: {', '.join(known)}." if known else "there are none."
    return f'There is no parameter "{name[:SHOWN]}" here; {did_you_mean(name[:SHOWN], known) or there_are}'


def value_of(parameter: Parameter, text: str) -> str | int | bool:
    """What a text of the query means. Raises `UsageError`."""
    match parameter.type:
        case "integer" if _is_within(text, parameter):
            return int(text)
        case "boolean" if text in TRUTHS:
            return TRUTHS[text]
        case "string" if text in parameter.choices or not parameter.choices:
            return text
    hint = did_you_mean(text[:SHOWN], parameter.choices).capitalize()
    found = f'{parameter.name} is "{text[:SHOWN]}"; {_expected(parameter)}.'
    raise UsageError(f"{found} {hint}".rstrip())


def _is_within(text: str, parameter: Parameter) -> bool:
    if not (text.isascii() and text.isdigit()):
        return False
    number = int(text[:9])
    return (parameter.low or 0) <= number and (parameter.high is None or number <= parameter.high)


def _expected(parameter: Parameter) -> str:
    match parameter.type:
        case "integer":
            return f"expected a number from {parameter.low} to {parameter.high}"
        case "boolean":
            return "expected true or false"
        case _:
            return f"expected one of: {', '.join(parameter.choices)}"
