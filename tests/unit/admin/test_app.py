"""What becomes of errors."""

import pytest
from httpx import ASGITransport, AsyncClient

from smockproxy.admin.app import admin_app
from tests.unit.exchanges import golden


async def test_unknown_route_names_those_that_there_are(client):
    answer = await client.get("/nope")
    assert answer.status_code == 404
    golden("exports/unknown-route.json", answer.text)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/reset"), ("PUT", "/mocks"), ("POST", "/api/v1/mocks")]
)
async def test_wrong_method(client, method, path):
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()) == (405, {"message": "Method Not Allowed"})


async def test_a_bug_of_ours_is_500_and_goes_on_to_the_log(operations):
    class Broken:
        def __getattr__(self, name):
            raise RuntimeError("a secret")

    transport = ASGITransport(admin_app(Broken(), {}), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://admin.test") as client:
        answer = await client.get("/api/v1/problems")
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal Server Error"})
