"""Whom a request of the admin API asks."""

from smockproxy.core.sessionname import HEADER


async def test_a_header_names_the_session(client):
    named = {HEADER: "worker-1"}
    answer = await client.post(
        "/mocks", content=b"- request: {path: /x}\n  response: {status: 201}", headers=named
    )
    assert answer.json()["session"]["name"] == "worker-1"
    assert len((await client.get("/mocks", headers=named)).json()) == 1
    assert (await client.get("/mocks")).json() == []
    assert len((await client.get("/api/v1/mocks", headers=named)).json()["mocks"]) == 1


async def test_a_name_that_is_none(client):
    answer = await client.get("/mocks", headers={HEADER: "a b"})
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "session name \"a b\" has ' ' in it; a session's name is made of letters, digits, '.', '_' and '-'",
    )
