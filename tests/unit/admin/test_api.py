"""The table of operations, the routes, their handlers: all in step."""

from smockproxy.admin.api import api_routes, handlers
from smockproxy.admin.asked import Served
from smockproxy.app.api.table import BY_NAME, OPERATIONS
from smockproxy.app.sessions.instances import Instances


def served(operations):
    return Served(Instances(operations.instance), {})


async def test_health(client):
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_each_operation_has_a_handler_and_no_handler_is_without(operations):
    assert set(handlers(served(operations))) == set(BY_NAME)


def test_each_operation_has_a_route(operations):
    routes = {route.name: route for route in api_routes(served(operations))}
    assert set(routes) == {*BY_NAME, "healthz"}
    for row in OPERATIONS:
        route = routes[row.name]
        assert route.path == f"/api/v1{row.path}"
        assert row.method in route.methods


async def test_a_parameter_that_an_operation_has_not(client):
    answer = await client.get("/api/v1/problems?limit=3")
    told = 'There is no parameter "limit" here; there are none.'
    assert (answer.status_code, answer.json()) == (400, {"message": told})
