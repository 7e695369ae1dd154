"""Our own routes on the clock of a session."""


async def test_it_is_shown_set_stopped_and_reset(client):
    assert (await client.get("/api/v1/clock")).json()["ahead"] == 0.0
    done = await client.put("/api/v1/clock", json={"now": "2030-01-01T00:00:00Z"})
    assert done.json()["now"].startswith("2030-01-01T00:00:0")
    assert (await client.post("/api/v1/clock/freeze")).json()["frozen"] is True
    stopped = await client.post("/api/v1/clock/freeze", json={"at": "2031-01-01"})
    assert stopped.json()["now"] == "2031-01-01T00:00:00Z"
    assert (await client.post("/api/v1/clock/advance", json={"by": "-1h"})).json()[
        "now"
    ] == "2030-12-31T23:00:00Z"
    assert (await client.post("/api/v1/clock/resume")).json()["frozen"] is False
    assert (await client.delete("/api/v1/clock")).json()["ahead"] == 0.0


async def test_it_belongs_to_a_session(client):
    done = await client.post("/api/v1/clock/advance?session=w", json={"by": "1h"})
    assert done.json()["ahead"] == 3600.0
    assert (await client.get("/api/v1/clock")).json()["ahead"] == 0.0
    assert (await client.get("/api/v1/clock?session=w")).json()["ahead"] == 3600.0


async def test_what_is_refused(client):
    refused = await client.put("/api/v1/clock", json={"now": "noon"})
    assert refused.status_code == 400
    assert '"noon" is no moment' in refused.json()["message"]
    assert (await client.get("/api/v1/clock?session=nobody")).status_code == 404
    assert (await client.delete("/api/v1/clock?session=nobody")).status_code == 404
