"""Smocker's routes."""

import json

import pytest
import yaml

from smockproxy.core.history import Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.version import VERSION
from tests.unit.exchanges import exchange

YAML = {"Accept": "text/plain, application/X-YAML;q=0"}
TWO = b"- {request: {path: /first}, response: {body: a}}\n- {request: {path: /last}, response: {body: b}}\n"
BAD = b"- request: ["


def here(operations, **facts):
    entry = exchange(**({"session": operations.instance.sessions.current().facts.id} | facts))
    operations.instance.history.append(entry)


class TestMocks:
    async def test_none(self, client):
        answer = await client.get("/mocks")
        assert (answer.status_code, answer.text) == (200, "[]\n")
        assert answer.headers["content-type"] == "application/json"

    async def test_uploaded_ones_are_listed_newest_first(self, client):
        answer = await client.post("/mocks", content=TWO)
        assert answer.json() == {
            "message": "Mocks registered successfully",
            "session": {"id": "id3", "name": "Session #1", "date": "2026-11-21T08:36:55.509321Z"},
        }
        listed = await client.get("/mocks")
        assert [mock["request"]["path"]["value"] for mock in listed.json()] == ["/last", "/first"]
        assert listed.text.startswith('[\n    {\n        "request": {\n            "path": {')

    async def test_yaml(self, client):
        await client.post("/mocks", content=TWO)
        answer = await client.get("/mocks", headers=YAML)
        assert answer.headers["content-type"] == "application/x-yaml"
        assert [mock["response"]["body"] for mock in yaml.safe_load(answer.text)] == ["b", "a"]

    async def test_those_of_files_are_not_shown(self, client, operations):
        of_file = Mock("file-id", Fixed(Response()), source=Source("mocks/a.yml", 1))
        operations.instance.engine.replace_files([of_file])
        assert (await client.get("/mocks")).json() == []
        answer = await client.get("/mocks?id=file-id")
        assert (answer.status_code, answer.json()) == (404, {"message": "mock not found"})

    async def test_one_by_id(self, client):
        await client.post("/mocks", content=TWO)
        first, _ = (await client.get("/mocks")).json()
        assert (await client.get("/mocks", params={"id": first["state"]["id"]})).json() == [first]

    async def test_session(self, client):
        assert (await client.get("/mocks")).json() == []
        assert (await client.get("/mocks?session=id1")).json() == []
        answer = await client.get("/mocks?session=Session #1")
        assert (answer.status_code, answer.json()) == (404, {"message": "session not found"})


class TestUploads:
    @pytest.mark.parametrize(
        ("content_type", "status", "message"),
        [
            ("application/x-yaml", 200, ""),
            ("text/plain, application/x-yaml", 200, ""),
            ("", 200, ""),
            ("application/x-www-form-urlencoded", 400, "binding element must be a struct"),
            ("multipart/form-data; boundary=x", 400, "binding element must be a struct"),
            ("text/xml", 400, "binding element must be a struct"),
            ("text/yaml", 415, "code=415, message=Unsupported Media Type"),
            ("Application/JSON", 415, "code=415, message=Unsupported Media Type"),
        ],
    )
    async def test_content_types(self, client, content_type, status, message):
        answer = await client.post("/mocks", content=TWO, headers={"Content-Type": content_type})
        assert answer.status_code == status
        assert answer.json()["message"] == (message or "Mocks registered successfully")

    async def test_json(self, client):
        mocks = json.dumps([{"request": {"path": "/a"}, "response": {"body": "hi"}}])
        headers = {"Content-Type": "application/json; charset=utf-8"}
        assert (await client.post("/mocks", content=mocks, headers=headers)).status_code == 200
        assert len((await client.get("/mocks")).json()) == 1

    async def test_an_empty_body_is_an_empty_list(self, client):
        for headers in ({}, {"Content-Type": "text/yaml"}):
            assert (await client.post("/mocks", headers=headers)).status_code == 200

    async def test_a_bad_one_still_resets_and_begins_a_session(self, client, operations):
        await client.post("/mocks", content=TWO)
        answer = await client.post("/mocks?reset=true&session=newone", content=BAD)
        assert answer.status_code == 400
        assert operations.instance.engine.session.facts.name == "newone"
        assert (await client.get("/mocks")).json() == []

    async def test_a_bad_one_adds_nothing(self, client):
        await client.post("/mocks", content=TWO)
        answer = await client.post("/mocks", content=BAD)
        assert answer.status_code == 400
        assert answer.json()["message"]
        assert len((await client.get("/mocks")).json()) == 2

    @pytest.mark.parametrize("value", ["1", "t", "T", "true", "TRUE", "True"])
    async def test_reset(self, client, value):
        await client.post("/mocks", content=TWO)
        await client.post(f"/mocks?reset={value}", content=TWO)
        assert len((await client.get("/mocks")).json()) == 2

    @pytest.mark.parametrize("value", ["", "0", "yes", "false", "tRUE"])
    async def test_no_reset(self, client, value):
        await client.post("/mocks", content=TWO)
        await client.post(f"/mocks?reset={value}", content=TWO)
        assert len((await client.get("/mocks")).json()) == 4

    @pytest.mark.parametrize("parameter", ["session", "newSession"])
    async def test_a_session_is_begun_always(self, client, parameter):
        ids = set()
        for _ in range(2):
            answer = await client.post(f"/mocks?{parameter}=abc", content=TWO)
            assert answer.json()["session"]["name"] == "abc"
            ids.add(answer.json()["session"]["id"])
        assert len(ids) == 2
        assert len((await client.get("/mocks")).json()) == 2

    async def test_doubtful_keys_are_told(self, client):
        answer = await client.post("/mocks", content=b"- {request: {pth: /a}, response: {body: hi}}")
        (problem,) = answer.json()["problems"]
        assert "pth" in problem

    async def test_too_large(self, client, monkeypatch):
        monkeypatch.setattr("smockproxy.admin.answers.LARGEST_UPLOAD", 10)
        answer = await client.post("/mocks", content=TWO)
        assert (answer.status_code, answer.json()) == (413, {"message": "The body is larger than 10 bytes."})


