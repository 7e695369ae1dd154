"""A resource over the wire: rows that are listed, filtered, created, changed and deleted, from one mock."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

PETS = """\
data: {users: users.csv}
mocks:
- request: {host: pets.test}
  resource:
    path_template: /api/pets/{id}
    rows: [{id: 1, name: a}, {id: 2, name: b}]
    errors: empty
- request: {host: users.test}
  resource: {path_template: "/users/{id}", data: users}
- request: {host: users.test}
  resource: {path_template: "/teams/{team}/users/{id}", data: users, required: [name]}
- request: {host: empty.test}
  resource: {path_template: "/things/{id}", schema: {required: [size]}, envelope: true, headers: {X-Api: v2}}
- request: {host: slow.test}
  resource: {path_template: "/things/{id}", delay: 200ms, only: [list]}
"""
USERS = "id:int,name,team\n1,Ann,red\n2,Bob,blue\n3,Cid,red\n"
WORKERS = 16


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start) -> Smockproxy:
    return start_for_module({"users.csv": USERS, "mocks.yml": PETS}, "--unmatched", "refuse")


@pytest.fixture
def client(smockproxy: Smockproxy) -> Iterator[httpx.Client]:
    run_curl("-X", "POST", f"{smockproxy.admin}/api/v1/resources/reset")
    with httpx_client(smockproxy) as client:
        yield client


def rows(smockproxy: Smockproxy, name: str, session: str = "") -> list[dict[str, Any]]:
    asked = f"{smockproxy.admin}/api/v1/resources/rows?name={name}&session={session}"
    return json.loads(run_curl(asked).body)["rows"]


class TestOneClient:
    def test_MK4_a_filter(self, client: httpx.Client) -> None:  # noqa: N802
        answer = client.get("http://pets.test/api/pets?id_gt=1")
        assert (answer.status_code, answer.json()) == (200, [{"id": 2, "name": "b"}])
        counts = [answer.headers[f"X-{name}-Count"] for name in ("Total", "Filtered")]
        assert counts == ["2", "1"]

    def test_MK5_create_and_get(self, client: httpx.Client) -> None:  # noqa: N802
        made = client.post("http://pets.test/api/pets", json={"name": "c"})
        assert (made.status_code, made.text) == (201, '{"name":"c","id":3}')
        assert made.headers["Location"] == "/api/pets/3"
        assert client.get("http://pets.test/api/pets/3").json() == {"name": "c", "id": 3}
        gone = client.get("http://pets.test/api/pets/9")
        assert (gone.status_code, gone.text) == (404, "{}")

    @pytest.mark.parametrize("site", ["http://users.test", "https://users.test"])
    def test_a_row_lives_and_dies(self, client: httpx.Client, site: str) -> None:
        made = client.post(f"{site}/users", json={"name": "Dan", "team": "blue"})
        at = f"{site}{made.headers['Location']}"
        assert client.patch(at, json={"team": None}).json() == {"name": "Dan", "id": 4}
        assert client.put(at, json={"name": "Eve"}).json() == {"id": 4, "name": "Eve"}
        tag = client.get(at).headers["ETag"]
        assert client.get(at, headers={"If-None-Match": tag}).status_code == 304
        assert client.delete(at, headers={"If-Match": '"other"'}).status_code == 412
        gone = client.delete(at, headers={"If-Match": tag})
        assert (gone.status_code, gone.content) == (204, b"")
        assert client.get(at).json()["detail"] == "there is no row with the id 4"

    def test_head_has_the_length_and_no_body(self, client: httpx.Client) -> None:
        answer = client.head("http://users.test/users/1")
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["Content-Length"] == str(len(client.get("http://users.test/users/1").content))

    def test_pages_lead_to_each_other(self, client: httpx.Client) -> None:
        names, url = [], "http://users.test/users?sort=-name&limit=1"
        while url:
            page = client.get(url)
            names += [row["name"] for row in page.json()]
            url = page.links.get("next", {}).get("url", "")
        assert names == ["Cid", "Bob", "Ann"]

    def test_data_of_a_file_is_shared_by_its_name(self, client: httpx.Client) -> None:
        below = "http://users.test/teams/red/users"
        assert [row["id"] for row in client.get(below).json()] == [1, 3]
        made = client.post(below, json={"name": "Fay", "team": "blue"})
        assert made.json() == {"name": "Fay", "team": "red", "id": 4}
        assert client.get("http://users.test/users/4").json() == made.json()
        assert client.get("http://users.test/teams/blue/users/4").status_code == 404

    def test_what_is_wrong_is_told_as_a_problem(self, client: httpx.Client) -> None:
        things = "http://empty.test/things"
        as_json = {"Content-Type": "application/json"}
        answers = [
            client.post(things, content=b"{", headers=as_json),
            client.post(things, content=b"[1]", headers=as_json),
            client.post(things, content=b"size=1", headers={"Content-Type": "text/plain"}),
            client.post(things, json={"name": "x"}),
            client.put(things, json={}),
            client.get(f"{things}?page=x"),
            client.get(f"{things}/1"),
        ]
        assert [answer.status_code for answer in answers] == [400, 400, 415, 422, 405, 400, 404]
        assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}
        assert all(answer.json()["detail"] and answer.headers["X-Api"] == "v2" for answer in answers)
        assert answers[4].headers["Allow"] == "GET, HEAD, POST"

    def test_an_envelope(self, client: httpx.Client) -> None:
        made = client.post("http://empty.test/things", json={"size": 1})
        assert client.post("http://empty.test/things", json=made.json()).status_code == 409
        listed = client.get("http://empty.test/things?page=1").json()
        assert listed == {"items": [{"size": 1, "id": 1}], "total": 1, "page": 1, "limit": 10, "pages": 1}

    def test_a_delay_and_what_may_not_be_done(self, client: httpx.Client) -> None:
        answer = client.get("http://slow.test/things")
        assert (answer.json(), answer.elapsed.total_seconds() >= 0.2) == ([], True)
        assert client.post("http://slow.test/things", json={}).status_code == 405

    def test_preflight_requests_are_left_to_others(self, client: httpx.Client) -> None:
        assert client.options("http://users.test/users").status_code == 666


class TestManyClients:
    def test_each_create_has_an_id_of_its_own(self, client: httpx.Client, smockproxy: Smockproxy) -> None:
        def create(number: int) -> int:
            return client.post("http://pets.test/api/pets", json={"name": f"n{number}"}).json()["id"]

        with ThreadPoolExecutor(WORKERS) as pool:
            ids = list(pool.map(create, range(50)))
        assert sorted(ids) == list(range(3, 53))
        assert {row["name"] for row in rows(smockproxy, "pets.test/api/pets")[2:]} == {
            f"n{number}" for number in range(50)
        }

    def test_patches_of_different_fields_lose_nothing(self, client: httpx.Client) -> None:
        def patch(number: int) -> int:
            return client.patch("http://pets.test/api/pets/1", json={f"f{number}": number}).status_code

        with ThreadPoolExecutor(WORKERS) as pool:
            assert set(pool.map(patch, range(50))) == {200}
        row = client.get("http://pets.test/api/pets/1").json()
        assert row == {"id": 1, "name": "a"} | {f"f{number}": number for number in range(50)}

    def test_what_is_moved_with_if_match_is_neither_lost_nor_doubled(self, client: httpx.Client) -> None:
        at = "http://pets.test/api/pets/1"
        client.patch(at, json={"coins": 0})

        def give(_: int) -> None:
            while True:
                row = client.get(at)
                wanted = {"coins": row.json()["coins"] + 1}
                if client.patch(at, json=wanted, headers={"If-Match": row.headers["ETag"]}).is_success:
                    return

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(give, range(24)))
        assert client.get(at).json()["coins"] == 24

    def test_each_named_session_has_rows_of_its_own(self, smockproxy: Smockproxy) -> None:
        def through(name: str, method: str) -> int:
            proxy = smockproxy.proxy.replace("://", f"://{name}:x@")
            url = "http://pets.test/api/pets/1"
            return run_curl("-x", proxy, "--noproxy", "", "-X", method, url).status

        assert through("worker-1", "DELETE") == 204
        assert (through("worker-1", "GET"), through("worker-2", "GET")) == (404, 200)
        assert len(rows(smockproxy, "pets.test/api/pets", "worker-1")) == 1
        run_curl("-X", "POST", f"{smockproxy.admin}/api/v1/sessions/worker-1/reset")
        assert through("worker-1", "GET") == 200


class TestRun:
    def test_a_mock_of_the_api_is_a_resource_too(self, client: httpx.Client, smockproxy: Smockproxy) -> None:
        mock = {"resource": {"path_template": "/api/{id}", "rows": [{"id": "x"}], "required": ["n"]}}
        added = httpx.post(
            f"{smockproxy.admin}/api/v1/mocks", json=mock | {"request": {"host": "api.test"}}
        ).json()
        assert client.post("http://api.test/api", json={"n": 1}).status_code == 201
        assert len(client.get("http://api.test/api").json()) == 2
        shown = httpx.get(f"{smockproxy.admin}/api/v1/mocks/{added['mocks'][0]['id']}").json()
        assert shown["definition"]["resource"]["path_template"] == "/api/{id}"

    def test_it_is_in_history_and_explained(self, client: httpx.Client, smockproxy: Smockproxy) -> None:
        client.get("http://users.test/users/2?seen=1")
        smockproxy.await_entry("/users/2?seen=1")
        entry = httpx.get(f"{smockproxy.admin}/api/v1/history?last=1").json()["entries"][0]
        assert (entry["decision"], entry["response"]["status"]) == ("mocked", 200)
        why = httpx.post(f"{smockproxy.admin}/api/v1/why", json={"url": "http://users.test/user/2"}).json()
        assert "/users or /users/{id}" in json.dumps(why)


def test_seed_rows_that_change_show_until_a_session_has_its_own(start: Start) -> None:
    mocks = '- resource: {{path_template: "/pets/{{id}}", rows: [{{id: {0}}}]}}\n'
    smockproxy = start(mocks.format(1), "--unmatched", "refuse")

    def ids() -> list[int]:
        return [row["id"] for row in httpx.get(f"{smockproxy.proxy}/pets").json()]

    assert ids() == [1]
    smockproxy.write("mocks.yml", mocks.format(7))
    wait_until(lambda: ids() == [7], "the new rows")
    httpx.post(f"{smockproxy.proxy}/pets", json={})
    smockproxy.write("mocks.yml", mocks.format(9).replace("rows", "page_size: 3, rows"))
    rows_now = httpx.get
    wait_until(
        lambda: "page_size" in rows_now(f"{smockproxy.admin}/api/v1/mocks").text, "the mock to be taken"
    )
    assert ids() == [7, 8]
    httpx.post(f"{smockproxy.admin}/api/v1/sessions/~/reset")
    assert ids() == [9]


def test_rows_outlive_a_killed_process(start: Start, tmp_path: Path) -> None:
    mocks = '- resource: {path_template: "/pets/{id}", rows: [{id: 1}]}\n'
    kept = str(tmp_path / "kept")
    smockproxy = start(mocks, "--unmatched", "refuse", "--sessions-dir", kept)
    httpx.put(f"{smockproxy.admin}/api/v1/sessions/~", json={})
    assert httpx.post(f"{smockproxy.proxy}/pets", json={"name": "b"}).status_code == 201
    smockproxy.stop()
    again = start(mocks, "--unmatched", "refuse", "--sessions-dir", kept)
    assert httpx.get(f"{again.proxy}/pets").json() == [{"id": 1}, {"name": "b", "id": 2}]
