"""What a row of the table of operations says.

Rules of this file: standard library only, so that clients and commands can read the table, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal

JSON = "application/json"
YAML = "application/x-yaml"
EVENTS = "text/event-stream"
ANYTHING = "*/*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of the query."""

    name: str
    summary: str
    type: Literal["string", "integer", "boolean"] = "string"
    choices: tuple[str, ...] = ()
    pattern: str = ""
    """Of a text that is more than any text, for the document; who reads it says the rest."""
    low: int | None = None
    high: int | None = None
    required: bool = False
    default: str | int | bool | None = None
    """What is meant when it is left out; None where that is said by the summary."""
    example: str = ""

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        facts = {
            "type": self.type,
            "enum": list(self.choices) or None,
            "pattern": self.pattern or None,
            "minimum": self.low,
            "maximum": self.high,
            "default": self.default,
        }
        return {name: value for name, value in facts.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked of the admin API."""

    name: str
    """Also of its handler, of the client's method, and its `operationId`."""
    method: str
    path: str
    """Under `/api/v1`; `{name}` stands for a part of one segment."""
    summary: str
    parameters: tuple[Parameter, ...] = ()
    body: Any = None
    """The type of the body, in JSON; None when there is none."""
    body_may_be_left_out: bool = False
    body_media: tuple[str, ...] = (JSON,)
    answer: Any = None
    """The type of the answer in JSON; None when it is no JSON, or nothing."""
    status: int = 200
    media: tuple[str, ...] = (JSON,)
    """What types the answer can have; none when it has no body."""
    errors: tuple[int, ...] = ()
    """Statuses of the refusals that it has beside 400."""
    command: str = ""
    """The command line's words for it."""
    no_command: str = ""
    """Why it has none."""

    @property
    def in_path(self) -> tuple[str, ...]:
        """The names in the path."""
        return tuple(name for _, name, _, _ in Formatter().parse(self.path) if name)

    def path_of(self, **values: str) -> str:
        """The path with its names filled in; the values must be percent-encoded already."""
        return f"{ROOT}{self.path.format(**values)}"


ROOT = "/api/v1"
UNNAMED = "~"
"""What stands in a path for the session of those that give no name: no name can be that."""

PATH_PARAMETERS: Mapping[str, str] = {
    "id": "The id of a mock, or of an exchange.",
    "name": f"The name of a session; `{UNNAMED}` for the unnamed one.",
}
