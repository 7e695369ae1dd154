"""Short ways to make a resource, and to ask it."""

from collections.abc import Iterable, Mapping
from json import dumps, loads
from typing import Any

from smockproxy.core.chance import Chance
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import Resource, ResourcePaths
from smockproxy.core.resources import Resources
from smockproxy.core.rows import Rows

PETS = ({"id": 1, "name": "a"}, {"id": 2, "name": "b"})


def paths_of(template: str) -> ResourcePaths:
    return ResourcePaths(PathTemplate.parse(template.rpartition("/")[0]), PathTemplate.parse(template))


def resource_of(
    rows: Iterable[Mapping[str, Any]] = PETS, template: str = "/pets/{id}", **options: Any
) -> Resource:
    return Resource("pets", paths_of(template), Rows.of(rows), **options)


def request_of(method: str, target: str, body: Any = None, **headers: str) -> Request:
    sent = b"" if body is None else body if isinstance(body, bytes) else dumps(body).encode()
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Request(method, "http", "a.test", 80, target, Headers.of(lines), sent)


class Asked:
    """A resource of a session, and how it is asked."""

    def __init__(self, resource: Resource | None = None, resources: Resources | None = None) -> None:
        self.resource = resource or resource_of()
        self.resources = resources or Resources()
        self.asked = 0

    def __call__(self, method: str, target: str, body: Any = None, **headers: str) -> Response:
        self.asked += 1
        chance = Chance(7, "m", self.asked)
        return self.resources.answer(self.resource, request_of(method, target, body, **headers), chance)

    def json(self, method: str, target: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """The status, and the body as JSON."""
        response = self(method, target, body, **headers)
        return response.status, loads(response.body) if response.body else None

    def ids(self, target: str) -> list[Any]:
        """The ids in the answer to a list."""
        status, rows = self.json("GET", target)
        assert status == 200, rows
        return [row["id"] for row in rows]
