"""A resource as a definition has it, which makes the same resource of it again."""

from typing import Any

from smockproxy.core.delay import delay_shape
from smockproxy.core.resource import PAGE_SIZE, Action, Resource
from smockproxy.core.rowsearch import USUAL_NAMES
from smockproxy.interop.multimaps import headers_shape


def resource_shape(resource: Resource) -> dict[str, Any]:
    """The keys under `resource`, those that say what is usual left out."""
    names, schema, delay = resource.names, resource.schema, delay_shape(resource.delay)
    fields = {
        name: list(getattr(names, name)) for name in ("page", "limit", "offset", "sort", "order", "search")
    }
    usual = {name: list(getattr(USUAL_NAMES, name)) for name in fields}
    said: dict[str, Any] = {
        "only": [] if resource.only == tuple(Action) else [action.value for action in resource.only],
        "upsert": resource.upsert,
        "required": list(resource.required),
        "schema": None if schema is None else schema.arguments["value"],
        "envelope": resource.envelope,
        "page_size": 0 if resource.page_size == PAGE_SIZE else resource.page_size,
        "parameters": {name: given for name, given in fields.items() if given != usual[name]},
        "errors": "empty" if resource.has_plain_errors else "",
        **headers_shape(resource.headers),
        "delay": delay,
        "rows": list(resource.rows),
    }
    always = {"path_template": resource.paths.entry.text, "id": resource.id_field, "name": resource.name}
    return always | {key: value for key, value in said.items() if value}
