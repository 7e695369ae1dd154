"""Our own routes on sessions."""


async def test_a_session_from_its_beginning_to_its_end(client):
    answer = await client.put("/api/v1/sessions/w", json={"seed": 5, "unmatched": "refuse"})
    assert (answer.status_code, answer.json()["seed"], answer.json()["unmatched"]) == (200, 5, "refuse")
    listed = (await client.get("/api/v1/sessions")).json()["sessions"]
    assert [row["name"] for row in listed] == ["", "w"]
    await client.post("/api/v1/mocks?session=w", json={"response": {}})
    assert (await client.get("/api/v1/sessions/w")).json()["mocks"] == 1
    assert (await client.post("/api/v1/sessions/w/reset")).json()["mocks"] == 0
    answer = await client.delete("/api/v1/sessions/w")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "content-encoding" not in answer.headers, "nothing is packed, which would be something"
    assert (await client.get("/api/v1/sessions/w")).status_code == 404


async def test_the_unnamed_one_has_a_sign_in_paths(client):
    assert (await client.get("/api/v1/sessions/~")).json()["name"] == ""
    assert (await client.put("/api/v1/sessions/~")).json()["name"] == ""
    assert (await client.delete("/api/v1/sessions/~")).status_code == 204
    assert (await client.get("/api/v1/sessions/~")).status_code == 200


async def test_a_name_that_none_can_have(client):
    answer = await client.put("/api/v1/sessions/a%20b")
    assert answer.status_code == 400
    assert "has ' ' in it" in answer.json()["message"]
