"""`GET /sessions` and `POST /sessions/import`: whole sessions out and in."""

import json
from typing import Any

import pytest

from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, MockPort, told

MOCKS = """\
- {request: {path: /low}, response: {body: low}}
- request:
    method: POST
    path: {matcher: ShouldMatch, value: "^/high"}
    query_params: {q: [1, {matcher: ShouldMatch, value: x}]}
    headers: {X: ~, Y: a}
    body: {a.b: c}
  context: {times: 3}
  response: {status: 201, headers: {X: [a, b]}, body: high, delay: {min: 1ms, max: 2ms}}
- {request: {path: /up}, proxy: {host: 'http://up.test', keep_host: true, headers: {A: b}}}
"""


def export(admin: AdminPort, base: MockPort) -> list[dict[str, Any]]:
    """Two sessions with calls and a locked mock."""
    admin.upload("- {request: {path: /old}, response: {body: old}}", "?session=old")
    base.texts("/old", "/old?x=1&x=2", "/none")
    admin.history(3)
    admin.upload(MOCKS, "?session=new")
    base.get("/low")
    base.post("/high?q=1&q=x", '{"a":{"b":"c"}}', "X: 1", "Y: a")
    base.get("/none")
    admin.history(3)
    admin.json("POST", "/mocks/lock", body=[admin.mock_id(2)])
    return admin.sessions()


def test_what_is_exported_can_be_imported(admin: AdminPort, base: MockPort) -> None:
    exported = export(admin, base)
    summaries = admin.summaries()
    admin.reset()
    assert admin.json("POST", "/sessions/import", body=exported) == summaries
    assert admin.sessions() == exported
    assert admin.counts() == [0, 1, 1]
    assert base.texts("/low", "/old") == ["low", "666"]


def test_an_import_replaces_everything(admin: AdminPort, base: MockPort) -> None:
    exported = export(admin, base)
    admin.begin("more")
    assert len(admin.json("POST", "/sessions/import", body=exported[:1])) == 1
    assert [summary["name"] for summary in admin.summaries()] == ["old"]
    assert base.texts("/old", "/low") == ["old", "666"]


def test_an_empty_import(admin: AdminPort) -> None:
    admin.begin("a")
    assert admin.json("POST", "/sessions/import", body=[]) == []
    assert admin.summaries() == []


@pytest.mark.parametrize("content_type", [YAML_TYPE, "text/plain", ""])
def test_an_import_is_json(admin: AdminPort, content_type: str) -> None:
    admin.begin("a")
    lines = (f"Content-Type: {content_type}",) if content_type else ()
    answer = admin.send("POST", "/sessions/import", *lines, body="[]")
    assert (answer.status, told(answer)) == (400, {"message": "code=415, message=Unsupported Media Type"})
    assert [summary["name"] for summary in admin.summaries()] == ["a"]


@pytest.mark.parametrize("body", ["[", '{"id": "x"}', '"x"', "[1]"])
def test_what_is_no_export(admin: AdminPort, body: str) -> None:
    admin.begin("a")
    answer = admin.send("POST", "/sessions/import", f"Content-Type: {JSON_TYPE}", body=body)
    assert answer.status == 400
    assert list(told(answer)) == ["message"]
    assert [summary["name"] for summary in admin.summaries()] == ["a"]


@pytest.mark.parametrize("mock_id", ["KlB4HECXnTeo", "ab-_12x", "0b6a5b5e-7d2b-4a9f-b7a5-2f7c3c1b8a10"])
def test_ids_of_any_shape(admin: AdminPort, base: MockPort, mock_id: str) -> None:
    admin.upload("[{response: {body: kept}}]")
    base.get("/")
    admin.history(1)
    exported = json.dumps(admin.sessions()).replace(admin.mock_id(), mock_id)
    exported = exported.replace(admin.summaries()[0]["id"], f"session-{mock_id}")
    admin.json("POST", "/sessions/import", body=json.loads(exported))
    assert admin.mock_id() == mock_id
    assert admin.summaries()[0]["id"] == f"session-{mock_id}"
    assert admin.mocks(f"?id={mock_id}") == admin.mocks()
    assert admin.history()[0]["context"]["mock_id"] == mock_id


def test_an_old_export_whose_entries_name_their_mock(admin: AdminPort, base: MockPort) -> None:
    admin.upload("[{response: {body: kept}}]")
    base.get("/")
    admin.history(1)
    exported = admin.sessions()
    exported[0]["history"][0]["mock_id"] = "old"
    del exported[0]["history"][0]["context"]
    admin.json("POST", "/sessions/import", body=exported)
    (entry,) = admin.history()
    assert list(entry) == ["context", "request", "response"]
    assert entry["request"]["path"] == "/"


def test_listed_mocks_posted_again_have_the_opposite_order(admin: AdminPort, port: MockPort) -> None:
    admin.upload("- {request: {path: /p}, response: {body: low}}")
    admin.upload("- {request: {path: /p}, response: {body: high}}")
    assert port.texts("/p") == ["high"]
    admin.upload_json(admin.mocks(), "?reset=true")
    assert port.texts("/p") == ["low"]


def test_what_is_listed_can_be_posted_as_it_is(admin: AdminPort) -> None:
    admin.upload(MOCKS)
    listed = [{name: mock[name] for name in mock if name != "state"} for mock in admin.mocks()]
    in_yaml = admin.send("GET", "/mocks", f"Accept: {YAML_TYPE}").body
    for post in (
        lambda: admin.upload_json(listed, "?reset=true"),
        lambda: admin.upload(in_yaml, "?reset=true"),
    ):
        post()
        again = [{name: mock[name] for name in mock if name != "state"} for mock in admin.mocks()]
        assert again == listed[::-1]
