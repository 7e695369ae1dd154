"""The OpenAPI document of `/api/v1`, made from the table of operations.

Source: OpenAPI 3.1.1, whose schemas are JSON Schema 2020-12, as pydantic writes them.
"""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import TypeAdapter

from smockproxy.app.api.bodies import BOUNDS
from smockproxy.app.api.chaos import CHAOS
from smockproxy.app.api.clock import CLOCK
from smockproxy.app.api.resources import RESOURCES
from smockproxy.app.api.routes import ROUTES
from smockproxy.app.api.row import JSON, PATH_PARAMETERS, ROOT, UNNAMED, Operation, Parameter
from smockproxy.app.api.scenarios import SCENARIOS
from smockproxy.app.api.shapes import Refusal
from smockproxy.app.api.table import CHECKS, HISTORY, MOCKS, OPERATIONS, SERVER, SESSIONS
from smockproxy.version import VERSION

COMPONENTS = "#/components/schemas/{model}"
TAGS = (
    ("sessions", SESSIONS, "Sessions by their names."),
    ("mocks", MOCKS, "The mocks of a session."),
    ("history", HISTORY, "What was asked and answered."),
    ("checks", CHECKS, "What is expected of a session."),
    ("chaos", CHAOS, "Rules that disturb exchanges."),
    ("clock", CLOCK, "The clock of a session."),
    ("resources", RESOURCES, "The rows of a session's resources."),
    ("routes", ROUTES, "Which hosts are real, wholly or in part."),
    ("scenarios", SCENARIOS, "The scenarios of a session."),
    ("run", SERVER, "The run itself."),
)
STATUS_TEXTS = {
    200: "What was asked for.",
    201: "What was made.",
    204: "It is done.",
    400: "The call makes no sense; the message says why.",
    404: "What was named is not there.",
    409: "As things stand it cannot be done.",
    413: "The body is too large.",
    415: "The body is of a type that is not read.",
    503: "There is no room for one more.",
}
NAME_PATTERN = "^[A-Za-z0-9._-]{1,64}$|^~$"


def document() -> dict[str, Any]:
    """The whole document."""
    types = [kind for row in OPERATIONS for kind in (row.body, row.answer) if kind is not None]
    schemas, components = schemas_of([Refusal, *types])
    paths: dict[str, dict[str, Any]] = {}
    for tag, rows, _ in TAGS:
        for row in rows:
            paths.setdefault(f"{ROOT}{row.path}", {})[row.method.lower()] = operation_shape(row, tag, schemas)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "smockproxy",
            "version": VERSION,
            "summary": "The admin API of smockproxy: sessions, mocks, history and checks.",
        },
        "tags": [{"name": name, "description": text} for name, _, text in TAGS],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def schemas_of(types: Iterable[Any]) -> tuple[dict[int, dict[str, Any]], dict[str, Any]]:
    """The schema of each type by its `id`, and the schemas that these name."""
    adapters = {id(kind): (kind, TypeAdapter(kind)) for kind in types}
    inputs: list[tuple[int, Literal["validation"], TypeAdapter[Any]]] = [
        (key, "validation", adapter) for key, (_, adapter) in adapters.items()
    ]
    found, together = TypeAdapter.json_schemas(inputs, ref_template=COMPONENTS)
    schemas = {key: dict(schema) for (key, _), schema in found.items()}
    components = dict(together.get("$defs", {}))
    for schema in components.values():
        if "properties" in schema:
            schema["additionalProperties"] = False  # whoever gives more is told so
    for (name, key), bounds in BOUNDS.items():
        components[name]["properties"][key] |= bounds
    return schemas, components


def operation_shape(row: Operation, tag: str, schemas: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """One operation."""
    refusal = {"content": {JSON: {"schema": schemas[id(Refusal)]}}}
    refusals = {
        str(status): {"description": STATUS_TEXTS[status], **refusal} for status in sorted({400, *row.errors})
    }
    body = {"requestBody": _body_shape(row, schemas)} if row.body is not None else {}
    parameters = [*map(_in_path_shape, row.in_path), *map(_parameter_shape, row.parameters)]
    return {
        "operationId": row.name,
        "tags": [tag],
        "summary": row.summary,
        **({"parameters": parameters} if parameters else {}),
        **body,
        "responses": {str(row.status): _answer_shape(row, schemas), **refusals},
    }


def _answer_shape(row: Operation, schemas: dict[int, dict[str, Any]]) -> dict[str, Any]:
    description = {"description": STATUS_TEXTS[row.status]}
    if not row.media:
        return description
    schema = {"schema": schemas[id(row.answer)]} if row.answer is not None else {}
    return {**description, "content": dict.fromkeys(row.media, schema)}


def _body_shape(row: Operation, schemas: dict[int, dict[str, Any]]) -> dict[str, Any]:
    content = {media: {"schema": schemas[id(row.body)]} for media in row.body_media}
    return {"required": not row.body_may_be_left_out, "content": content}


def _in_path_shape(name: str) -> dict[str, Any]:
    schema = (
        {"type": "string", "pattern": NAME_PATTERN} if name == "name" else {"type": "string", "minLength": 1}
    )
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": PATH_PARAMETERS[name],
        "schema": schema,
        "example": UNNAMED if name == "name" else "17",
    }


def _parameter_shape(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        **({"required": True} if parameter.required else {}),
        "description": parameter.summary,
        "schema": parameter.schema,
        **({"example": parameter.example} if parameter.example else {}),
    }