class TestHistory:
    @pytest.mark.parametrize(
        ("pattern", "paths"),
        [
            ("", ["/test", "/test2", "/a/test"]),
            ("/test", ["/test", "/test2", "/a/test"]),
            ("^/test$", ["/test"]),
            ("x=1", []),
        ],
    )
    async def test_filter(self, client, operations, pattern, paths):
        for number, target in enumerate(["/test", "/test2?x=1", "/a/test"]):
            here(operations, id=str(number), request=Request("GET", "http", "a.test", 80, target))
        listed = (await client.get("/history", params={"filter": pattern})).json()
        assert [entry["request"]["path"] for entry in listed] == paths

    async def test_a_bad_filter(self, client):
        answer = await client.get("/history?filter=%5B")
        assert answer.status_code == 400
        assert answer.json() == {"message": "error parsing regexp: missing closing ]: `[`"}

    async def test_only_what_smocker_would_record_in_this_session(self, client, operations):
        here(operations, id="1")
        here(operations, id="2", session="an earlier one")
        here(operations, id="3", unanswered=True, outcome=Outcome.FAILED)
        here(operations, id="4", protocol="tcp")
        assert len((await client.get("/history")).json()) == 1

    async def test_yaml(self, client, operations):
        here(operations)
        (entry,) = yaml.safe_load((await client.get("/history", headers=YAML)).text)
        assert entry["context"]["mockid"] == "hello-id"

    async def test_unknown_session(self, client):
        answer = await client.get("/history?session=zz")
        assert (answer.status_code, answer.json()) == (404, {"message": "session not found"})


async def test_reset(client, operations):
    of_file = Mock("file-id", Fixed(Response()), source=Source("mocks/a.yml", 1))
    operations.instance.engine.replace_files([of_file])
    operations.instance.engine.session.reserve(of_file)
    await client.post("/mocks?session=x", content=TWO)
    here(operations)
    answer = await client.post("/reset")
    assert (answer.status_code, answer.text) == (200, '{"message":"Reset successful"}\n')
    assert operations.instance.sessions.all() == ()
    assert (await client.get("/mocks")).json() == (await client.get("/history")).json() == []
    assert operations.instance.engine.mocks.in_order == (of_file,)
    assert operations.instance.engine.session.uses(of_file) == 0


class TestEditing:
    async def test_an_edited_mock_is_given_back(self, client):
        await client.post("/mocks", content=TWO)
        last, first = (await client.get("/mocks")).json()
        content = b"- {request: {path: /b}, response: {body: c}}"
        answer = await client.put(f"/mocks/{last['state']['id']}", content=content)
        assert answer.json()["request"]["path"]["value"] == "/b"
        assert answer.json()["state"] == last["state"]
        assert (await client.get("/mocks")).json() == [answer.json(), first]

    async def test_a_deleted_mock_is_gone(self, client):
        await client.post("/mocks", content=TWO)
        last, first = (await client.get("/mocks")).json()
        answer = await client.delete(f"/mocks/{last['state']['id']}")
        assert answer.text == '{"message":"Mock deleted successfully"}\n'
        assert (await client.get("/mocks")).json() == [first]

    async def test_not_once_there_were_calls(self, client, operations):
        await client.post("/mocks", content=TWO)
        mock_id = (await client.get("/mocks")).json()[0]["state"]["id"]
        here(operations)
        answer = await client.delete(f"/mocks/{mock_id}")
        told = "cannot edit or delete a mock once the session has received calls"
        assert (answer.status_code, answer.json()) == (409, {"message": told})
        assert (await client.delete("/history")).text == "[]\n"
        assert (await client.delete(f"/mocks/{mock_id}")).status_code == 200

    async def test_unknown_ids(self, client):
        await client.post("/mocks", content=TWO)
        for session, told in (("", "mock not found"), ("?session=zz", "session not found")):
            answer = await client.delete(f"/mocks/zz{session}")
            assert (answer.status_code, answer.json()) == (404, {"message": told})


class TestLocks:
    async def test_locked_mocks_are_given_back_and_outlive_a_reset(self, client):
        await client.post("/mocks", content=TWO)
        last, _ = (await client.get("/mocks")).json()
        ids = [last["state"]["id"], "zz"]
        locked = await client.post("/mocks/lock", json=ids)
        assert [mock["state"]["id"] for mock in locked.json()] == ids[:1]
        await client.post("/reset")
        assert [mock["state"]["id"] for mock in (await client.get("/mocks")).json()] == ids[:1]
        await client.post("/mocks/unlock", json=ids)
        await client.post("/reset")
        assert (await client.get("/mocks")).json() == []

    async def test_force(self, client):
        await client.post("/mocks", content=TWO)
        await client.post("/mocks/lock", json=[(await client.get("/mocks")).json()[0]["state"]["id"]])
        await client.post("/reset?force=true")
        assert (await client.get("/mocks")).json() == []


async def test_version(client):
    assert (await client.get("/version")).json() == {
        "app_name": "smockproxy",
        "build_version": VERSION,
        "build_commit": "",
        "build_date": "",
    }
