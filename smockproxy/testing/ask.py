"""One question to the admin API, and how it is sent: values only, whoever carries them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from smockproxy.testing.address import Address

ROOT = "/api/v1"
JSON = "application/json"
YAML = "application/x-yaml"


@dataclass(frozen=True, slots=True)
class Ask[Answer]:
    """A question whose answer is of that type."""

    method: str
    path: str
    """Under `/api/v1`, with its names filled in."""
    query: Mapping[str, Any] = field(default_factory=dict)
    """What is None was left out; a session that was, is the client's."""
    body: bytes | None = None
    media: str = ""
    """The type of the body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = 0.0
    """Seconds that the server may take beside those of the client."""

    def answer_in(self, raw: bytes) -> Answer:
        """The answer, from JSON, or from nothing at all. Raises `ValueError`."""
        answer: Answer = json.loads(raw or b"null")
        return answer


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes over the wire."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes | None


def sent_of[Answer](ask: Ask[Answer], address: Address, session: str | None) -> Sent:
    """How a question is sent to an address. Raises `ValueError` for a header of more than a line."""
    query = urlencode({name: worded(value) for name, value in _given(ask.query, session).items()})
    target = f"{address.path}{ROOT}{ask.path}{'?' if query else ''}{query}"
    headers = {
        **({"Content-Type": ask.media} if ask.body is not None else {}),
        **({"Authorization": f"Bearer {address.token}"} if address.token else {}),
        **ask.headers,
    }
    for name, value in headers.items():
        if not value.isprintable():
            raise ValueError(f"{name}: {value!r} is no header's value.")
    return Sent(ask.method, target, headers, ask.body)


def _given(query: Mapping[str, Any], session: str | None) -> dict[str, Any]:
    chosen = dict(query)
    if "session" in query and query["session"] is None:
        chosen["session"] = session
    return {name: value for name, value in chosen.items() if value is not None}


def worded(value: str | float) -> str:
    """A parameter's value as a query has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_path(text: str) -> str:
    """A text as one segment of a path."""
    encoded = quote(text, safe="~")
    # whoever reads a path takes these two for steps in it
    return {".": "%2E", "..": "%2E%2E"}.get(encoded, encoded)


def as_json(value: Any) -> bytes:
    """A body of JSON. Raises `TypeError` or `ValueError` for what JSON has not."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")
