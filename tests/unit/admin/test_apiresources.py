"""Our own routes on resources."""

MOCK = {"resource": {"path_template": "/pets/{id}", "name": "pets", "rows": [{"id": 1}]}}


async def test_they_are_listed_shown_and_put_back(client):
    assert (await client.get("/api/v1/resources")).json() == {"resources": []}
    assert (await client.post("/api/v1/mocks", json=MOCK)).status_code == 201
    row = {"name": "pets", "paths": ["/pets/{id}"], "rows": 1, "changed": False}
    assert (await client.get("/api/v1/resources")).json() == {"resources": [row]}
    shown = await client.get("/api/v1/resources/rows", params={"name": "pets"})
    assert shown.json() == {"name": "pets", "rows": [{"id": 1}]}
    assert (await client.post("/api/v1/resources/reset")).json() == {"resources": [row]}


async def test_what_is_refused(client):
    assert (await client.get("/api/v1/resources/rows")).status_code == 400
    assert (await client.get("/api/v1/resources/rows?name=x")).status_code == 404
    assert (await client.post("/api/v1/resources/reset?name=x")).status_code == 404
