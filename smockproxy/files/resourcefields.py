"""`resource`: a collection of rows that a mock lists, shows, creates, replaces, changes and deletes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Self, cast

from pydantic import AfterValidator, Field, PlainValidator, ValidationInfo, model_validator

from smockproxy.core.duration import NO_DELAY
from smockproxy.core.http import Headers
from smockproxy.core.matcher import BadValueError, DocumentMatcher, Takes
from smockproxy.core.pathtemplate import Parameter, PathTemplate, TemplateError
from smockproxy.core.problem import Severity, did_you_mean
from smockproxy.core.resource import PAGE_SIZE, Action, Resource, ResourcePaths
from smockproxy.core.rows import NoRoomError, NoRowError, Rows
from smockproxy.core.rowsearch import USUAL_NAMES, QueryNames
from smockproxy.core.tables import Table
from smockproxy.files.fields import Boolean, DelayRange, Integer, Text, text_of
from smockproxy.files.matchervalues import value_of
from smockproxy.files.model import Wire
from smockproxy.files.reading import (
    INCOMPLETE,
    Complaint,
    complain,
    complain_each,
    complaints_about,
    reading_of,
)
from smockproxy.files.responsefields import HeaderMap
from smockproxy.files.scalars import Plain, boolean_of, kind_of, quoted
from smockproxy.files.tablefields import read_tables

USUAL_ID = "id"
SCHEMA = "ShouldMatchSchema"
ACTIONS = tuple(action.value for action in Action)
MOST_SHOWN = 10_000
"""Rows of a page, unless a request asks for more."""
ERRORS = ("problem", "empty")
type NamedTable = tuple[str, Table]
ENVELOPE = "items"
"""The key of the rows where it is only said that there is an envelope."""
PATH_HINT = "write it like /users/{id}: the collection is the path before the last segment"


def _paths_of(tree: Any) -> ResourcePaths:
    text = text_of(tree).strip()
    try:
        template = PathTemplate.parse(text)
    except TemplateError as error:
        raise complain(f"{quoted(text)}: {error}", hint=PATH_HINT) from None
    *before, last = template.segments
    if not before:
        raise complain(f"{quoted(template.text)} has no collection before the id of a row", hint=PATH_HINT)
    if not isinstance(last, Parameter) or last.kind == "path":
        raise complain(f"{quoted(template.text)} does not end with the id of a row", hint=PATH_HINT)
    collection = template.text.rpartition("/")[0]
    return ResourcePaths(PathTemplate.parse(collection), template)


def _action_of(tree: Any) -> Action:
    word = text_of(tree)
    if word not in ACTIONS:
        hint = did_you_mean(word, ACTIONS) or f"there are {', '.join(ACTIONS)}"
        raise complain(f"unknown action {quoted(word)}", hint=hint)
    return Action(word)


def _errors_of(tree: Any) -> str:
    word = text_of(tree)
    if word not in ERRORS:
        hint = did_you_mean(word, ERRORS) or "problem: what is wrong (RFC 9457); empty: {}"
        raise complain(f"expected {' or '.join(ERRORS)}, found {quoted(word)}", hint=hint)
    return word


def _envelope_of(tree: Any) -> str:
    is_wanted = boolean_of(tree) if isinstance(tree, Plain) else tree
    if isinstance(is_wanted, bool):
        return ENVELOPE if is_wanted else ""
    name = text_of(tree)
    if not name or name in {"total", "page", "pages", "limit", "offset"}:
        raise complain(f"{quoted(name)} can't be the key of the rows", hint="true, or a name like items")
    return name


def _schema_of(tree: Any, info: ValidationInfo) -> DocumentMatcher:
    """A schema as `ShouldMatchSchema` takes it: a mapping, or the name of a file that has it."""
    said = {"file": tree} if isinstance(tree, str) else {"value": tree}
    try:
        matcher = reading_of(info).matchers[SCHEMA](value_of(Takes.JSON, said, info))
    except BadValueError as error:
        raise complain_each(tuple(complaints_about(error, is_inside=not isinstance(tree, str)))) from None
    if not isinstance(matcher, DocumentMatcher):
        raise complain("a schema is not available")
    return matcher


def _some(number: int) -> int:
    if not 1 <= number <= MOST_SHOWN:
        raise complain(f"expected 1 to {MOST_SHOWN}, found {number}")
    return number


def _names_of(tree: Any) -> tuple[str, ...]:
    names = tuple(map(text_of, tree if isinstance(tree, list) else [tree]))
    if not all(names):
        raise complain("expected the name of a parameter, found nothing")
    return names


def _seed_of(tree: Any, info: ValidationInfo) -> Table:
    """Rows as a table of `data` has them: here, or in a file."""
    written = {"rows": tree} if isinstance(tree, dict) else tree
    read = read_tables({"rows": written}, reading_of(info))
    errors = [found for found in read.complaints if found.severity is Severity.ERROR]
    if errors or not read.tables:
        before = 3 if isinstance(tree, dict) else 2
        raise complain_each([replace(found, steps=found.steps[before:]) for found in errors])
    return read.tables[0][1]


def _data_of(tree: Any, info: ValidationInfo) -> NamedTable:
    name, tables = text_of(tree), dict(reading_of(info).tables)
    if name not in tables:
        hint = f"there is {', '.join(tables)}" if tables else f"name it: `data: {{{name}: {name}.csv}}`"
        raise complain(f"the file has no data {quoted(name)}", hint=did_you_mean(name, tables) or hint)
    return name, tables[name]


type ResourcePath = Annotated[ResourcePaths, PlainValidator(_paths_of)]
type ActionName = Annotated[Action, PlainValidator(_action_of)]
type ErrorStyle = Annotated[str, PlainValidator(_errors_of)]
type Envelope = Annotated[str, PlainValidator(_envelope_of)]
type RowSchema = Annotated[DocumentMatcher, PlainValidator(_schema_of)]
type PageSize = Annotated[Integer, AfterValidator(_some)]
type ParameterNames = Annotated[tuple[str, ...], PlainValidator(_names_of)]
type SeedRows = Annotated[Table, PlainValidator(_seed_of)]
type DataName = Annotated[NamedTable, PlainValidator(_data_of)]


class ParametersWire(Wire):
    """`parameters` of a resource: what the parameters of the query are called that are no filters."""

    page: ParameterNames = USUAL_NAMES.page
    limit: ParameterNames = USUAL_NAMES.limit
    offset: ParameterNames = USUAL_NAMES.offset
    sort: ParameterNames = USUAL_NAMES.sort
    order: ParameterNames = USUAL_NAMES.order
    search: ParameterNames = USUAL_NAMES.search


class ResourceWire(Wire):
    """`resource`."""

    path_template: ResourcePath | None = None
    data: DataName | None = None
    rows: SeedRows | None = None
    id: Text = USUAL_ID
    name: Text = ""
    only: list[ActionName] = Field(default_factory=list)
    upsert: Boolean = False
    required: list[Text] = Field(default_factory=list)
    row_schema: RowSchema | None = Field(default=None, alias="schema")
    envelope: Envelope = ""
    page_size: PageSize = PAGE_SIZE
    parameters: ParametersWire = ParametersWire()
    errors: ErrorStyle = "problem"
    headers: HeaderMap = Field(default_factory=dict)
    delay: DelayRange = NO_DELAY

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.path_template is None:
            raise complain("a resource needs a path_template", hint=PATH_HINT, code=INCOMPLETE)
        if self.data is not None and self.rows is not None:
            raise complain("a resource has either data or rows, not both", steps=("rows",), of_key=True)
        _ = self.seed
        return self

    @cached_property
    def seed(self) -> Rows:
        """What the resource begins with. Raises `PydanticCustomError` where rows have no good ids."""
        table, key = (self.rows, "rows") if self.data is None else (self.data[1], "data")
        try:
            return Rows.of(_objects(table, self.id) if table else (), self.id)
        except NoRowError as error:
            hint = f'"id" says which field tells rows apart; it is {quoted(self.id)}'
            raise complain(str(error), hint=hint, steps=(key,)) from None
        except NoRoomError as error:
            raise complain(str(error), steps=(key,)) from None


def _objects(table: Table, id_field: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a table, with the keys that they stand under as their ids."""
    rows = table.all()
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            raise NoRowError(f"row {number} is {kind_of(row)}, expected a mapping")
    if not table.key:
        for key, place in table.places.items():
            rows[place] = {id_field: key, **rows[place]}
    return rows


