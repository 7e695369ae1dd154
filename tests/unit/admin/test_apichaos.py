"""Our own routes on rules of chaos."""

RULE = {"id": "flaky", "request": {"host": "api.test"}, "probability": 0.5, "preset": 503}


async def test_they_are_added_listed_switched_and_deleted(client):
    assert (await client.get("/api/v1/chaos")).json() == {"rules": []}
    added = await client.post("/api/v1/chaos", json=[RULE, {"drop": True}])
    assert added.status_code == 201
    rows = (await client.get("/api/v1/chaos")).json()["rules"]
    assert [row["acts"] for row in rows] == ["drops the connection", "answers 503"]
    assert rows[1]["definition"]["chaos"] == {"preset": 503}
    switched = await client.post("/api/v1/chaos/flaky/disable")
    assert switched.json()["enabled"] is False
    assert (await client.post("/api/v1/chaos/flaky/enable")).json()["enabled"] is True
    assert (await client.delete("/api/v1/chaos/flaky")).status_code == 204
    assert len((await client.get("/api/v1/chaos")).json()["rules"]) == 1


async def test_what_is_refused(client):
    assert (await client.post("/api/v1/chaos", json={"presett": 503})).status_code == 400
    assert (await client.post("/api/v1/chaos", json=[])).status_code == 400
    assert (await client.delete("/api/v1/chaos/nobody")).status_code == 404
    assert (await client.post("/api/v1/chaos", json=RULE)).status_code == 201
    assert (await client.post("/api/v1/chaos", json=RULE)).status_code == 409
    mock = {"id": "flaky", "response": {}}
    assert (await client.post("/api/v1/mocks", json=mock)).status_code == 409
