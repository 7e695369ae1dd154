"""Our own routes on mocks."""

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
