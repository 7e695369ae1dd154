"""Our own routes on which hosts are real."""


async def test_they_are_set_listed_and_cleared(client):
    assert (await client.get("/api/v1/routes")).json() == {"routes": []}
    done = await client.put("/api/v1/routes", json={"host": "api.test", "to": "30%"})
    (row,) = done.json()["routes"]
    assert (row["id"], row["to"]) == ("route-api.test", "30%")
    assert (await client.get("/api/v1/routes")).json() == {"routes": [row]}
    assert (await client.delete("/api/v1/routes?host=api.test")).json() == {"routes": []}


async def test_they_belong_to_a_session(client):
    await client.put("/api/v1/routes?session=w", json={"host": "api.test", "to": "real"})
    assert (await client.get("/api/v1/routes")).json() == {"routes": []}
    assert len((await client.get("/api/v1/routes?session=w")).json()["routes"]) == 1


async def test_what_is_refused(client):
    refused = await client.put("/api/v1/routes", json={"host": "api.test", "to": "maybe"})
    assert (refused.status_code, "30%" in refused.json()["message"]) == (400, True)
    assert (await client.delete("/api/v1/routes?host=api.test")).status_code == 404
    assert (await client.get("/api/v1/routes?session=nobody")).status_code == 404
