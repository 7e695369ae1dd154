"""Our own routes on the scenarios of a session."""

PATH = "/api/v1/scenarios"


async def test_they_are_set_listed_and_reset(client):
    assert (await client.get(PATH)).json() == {"scenarios": []}
    done = await client.put(f"{PATH}?force=true", json={"Banking": "Open"})
    row = {"name": "Banking", "state": "Open", "states": ["Started"], "mocks": []}
    assert done.json() == {"scenarios": [row]}
    assert (await client.get(PATH)).json() == {"scenarios": [row]}
    assert (await client.delete(f"{PATH}?name=Banking")).json() == {"scenarios": []}
    assert (await client.delete(PATH)).json() == {"scenarios": []}


async def test_they_belong_to_a_session(client):
    await client.put(f"{PATH}?force=true&session=w", json={"Banking": "Open"})
    assert (await client.get(PATH)).json() == {"scenarios": []}
    assert len((await client.get(f"{PATH}?session=w")).json()["scenarios"]) == 1


async def test_what_is_refused(client):
    assert (await client.put(PATH, json={"Banking": "Open"})).status_code == 400
    assert (await client.put(PATH, json=["Banking"])).status_code == 400
    assert (await client.delete(f"{PATH}?name=Banking")).status_code == 404
    assert (await client.get(f"{PATH}?session=nobody")).status_code == 404
