"""Creations: what a POST that creates something is answered with, whatever was sent.

Source of the fields that are added, and of their names: mockstack.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json import dumps
from typing import Any
from urllib.parse import quote

from smockproxy.core.chance import Chance
from smockproxy.core.http import NO_JSON, Headers, Request, Response
from smockproxy.core.problemdetails import PROBLEM_TYPE, problem_details

JSON_TYPE = "application/json"


def _problem(status: int, detail: str) -> Response:
    told = dumps(problem_details(status, detail)).encode()
    return Response(status, Headers.of([("Content-Type", PROBLEM_TYPE)]), told)


NOT_JSON = _problem(400, "The body says that it is JSON, and is not.")
TOO_LARGE = _problem(413, "The body is larger than what is held for matching.")
USUAL_FIELDS: Mapping[str, Any] = {
    "createdAt": "${now}",
    "updatedAt": "${now}",
    "createdBy": "${user}",
    "status": {"code": "OK", "error_code": None},
}
_TOKEN = frozenset("!#$&^_.+-0123456789abcdefghijklmnopqrstuvwxyz")
"""RFC 6838, 4.2: of a name in a media type, in lower case."""


@dataclass(frozen=True, slots=True)
class Creation:
    """What a creation answers with: what was sent, with an id and further fields."""

    is_on: bool = True
    id_field: str = "id"
    keeps_id: bool = False
    """Whether an id of the client's stays; else it gets a new one."""
    fields: Mapping[str, Any] = field(default_factory=lambda: USUAL_FIELDS, hash=False)
    """Put over what was sent; in texts `${now}`, `${uuid}` and `${user}` are filled in."""
    asks_templates: bool = False
    """Whether a template of the path's own answers, if there is one."""


def created(creation: Creation, request: Request, chance: Chance) -> Response:
    """The answer to a creation: 201 with what was sent and what is added; no body if that was no JSON."""
    media_type = media_type_of(request)
    if request.json is NO_JSON:
        return NOT_JSON if request.body and _said(request).endswith("json") else Response(201)
    made = _Creating(creation, request, chance).entry(request.json)
    lines = [("Content-Type", media_type)]
    made_id = made.get(creation.id_field) if isinstance(made, dict) else None
    if isinstance(made_id, str | int):
        path = quote(str(made_id).encode("utf-8", "replace"), safe="")
        lines.append(("Location", f"{request.path.rstrip('/')}/{path}"))
    return Response(201, Headers.of(lines), dumps(made, ensure_ascii=False).encode("utf-8", "replace"))


def media_type_of(request: Request) -> str:
    """The media type that a request says of itself, without parameters; that of JSON if it says none."""
    said = _said(request)
    kind, slash, name = said.partition("/")
    is_one = bool(kind and slash and name) and _TOKEN.issuperset(kind + name)
    return said if is_one else JSON_TYPE


def _said(request: Request) -> str:
    return request.headers.get("content-type").partition(";")[0].strip().lower()


@dataclass(slots=True)
class _Creating:
    """One creation, of one entry or several."""

    creation: Creation
    request: Request
    chance: Chance
    drawn: int = 0

    def entry(self, given: Any) -> Any:
        """What was sent, with its id and the further fields; of a list each entry."""
        if isinstance(given, list):
            return [self.entry(each) if isinstance(each, dict) else each for each in given]
        if not isinstance(given, dict):
            return given
        creation = self.creation
        has_id = creation.keeps_id and given.get(creation.id_field) is not None
        own = {} if has_id else {creation.id_field: self._uuid()}
        return {**given, **own, **self._filled(creation.fields)}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._told(value)
        if isinstance(value, Mapping):
            return {name: self._filled(each) for name, each in value.items()}
        return [self._filled(each) for each in value] if isinstance(value, list) else value

    def _told(self, text: str) -> str:
        if "${" not in text:
            return text
        if "${now}" in text:
            moment = datetime.fromtimestamp(self.request.received_at, UTC).isoformat(timespec="milliseconds")
            text = text.replace("${now}", moment.replace("+00:00", "Z"))
        if "${user}" in text:
            text = text.replace("${user}", self.request.headers.get("x-user-id") or self._uuid())
        return text.replace("${uuid}", self._uuid()) if "${uuid}" in text else text

    def _uuid(self) -> str:
        self.drawn += 1
        return self.chance.uuid(str(self.drawn))