def resource_of(wire: ResourceWire, host: str, file: str, lines: Sequence[tuple[str, str]]) -> Resource:
    """The core's resource, of a mock for some host in some file, with the header lines of its answers."""
    paths = cast("ResourcePaths", wire.path_template)  # without one a model is refused
    names = wire.parameters
    return Resource(
        wire.name or _name_of(wire, f"{host}{paths.collection.text}", file),
        paths,
        wire.seed,
        wire.delay,
        Headers.of(lines),
        tuple(wire.only) or tuple(Action),
        wire.upsert,
        tuple(wire.required),
        wire.row_schema,
        wire.envelope,
        wire.errors == "empty",
        wire.page_size,
        QueryNames(*(getattr(names, field) for field in ParametersWire.model_fields)),
    )


def _name_of(wire: ResourceWire, address: str, file: str) -> str:
    """Whose rows they are, where nobody says it: those of the file's data, or of the address alone."""
    if wire.data is None:
        return address
    by = "" if wire.id == USUAL_ID else f" by {wire.id}"
    return f"{file}:{wire.data[0]}{by}" if file else f"{wire.data[0]}{by}"


def resource_complaints(tree: Mapping[str, Any]) -> Sequence[Complaint]:
    """What is wrong with a resource beside what else a mock asks of the path."""
    request = tree.get("request")
    if tree.get("resource") is None or not isinstance(request, dict):
        return ()
    return [
        Complaint(
            message=f"a resource has paths of its own: {key} would leave some of them out",
            hint="path_template of the resource says where it is",
            steps=("request", key),
            of_key=True,
        )
        for key in ("path", "path_template", "url")
        if request.get(key) is not None
    ]


_NAMES: dict[str, Any] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
RESOURCE_FRAGMENTS: Mapping[str, dict[str, Any]] = {
    "ResourcePath": {"type": "string", "pattern": r"^/.*\{[^/{}]+\}$"},
    "ActionName": {"enum": list(ACTIONS)},
    "ErrorStyle": {"enum": list(ERRORS)},
    "Envelope": {"type": ["boolean", "string"]},
    "RowSchema": {"type": ["object", "string"]},
    "PageSize": {"type": "integer", "minimum": 1, "maximum": MOST_SHOWN},
    "ParameterNames": _NAMES,
    "SeedRows": {"type": ["array", "object", "string"]},
    "DataName": {"type": "string"},
}
"""Name of a type of this module → what it takes, as JSON Schema."""
