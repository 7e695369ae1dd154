"""What becomes of errors."""

import pytest
from httpx import ASGITransport, AsyncClient

from smockproxy.admin.app import admin_app
from smockproxy.app.sessions.instances import Instances
from tests.unit.exchanges import golden


async def test_unknown_route_of_ours_names_the_nearest(client):
    answer = await client.get("/api/v1/nope")
    assert answer.status_code == 404
    golden("exports/unknown-route.json", answer.text)


@pytest.mark.parametrize("path", ["/", "/nope", "/reset", "/mocks/", "/pages/history"])
async def test_any_other_get_is_answered_with_a_page_of_routes(client, path):
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<code>POST /mocks</code>" in answer.text
    assert "<code>GET /api/v1/history</code>" in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/mocks"),
        ("POST", "/api/v1/problems"),
        ("GET", "/api/v1/why"),
        ("POST", "/nope"),
        ("POST", "/mocks/"),
        ("OPTIONS", "/nope"),
        ("PUT", "/reset"),
    ],
)
async def test_wrong_method(client, method, path):
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()) == (405, {"message": "Method Not Allowed"})


@pytest.mark.parametrize("path", ["/mocks", "/history", "/version", "/nope", "/"])
async def test_head_is_none_of_smockers(client, path):
    assert (await client.head(path)).status_code == 405


async def test_options_says_what_there_is(client):
    answer = await client.options("/mocks")
    assert (answer.status_code, answer.headers["allow"]) == (204, "OPTIONS, GET, POST")


async def test_answers_are_packed_for_whoever_takes_it(client):
    assert (await client.get("/mocks", headers={"Accept-Encoding": "gzip"})).headers[
        "content-encoding"
    ] == "gzip"
    assert (
        "content-encoding"
        not in (await client.get("/mocks", headers={"Accept-Encoding": "identity"})).headers
    )


async def test_a_bug_of_ours_is_500_and_goes_on_to_the_log(operations):
    class Broken:
        def __getattr__(self, name):
            raise RuntimeError("a secret")

    transport = ASGITransport(admin_app(Broken(), {}), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://admin.test") as client:
        answer = await client.get("/api/v1/problems")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})


async def test_a_client_that_leaves_while_it_sends_is_no_bug(operations, smocker):
    async def receive():
        return {"type": "http.disconnect"}

    async def send(_message):
        pass

    scope = {"type": "http", "method": "POST", "path": "/mocks", "query_string": b"", "headers": []}
    await admin_app(Instances(operations.instance), {})(scope, receive, send)
    assert smocker.sessions() == ()
