"""The rows of a session's resources, and what requests do with them.

Every change is made in one call without waiting in between, so concurrent requests lose nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import quote

from smockproxy.core.chance import Chance
from smockproxy.core.http import NO_JSON, Headers, Request, Response
from smockproxy.core.mergepatch import merged
from smockproxy.core.resource import Place, Resource
from smockproxy.core.resourceanswers import (
    MERGE_PATCH,
    RefusedError,
    created,
    listed,
    names_tag,
    refused,
    shown,
    without_content,
)
from smockproxy.core.rows import NoRoomError, NoRowError, Row, Rows, check_levels, key_of
from smockproxy.core.rowsearch import BadQueryError, link_header, search, text_of

ABSENT = object()
LONGEST_ID = 256
"""Characters of an id that comes with a request: it goes into `Location`, whose length clients limit."""
DOTS = frozenset({".", ".."})
"""As segments of a path these lead elsewhere (RFC 3986, 5.2.4)."""


class Resources:
    """The rows of a session's resources, as far as they were changed; the others are as they begin."""

    def __init__(self) -> None:
        self._rows_of: dict[str, Rows] = {}
        self._own: set[str] = set()
        """Names of those whose rows no copy has, so that they can be changed in place."""
        self._revision = 0
        self._kept: list[tuple[int, str]] = []
        """What was last written of them, and at which revision; shared with copies."""

    def copy(self) -> "Resources":
        """The same rows; from here on the two go apart."""
        twin = Resources()
        twin._rows_of, self._own = dict(self._rows_of), set()
        twin._revision, twin._kept = self._revision, self._kept
        return twin

    def rows(self, resource: Resource) -> Rows:
        """The rows of a resource, not to be changed."""
        rows = self._rows_of.get(resource.name)
        return resource.seed if rows is None or rows.id_field != resource.id_field else rows

    def is_changed(self, resource: Resource) -> bool:
        """Whether the rows are no longer those that the resource begins with."""
        return self.rows(resource) is not resource.seed

    def reset(self, name: str) -> None:
        """Put a resource back to what it begins with."""
        if self._rows_of.pop(name, None) is not None:
            self._own.discard(name)
            self._revision += 1

    def _changed(self, resource: Resource) -> Rows:
        """The rows of a resource, to be changed."""
        name = resource.name
        rows = self.rows(resource)
        if name not in self._own or rows is resource.seed:
            self._rows_of[name] = rows.copy()
            self._own.add(name)
        self._revision += 1
        return self._rows_of[name]

    def kept(self) -> str:
        """All that was changed, as JSON for `of_kept`; quick if nothing changed since. For one thread."""
        if not self._kept or self._kept[0][0] != self._revision:
            rows = ",".join(f"{json.dumps(name)}:{each.kept()}" for name, each in self._rows_of.items())
            self._kept[:] = [(self._revision, f"{{{rows}}}")]
        return self._kept[0][1]

    @classmethod
    def of_kept(cls, kept: Mapping[str, Any]) -> "Resources":
        """The resources that `kept` wrote. Raises `ValueError` and the like for what it never wrote."""
        resources = cls()
        resources._rows_of = {name: Rows.of_kept(each) for name, each in kept.items()}
        return resources

    def answer(self, resource: Resource, request: Request, chance: Chance) -> Response:
        """Do what a request asks for."""
        try:
            place = _place(resource, request)
            response = self._done(_Call(resource, request, place, self.rows(resource), chance))
        except RefusedError as error:
            response = refused(resource, error)
        except NoRowError as error:
            response = refused(resource, RefusedError(422, str(error)))
        except NoRoomError as error:
            response = refused(resource, RefusedError(507, str(error)))
        return Response(response.status, response.headers.joined(resource.headers), response.body)

    def _done(self, call: "_Call") -> Response:
        action: Callable[[_Call], Response]
        match call.request.method:
            case "POST":
                action = self._create
            case "PUT":
                action = self._replace
            case "PATCH":
                action = self._patch
            case "DELETE":
                action = self._delete
            case _:
                action = _show if call.place.key else _list
        return action(call)

    def _create(self, call: "_Call") -> Response:
        values = {**call.object(), **call.parents}
        name = call.resource.id_field
        if values.get(name) is None:
            values.pop(name, None)
            values[name] = call.new_id()
        key = call.key_of(values[name])
        if call.rows.get(key) is not None:
            raise RefusedError(409, f"there is a row with the {name} {key} already")
        return self._stored_anew(call, key, values)

    def _stored_anew(self, call: "_Call", key: str, values: dict[str, Any]) -> Response:
        row = call.checked(values)
        self._changed(call.resource).put(key, row)
        return created(row, call.location(key))

    def _replace(self, call: "_Call") -> Response:
        before = call.row()
        if before is None and call.resource.upsert:
            call.check_preconditions(before)
            return self._put_new(call)
        if before is None:
            raise call.missing()
        call.check_preconditions(before)
        name, body = call.resource.id_field, call.object()
        call.check_id(body)
        own_id = {name: before.values[name]}
        values = own_id | body | call.parents | own_id
        return self._stored(call, values)

    def _put_new(self, call: "_Call") -> Response:
        name, body, key = call.resource.id_field, call.object(), call.place.key
        call.check_id(body)
        if call.rows.get(key) is not None:
            raise RefusedError(409, f"there is a row with the {name} {key} elsewhere")
        row_id = body.get(name, call.rows.alike(name, key))
        return self._stored_anew(call, key, {name: row_id, **body, **call.parents})

    def _patch(self, call: "_Call") -> Response:
        before = call.row()
        if before is None:
            raise call.missing()
        call.check_preconditions(before)
        patch = call.object(MERGE_PATCH)
        call.check_id(patch)
        name = call.resource.id_field
        values = merged(before.values, patch) | call.parents | {name: before.values[name]}
        values = {field: values[field] for field in (*before.values, *values) if field in values}
        return self._stored(call, values)

    def _stored(self, call: "_Call", values: dict[str, Any]) -> Response:
        row = call.checked(values)
        self._changed(call.resource).put(call.place.key, row)
        return shown(row, call.request)

    def _delete(self, call: "_Call") -> Response:
        before = call.row()
        if before is None:
            raise call.missing()
        call.check_preconditions(before)
        self._changed(call.resource).drop(call.place.key)
        return without_content()


