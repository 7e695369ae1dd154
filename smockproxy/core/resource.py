"""Resources: a collection of rows behind one mock, with list, get, create, replace, change and delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import NO_HEADERS, Headers, Request
from smockproxy.core.matcher import DocumentMatcher
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.pathtemplate import Parameter, PathTemplate
from smockproxy.core.rows import Rows
from smockproxy.core.rowsearch import USUAL_NAMES, QueryNames

PAGE_SIZE = 10
"""Rows of a page, where a request says only which page it wants (Mockoon, json-server)."""
PREFLIGHT = "OPTIONS"


class Action(Enum):
    """What can be done with rows."""

    LIST = "list"
    GET = "get"
    CREATE = "create"
    REPLACE = "replace"
    PATCH = "patch"
    DELETE = "delete"


METHODS: Mapping[Action, tuple[str, ...]] = {
    Action.LIST: ("GET", "HEAD"),
    Action.CREATE: ("POST",),
    Action.GET: ("GET", "HEAD"),
    Action.REPLACE: ("PUT",),
    Action.PATCH: ("PATCH",),
    Action.DELETE: ("DELETE",),
}
ON_COLLECTION = (Action.LIST, Action.CREATE)
ON_ENTRY = (Action.GET, Action.REPLACE, Action.PATCH, Action.DELETE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a resource a path leads."""

    parents: Mapping[str, str]
    """The values of the parameters before the id, which are fields of the rows, too."""
    key: str = ""
    """The row's id; empty for the collection."""


@dataclass(frozen=True, slots=True)
class ResourcePaths:
    """The paths of a resource: `/users` and `/users/{id}`."""

    collection: PathTemplate
    entry: PathTemplate

    @property
    def templates(self) -> tuple[PathTemplate, PathTemplate]:
        """Both; no path fits both of them."""
        return self.collection, self.entry

    @property
    def id_name(self) -> str:
        """The name of the parameter that is the id."""
        last = self.entry.segments[-1]
        return last.name if isinstance(last, Parameter) else ""

    def place(self, path: str) -> Place | None:
        """Where a path leads; None when it does not belong to the resource."""
        if (parents := self.collection.captures(path)) is not None:
            return Place(parents)
        captured = self.entry.captures(path)
        if captured is None:
            return None
        key = captured.pop(self.id_name)
        return Place(captured, key)


@dataclass(frozen=True, slots=True)
class OnResource:
    """The path must be that of the collection or of a row; preflight requests are left to others."""

    at: ResourcePaths
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether the path fits."""
        return request.method != PREFLIGHT and self.at.place(request.path) is not None

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if self.holds(request):
            return None
        if self.at.place(request.path) is not None:
            return Mismatch("method", f"any but {PREFLIGHT}", request.method)
        return Mismatch("path", f"{self.at.collection.text} or {self.at.entry.text}", request.path)


@dataclass(frozen=True, slots=True)
class Resource:
    """The responder of a resource."""

    name: str
    """Its rows in the session: mocks with the same name share them."""
    paths: ResourcePaths
    seed: Rows
    """What it begins with; nobody changes it."""
    delay: AnyDelay = NO_DELAY
    headers: Headers = NO_HEADERS
    """Of every answer."""
    only: tuple[Action, ...] = tuple(Action)
    upsert: bool = False
    """Whether replacing a row that is not there creates it."""
    required: tuple[str, ...] = ()
    """Fields that each row must have."""
    schema: DocumentMatcher | None = None
    """What each row must be."""
    envelope: str = ""
    """The key under which the answer to a list has the rows; empty: the answer is the rows."""
    has_plain_errors: bool = False
    """Whether the body of an error is `{}` (Mockoon, json-server)."""
    page_size: int = PAGE_SIZE
    names: QueryNames = USUAL_NAMES
    needs_body: ClassVar[bool] = True

    @property
    def id_field(self) -> str:
        """The field that is a row's id."""
        return self.seed.id_field

    @property
    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """What it begins with, as objects."""
        return tuple(row.values for row in self.seed)

    def allowed(self, place: Place) -> tuple[str, ...]:
        """The methods that are answered at a place."""
        actions = ON_ENTRY if place.key else ON_COLLECTION
        return tuple(method for action in actions if action in self.only for method in METHODS[action])
