"""How Smocker's routes are matched and their answers written: YAML or indented JSON, a newline at the end.

Source: Smocker (its admin API, and what its framework does with HEAD and OPTIONS).
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from smockproxy.admin.answers import in_pieces
from smockproxy.app.smocker.uploads import YAML_TYPE
from smockproxy.interop.gojson import go_json, go_json_list
from smockproxy.interop.yamlwriter import yaml_list, yaml_mapping

INDENT = "    "
JSON_TYPE = "application/json"


def smocker_route(method: str, path: str, endpoint: Callable[[Request], Awaitable[Response]]) -> Route:
    """A route of one method; HEAD is none of a GET's."""
    route = Route(path, endpoint, methods=[method])
    route.methods = {method}
    return route


def wants_yaml(request: Request) -> bool:
    """Whether Smocker's YAML type is anywhere in `Accept`, whatever its q."""
    return YAML_TYPE in request.headers.get("accept", "").lower()


def list_answer(request: Request, shapes: Iterable[Any]) -> Response:
    """A list, written off the event loop and sent piece by piece."""
    if wants_yaml(request):
        pieces, media_type = yaml_list(shapes), YAML_TYPE
    else:
        pieces, media_type = go_json_list(shapes, INDENT), JSON_TYPE
    encoded = (piece.encode("utf-8", "replace") for piece in pieces)
    # the type is set as a header: for a media type the framework would add a charset that Smocker has not
    return StreamingResponse(in_pieces(encoded), headers={"Content-Type": media_type})


def answer(request: Request, shape: dict[str, Any]) -> Response:
    """One mapping."""
    if wants_yaml(request):
        text, media_type = yaml_mapping(shape), YAML_TYPE
    else:
        text, media_type = go_json(shape, INDENT) + "\n", JSON_TYPE
    return Response(text.encode("utf-8", "replace"), headers={"Content-Type": media_type})
