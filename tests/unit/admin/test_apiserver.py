"""Our own routes on the run."""

from smockproxy.core.problem import Problem, Severity


async def test_problems(client, operations):
    problem = Problem(
        message="expected a list",
        file="a.yml",
        line=3,
        column=4,
        path="[0]",
        hint="x",
        severity=Severity.WARNING,
    )
    operations.instance.files.problems = (problem,)
    assert (await client.get("/api/v1/problems")).json() == {
        "problems": [
            {
                "severity": "warning",
                "code": "invalid",
                "file": "a.yml",
                "line": 3,
                "column": 4,
                "path": "[0]",
                "message": "expected a list",
                "hint": "x",
                "excerpt": "",
            }
        ]
    }


class TestState:
    async def test_it_is_shown_set_and_cleared(self, client):
        assert (await client.get("/api/v1/state")).json() == {"state": {}}
        answer = await client.put("/api/v1/state", json={"count": 3, "user": {"name": "Ada"}})
        assert answer.json() == {"state": {"count": 3, "user": {"name": "Ada"}}}
        assert (await client.delete("/api/v1/state?key=user")).json() == {"state": {"count": 3}}
        assert (await client.delete("/api/v1/state")).json() == {"state": {}}

    async def test_a_key_that_is_not_there(self, client):
        await client.put("/api/v1/state", json={"count": 3})
        answer = await client.delete("/api/v1/state?key=cuont")
        told = 'state has no key "cuont"; did you mean "count"?'
        assert (answer.status_code, answer.json()) == (404, {"message": told})

    async def test_what_is_no_state(self, client):
        for content in (b"[]", b"{", b""):
            assert (await client.put("/api/v1/state", content=content)).status_code == 400

    async def test_all_or_none(self, client):
        answer = await client.put("/api/v1/state", json={"small": 1, "large": "x" * 200_000})
        assert answer.status_code == 400
        assert "are allowed" in answer.json()["message"]
        assert (await client.get("/api/v1/state")).json() == {"state": {}}

    async def test_a_reset_empties_it(self, client):
        await client.put("/api/v1/state", json={"count": 3})
        await client.post("/reset")
        assert (await client.get("/api/v1/state")).json() == {"state": {}}


async def test_settings(client):
    rows = {row["name"]: row for row in (await client.get("/api/v1/settings")).json()["settings"]}
    assert (rows["redact"]["value"], rows["port"]["origin"]) == (False, "default")


async def test_the_document(client):
    told = (await client.get("/api/v1/openapi.json")).json()
    assert told["openapi"].startswith("3.1")
    assert "/api/v1/mocks/{id}" in told["paths"]


async def test_a_run_without_a_lane_says_so(client):
    assert (await client.get("/api/v1/lane")).json() == {
        "is_open": False,
        "closed_for": ["this run has no lane"],
        "answered": 0,
        "handed_over": 0,
    }
