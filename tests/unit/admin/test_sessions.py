"""Smocker's routes on sessions."""

import json

import pytest
import yaml

from smockproxy.core.http import Request, Response
from tests.unit.exchanges import exchange

YAML = {"Accept": "application/x-yaml"}
ONE = b"- {request: {path: /a}, response: {body: a}, context: {times: 2}}\n"


def here(smocker, **facts):
    entry = exchange(**({"session": smocker.session().facts.id} | facts))
    smocker.instance.history.append(entry)


async def test_none_at_the_start(client):
    for path in ("/sessions", "/sessions/summary"):
        assert (await client.get(path)).text == "[]\n"


async def test_a_session_begins(client):
    answer = await client.post("/sessions?name=next")
    assert answer.text.startswith('{\n    "id": "id1",\n    "name": "next",\n    "date": "2026-11-21T')
    assert (await client.post("/sessions?name=%20")).json()["name"] == "Session #2"
    assert [each["name"] for each in (await client.get("/sessions/summary")).json()] == ["next", "Session #2"]


async def test_a_session_is_renamed(client):
    facts = (await client.post("/sessions?name=next")).json()
    answer = await client.put("/sessions", json={"id": facts["id"], "name": "b"})
    assert answer.json() == facts | {"name": "b"}
    answer = await client.put("/sessions", json={"id": "zz", "name": "b"})
    assert (answer.status_code, answer.json()) == (404, {"message": "session not found"})


async def test_a_session_is_deleted(client):
    first, second = [(await client.post(f"/sessions?name={name}")).json() for name in ("a", "b")]
    assert (await client.delete(f"/sessions/{second['id']}")).json() == [first]
    assert (await client.delete(f"/sessions/{second['id']}")).status_code == 404


@pytest.mark.parametrize(("headers", "read"), [({}, json.loads), (YAML, yaml.safe_load)])
async def test_export(client, smocker, headers, read):
    await client.post("/mocks?session=suite", content=ONE)
    here(smocker)
    (session,) = read((await client.get("/sessions", headers=headers)).text)
    assert list(session) == ["id", "name", "date", "history", "mocks"]
    assert session["name"] == "suite"
    assert session["mocks"][0]["request"]["path"]["value"] == "/a"
    assert session["history"][0]["request"]["path"] == "/hello"


async def test_verify(client, smocker):
    await client.post("/mocks", content=ONE)
    verdict = (await client.post("/sessions/verify")).json()
    assert verdict["mocks"]["verified"] is verdict["mocks"]["all_used"] is False
    assert verdict["history"] == {"verified": True, "message": "History is clean"}
    for _ in range(2):
        smocker.instance.engine.decide(Request("GET", "http", "a.test", 80, "/a"))
    assert (await client.post("/sessions/verify")).json()["mocks"] == {
        "verified": True,
        "all_used": True,
        "message": "All mocks match expectations",
    }
    here(smocker, response=Response(666))
    verdict = yaml.safe_load((await client.post("/sessions/verify", headers=YAML)).text)
    assert verdict["mocks"]["allused"]
    assert not verdict["history"]["verified"]


async def test_history_summary(client, smocker):
    here(smocker)
    drawn = (await client.get("/history/summary?src=x-mock")).json()
    assert [each["type"] for each in drawn] == ["request", "processing", "response"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/sessions/verify"), ("GET", "/history/summary"), ("GET", "/mocks")]
)
async def test_an_unknown_session(client, method, path):
    answer = await client.request(method, path, params={"session": "zz"})
    assert (answer.status_code, answer.json()) == (404, {"message": "session not found"})