def _place(resource: Resource, request: Request) -> Place:
    """Where the request leads. Raises `RefusedError` where its method does not work."""
    place = resource.paths.place(request.path)
    if place is None:
        raise RefusedError(404, "the path is none of the resource")
    if request.method not in (allowed := resource.allowed(place)):
        told = f"{request.method} does not work here"
        raise RefusedError(405, told, Headers.of([("Allow", ", ".join(allowed))]))
    return place


def _list(call: "_Call") -> Response:
    resource, request, wanted = call.resource, call.request, call.place.parents.items()
    rows = list(call.rows)
    for name, text in wanted:
        rows = [row for row in rows if text_of(row.values.get(name)) == text]
    try:
        found = search(rows, request.query_params, resource.names, resource.page_size)
    except BadQueryError as error:
        raise RefusedError(400, str(error)) from None
    path = f"{request.scheme}://{request.authority}{request.path}"
    links = link_header(found.page, path, request.query_params, resource.names) if found.page else ""
    return listed(found, len(rows), links, resource.envelope)


def _show(call: "_Call") -> Response:
    row = call.row()
    if row is None:
        raise call.missing()
    return shown(row, call.request)


@dataclass(frozen=True, slots=True)
class _Call:
    """A request to a resource."""

    resource: Resource
    request: Request
    place: Place
    rows: Rows
    chance: Chance

    @property
    def parents(self) -> dict[str, Any]:
        """The fields that the path sets."""
        return {name: self.rows.alike(name, text) for name, text in self.place.parents.items()}

    def row(self) -> Row | None:
        """The row that is meant, if it belongs to the parents."""
        row = self.rows.get(self.place.key)
        if row is None:
            return None
        wanted = self.place.parents.items()
        is_theirs = all(text_of(row.values.get(name)) == text for name, text in wanted)
        return row if is_theirs else None

    def missing(self) -> "RefusedError":
        """That there is no such row."""
        return RefusedError(404, f"there is no row with the {self.resource.id_field} {self.place.key}")

    def object(self, *types: str) -> dict[str, Any]:
        """The body. Raises `RefusedError` when it is none, or has another type."""
        media = self.request.headers.get("content-type").partition(";")[0].strip().lower()
        if media and media not in {"application/json", *types} and not _is_plain_json(media):
            known = " or ".join(("application/json", *types))
            accepted = Headers.of(
                [("Accept-Patch", ", ".join(("application/json", *types)))] if types else []
            )
            raise RefusedError(415, f"Content-Type is {media}, expected {known}", accepted)
        if self.request.body is None:
            raise RefusedError(413, "the body is larger than what is held for matching")
        body = self.request.json
        if body is NO_JSON:
            raise RefusedError(400, "the body is no JSON" if self.request.body else "there is no body")
        if not isinstance(body, dict):
            raise RefusedError(400, "the body is JSON, but no object")
        check_levels(body)
        return body

    def new_id(self) -> Any:
        """An id that no row has: the number after the highest one, or a UUID where one is no number."""
        if (number := self.rows.next_number()) is not None:
            return self.rows.alike(self.resource.id_field, str(number))
        made = (self.chance.uuid(f"id {attempt}") for attempt in count())
        return next(each for each in made if self.rows.get(each) is None)

    def key_of(self, row_id: Any) -> str:
        """An id as paths have it. Raises `RefusedError` for one that no path can have."""
        key = key_of(row_id)
        place = self.resource.paths.place(self.location(key))
        is_good = 0 < len(key) <= LONGEST_ID and key not in DOTS
        if not is_good or place is None or place.key != key:
            entry = self.resource.paths.entry.text
            raise RefusedError(422, f"the {self.resource.id_field} is none that {entry} can have")
        return key

    def location(self, key: str) -> str:
        """The path of a row."""
        collection = self.request.path.rpartition("/")[0] if self.place.key else self.request.path
        return f"{collection}/{quote(key, safe='')}"

    def check_id(self, body: Mapping[str, Any]) -> None:
        """Raise `RefusedError` where a body would change the id."""
        name, key = self.resource.id_field, self.place.key
        if (found := body.get(name, ABSENT)) is not ABSENT and key_of(found) != key:
            raise RefusedError(409, f"the {name} of the row {key} can't be changed")

    def check_preconditions(self, row: Row | None) -> None:
        """Raise `RefusedError` where the row is not as the client thinks (RFC 9110, 13.1)."""
        headers = self.request.headers
        wanted, unwanted = headers.get("if-match"), headers.get("if-none-match")
        if wanted and not (row and names_tag(wanted, row.tag)):
            raise RefusedError(412, "the row has changed: its ETag is not one of If-Match")
        if unwanted and row and names_tag(unwanted, row.tag):
            raise RefusedError(412, "there is such a row: its ETag is one of If-None-Match")

    def checked(self, values: dict[str, Any]) -> Row:
        """The row of these values. Raises `RefusedError` when it is not as the resource wants rows."""
        absent = [name for name in self.resource.required if values.get(name) is None]
        if absent:
            errors = [{"field": name, "detail": "is required"} for name in absent]
            told = f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} required"
            raise RefusedError(422, told, more={"errors": errors})
        schema = self.resource.schema
        if schema is not None and (difference := schema.difference(values)) is not None:
            field = ".".join(map(str, difference.path))
            told = f"expected {difference.expected}, found {difference.actual}"
            errors = [{"field": field, "detail": told}]
            raise RefusedError(422, f"{field}: {told}" if field else told, more={"errors": errors})
        return Row.of(values)


def _is_plain_json(media: str) -> bool:
    return media.endswith("+json") and media not in {MERGE_PATCH, "application/json-patch+json"}
