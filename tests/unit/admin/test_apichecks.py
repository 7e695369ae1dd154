"""Our own routes that hold a session against what is expected of it."""

import pytest

from tests.unit.exchanges import exchange


@pytest.mark.parametrize("path", ["verify", "called", "usage", "state", "mocks"])
async def test_nobody_looks_at_a_session_that_is_not_there(client, path):
    """A name with a slip of the pen in it would have passed, since nothing happened in it."""
    await client.put("/api/v1/sessions/worker-1")
    method = "POST" if path in {"verify", "called"} else "GET"
    body = {"mock": "x"} if path == "called" else {}
    answer = await client.request(method, f"/api/v1/{path}?session=wroker-1", json=body)
    told = 'there is no session named "wroker-1"; did you mean "worker-1"?'
    assert (answer.status_code, answer.json()) == (404, {"message": told})
    answer = await client.request(method, f"/api/v1/{path}", json=body, headers={"X-Smockproxy-Session": "v"})
    assert answer.status_code == 404


@pytest.mark.usefixtures("full")
async def test_the_verdict(client):
    own = (await client.post("/api/v1/verify")).json()
    assert (own["outcome"], own["exchanges"]) == ("passed", 0)
    answer = await client.post("/api/v1/verify", json={"fail_on": ["unusd"]})
    assert answer.status_code == 400


@pytest.mark.usefixtures("full")
async def test_calls(client):
    found = (await client.post("/api/v1/called", json={"request": {"path": "/hello"}})).json()
    assert found["count"] == 4
    assert found["exchanges"][0]["url"] == "http://hello.test/hello?x=1"


async def test_a_wait_begins_a_session(client, operations):
    operations.instance.remember(exchange(session_name="w"))
    told = (await client.post("/api/v1/wait?session=w", json={"request": {}, "timeout": 0})).json()
    assert (told["fulfilled"], told["exchanges"]) == (True, ["1"])
    assert (await client.get("/api/v1/sessions/w")).status_code == 200


async def test_usage(client):
    await client.post("/api/v1/mocks", json={"id": "m", "response": {}})
    assert (await client.get("/api/v1/usage")).json()["unused"] == ["m"]
