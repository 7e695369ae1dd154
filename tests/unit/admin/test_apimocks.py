"""Our own routes on mocks."""

import pytest

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed


async def test_mocks_of_both_kinds(client, operations):
    of_file = Mock(
        "file-id", Fixed(Response(200, body=b"x")), times=2, priority=5, source=Source("mocks/a.yml", 3)
    )
    operations.instance.engine.replace_files([of_file])
    await client.post("/mocks", content=b"- {request: {path: /a}, response: {body: hi}}")
    operations.instance.engine.session.reserve(of_file)
    first, second = (await client.get("/api/v1/mocks")).json()["mocks"]
    assert {name: first[name] for name in ("id", "source", "priority", "times", "times_count")} == {
        "id": "file-id",
        "source": "mocks/a.yml:3",
        "priority": 5,
        "times": 2,
        "times_count": 1,
    }
    assert first["definition"]["response"]["body"] == "x"
    assert (second["source"], second["times_count"]) == (None, 0)
    assert second["definition"]["request"]["path"] == {"matcher": "ShouldEqual", "value": "/a"}


async def test_a_mock_from_its_beginning_to_its_end(client):
    added = await client.post("/api/v1/mocks", json={"id": "m", "request": {"path": "/a"}, "response": {}})
    assert (added.status_code, added.json()["ids"]) == (201, ["m"])
    assert (await client.get("/api/v1/mocks/m")).json() == added.json()["mocks"][0]
    replaced = await client.put("/api/v1/mocks/m", json={"response": {"body": "new"}})
    assert replaced.json()["definition"]["response"]["body"] == "new"
    patched = await client.patch("/api/v1/mocks/m", json={"response": {"status": 418}})
    assert patched.json()["definition"]["response"] == {"body": "new", "status": 418}
    assert (await client.post("/api/v1/mocks/m/disable")).json()["enabled"] is False
    assert (await client.post("/api/v1/mocks/m/enable")).json()["enabled"] is True
    assert (await client.delete("/api/v1/mocks/m")).status_code == 204
    assert (await client.get("/api/v1/mocks/m")).status_code == 404


async def test_a_mock_of_a_file_can_only_be_switched_off(client, operations):
    operations.instance.engine.replace_files([Mock("f", Fixed(Response()), source=Source("mocks/a.yml", 3))])
    for method in ("PUT", "PATCH", "DELETE"):
        answer = await client.request(method, "/api/v1/mocks/f", json={"response": {}})
        assert (answer.status_code, "mocks/a.yml:3" in answer.json()["message"]) == (409, True)
    assert (await client.post("/api/v1/mocks/f/disable")).json()["enabled"] is False
    await client.post("/api/v1/sessions/~/reset")
    assert (await client.get("/api/v1/mocks/f")).json()["enabled"] is True


async def test_what_is_wrong_with_a_text_has_its_place(client):
    content = b"- request: {path: /a}\n  response: {stauts: 200}\n"
    answer = await client.post("/api/v1/mocks", content=content, headers={"content-type": "text/yaml"})
    assert answer.status_code == 400
    told = answer.json()
    assert told["message"].startswith("line 2, column 14: [0].response.stauts: unknown key")
    assert [(each["line"], each["column"]) for each in told["problems"]] == [(2, 14)]
    assert (await client.get("/api/v1/mocks")).json() == {"mocks": []}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_a_session_that_is_not_there_has_no_mocks_to_change(client, method):
    body = None if method == "DELETE" else {"response": {}}
    answer = await client.request(method, "/api/v1/mocks/m?session=wroker", json=body)
    assert (answer.status_code, answer.json()["message"]) == (404, 'there is no session named "wroker"')
    assert len((await client.get("/api/v1/sessions")).json()["sessions"]) == 1
