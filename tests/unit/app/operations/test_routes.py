"""The operations on routes."""

import pytest

from smockproxy.app.operations.mocks import MockOperations
from smockproxy.app.operations.routes import RouteOperations
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.decision import Answer, Forward
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.core.routing import PRIORITY
from tests.unit.exchanges import STARTED_AT, instance

OF_FILE = Mock("file", Fixed(Response()), source=Source("mocks/a.yml", 1), priority=1_000_000)


@pytest.fixture
def operations() -> RouteOperations:
    made = RouteOperations(instance())
    made.instance.engine.replace_files([OF_FILE])
    return made


def decided(operations: RouteOperations, form: Form = Form.ABSOLUTE, path: str = "/", **headers: str) -> type:
    lines = Headers.of((name.replace("_", "-"), line) for name, line in headers.items())
    request = Request("PURGE", "http", "api.test", 80, path, lines, form=form, client="10.0.0.1")
    return type(operations.instance.engine.decide(request))


async def test_a_host_is_real_and_mocked_again(operations):
    assert decided(operations) is Answer
    (row,) = await operations.put({"host": "API.test", "to": "real"})
    assert row == {
        "id": "route-api.test",
        "host": "api.test",
        "to": "real",
        "path": None,
        "headers": {},
        "by": None,
        "ttl": None,
        "uses": 0,
    }
    assert decided(operations) is Forward
    assert decided(operations, Form.ORIGIN) is Answer
    assert operations.routes()[0]["uses"] == 1
    assert await operations.put({"host": "api.test", "to": "mocked"}) == []
    assert decided(operations) is Answer


async def test_a_change_takes_the_place_of_the_route_before(operations):
    await operations.put({"host": "api.test", "to": "real"})
    (row,) = await operations.put({"host": "api.test", "to": "12.5%", "ttl": "10m"})
    assert (row["to"], row["ttl"]) == ("12.5%", "10m")
    (row,) = await operations.put({"host": "api.test", "to": "30%", "by": "ip"})
    assert (row["to"], row["by"], row["ttl"]) == ("30%", "ip", None)
    (row,) = await operations.put({"host": "api.test", "to": "0%"})
    assert (row["to"], decided(operations)) == ("0%", Answer)


async def test_a_route_that_was_disabled_is_in_force_when_it_is_set_again(operations):
    await operations.put({"host": "api.test", "to": "real"})
    MockOperations(operations.instance).switch("route-api.test", enabled=False)
    assert decided(operations) is Answer
    await operations.put({"host": "api.test", "to": "real"})
    assert decided(operations) is Forward


async def test_only_routes_in_force_are_listed(operations):
    await operations.put({"host": "api.test", "to": "real", "ttl": "10m"})
    MockOperations(operations.instance).switch("route-api.test", enabled=False)
    assert operations.routes() == []
    assert len(await operations.put({"host": "api.test", "to": "real", "ttl": "10m"})) == 1
    operations.instance.clock = lambda: STARTED_AT + 600
    assert operations.routes() == []
    assert len(await operations.put({"host": "api.test", "to": "real"})) == 1


async def test_a_mock_that_is_called_like_a_route_is_none(operations):
    without_host = Mock("route-x", Fixed(Response()), priority=PRIORITY)  # as an import may have it
    operations.instance.sessions.add([Mock("route-planner", Fixed(Response())), without_host])
    assert operations.routes() == []
    assert await operations.clear(None) == []
    assert operations.instance.engine.session.mock("route-planner") is not None


async def test_narrower_routes_stand_beside_each_other(operations):
    await operations.put({"host": "api.*", "to": "real", "path": "/pay/*"})
    rows = await operations.put({"host": "api.*", "to": "real", "headers": {"X-Real": "1"}})
    assert [(row["path"], row["headers"]) for row in rows] == [(None, {"X-Real": "1"}), ("/pay/*", {})]
    assert [decided(operations, path=path) for path in ("/pay/1", "/x")] == [Forward, Answer]
    assert decided(operations, X_Real="1") is Forward
    left = await operations.put({"host": "api.*", "to": "mocked", "path": "/pay/*"})
    assert [row["headers"] for row in left] == [{"X-Real": "1"}]
    assert await operations.put({"host": "api.*", "to": "mocked"}) == []


async def test_they_are_cleared_by_host_or_all(operations):
    for host in ("a.test", "b.test", "c.test"):
        await operations.put({"host": host, "to": "real"})
    assert [row["host"] for row in await operations.clear("B.test")] == ["c.test", "a.test"]
    assert await operations.clear(None) == []
    with pytest.raises(NotFoundError, match=r"There is no route of .b\.test."):
        await operations.clear("b.test")


async def test_the_id_of_a_long_host_fits(operations):
    (row,) = await operations.put({"host": f"{'a' * 60}.{'b' * 60}.test", "to": "real"})
    assert len(row["id"]) <= 100


async def test_a_mock_of_a_file_keeps_its_id(operations):
    operations.instance.engine.replace_files([Mock("route-api.test", Fixed(Response()))])
    with pytest.raises(ConflictError, match="is that of a mock in a file"):
        await operations.put({"host": "api.test", "to": "real"})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], "Expected a JSON object"),
        ({"host": "a.test", "to": "real", "hosts": 1}, "Unknown key"),
        ({"to": "real"}, "host is a host"),
        ({"host": "http://a.test", "to": "real"}, "host is a host"),
        ({"host": "a.test"}, "to is real, mocked"),
        ({"host": "a.test", "to": 30}, "to is real, mocked"),
        ({"host": "a.test", "to": ["real"]}, "to is real, mocked"),
        ({"host": "a.test", "to": "x%"}, "to is real, mocked"),
        ({"host": "a.test", "to": "nan%"}, "to is real, mocked"),
        ({"host": "a.test", "to": "101%"}, "to is real, mocked"),
        ({"host": "a.test", "to": "real", "path": 1}, "path is a text"),
        ({"host": "a.test", "to": "real", "headers": ["X"]}, "headers is an object"),
        ({"host": "a.test", "to": "real", "headers": {"X": 1}}, "headers is an object"),
        ({"host": "a.test", "to": "30%", "by": "user"}, "does not say who a client is"),
        ({"host": "a.test", "to": "real", "ttl": "soon"}, "ttl"),
    ],
)
async def test_what_is_no_route(operations, said, why):
    with pytest.raises(UsageError, match=why):
        await operations.put(said)
    assert operations.routes() == []
