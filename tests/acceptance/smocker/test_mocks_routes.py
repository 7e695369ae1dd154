"""The routes of mocks: list, add, edit, delete, lock, unlock."""

from typing import Any

import pytest

from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, MockPort, told

A = "- {request: {path: /a}, response: {body: a}}\n"
B = "- {request: {path: /b}, response: {body: b}}\n"
CONFLICT = "cannot edit or delete a mock once the session has received calls"


def paths(mocks: list[dict[str, Any]]) -> list[str]:
    return [mock["request"]["path"]["value"] for mock in mocks]


def edit(admin: AdminPort, mock_id: str, body: str, query: str = "") -> tuple[int, Any]:
    answer = admin.send("PUT", f"/mocks/{mock_id}{query}", f"Content-Type: {YAML_TYPE}", body=body)
    return answer.status, told(answer)


def delete(admin: AdminPort, mock_id: str, query: str = "") -> tuple[int, Any]:
    answer = admin.send("DELETE", f"/mocks/{mock_id}{query}")
    return answer.status, told(answer)


class TestListing:
    def test_the_newest_comes_first(self, admin: AdminPort) -> None:
        admin.upload(A + B)
        assert paths(admin.mocks()) == ["/b", "/a"]
        assert paths(admin.yaml("GET", "/mocks")) == ["/b", "/a"]

    def test_one_by_its_id(self, admin: AdminPort) -> None:
        admin.upload(A + B)
        assert paths(admin.mocks(f"?id={admin.mock_id(1)}")) == ["/a"]
        assert admin.message("GET", "/mocks?id=nothing") == (404, "mock not found")

    def test_a_session_by_its_id(self, admin: AdminPort) -> None:
        admin.upload(A, "?session=old")
        old = admin.summaries()[0]["id"]
        admin.upload(B, "?session=new")
        assert paths(admin.mocks(f"?session={old}")) == ["/a"]
        assert paths(admin.mocks()) == ["/b"]
        assert admin.message("GET", "/mocks?session=old") == (404, "session not found")

    def test_of_another_session(self, admin: AdminPort) -> None:
        admin.upload(A, "?session=old")
        of_old = admin.mock_id()
        admin.begin("new")
        assert admin.message("GET", f"/mocks?id={of_old}") == (404, "mock not found")


class TestAdding:
    def test_the_answer_names_the_session(self, admin: AdminPort) -> None:
        found = admin.upload(A, "?session=suite")
        (summary,) = admin.summaries()
        assert found == {"message": "Mocks registered successfully", "session": summary}
        assert list(found["session"]) == ["id", "name", "date"]
        assert found["session"]["name"] == "suite"

    def test_a_later_upload_joins_the_last_session(self, admin: AdminPort) -> None:
        first = admin.upload(A)
        assert admin.upload(B)["session"] == first["session"]
        assert paths(admin.mocks()) == ["/b", "/a"]

    @pytest.mark.parametrize("parameter", ["session", "newSession"])
    def test_a_named_session_is_always_a_new_one(self, admin: AdminPort, parameter: str) -> None:
        for _ in range(2):
            admin.upload(A, f"?{parameter}=abc")
        assert [summary["name"] for summary in admin.summaries()] == ["abc", "abc"]
        assert len(admin.mocks()) == 1

    @pytest.mark.parametrize("true", ["1", "t", "T", "TRUE", "true", "True"])
    def test_reset(self, admin: AdminPort, true: str) -> None:
        admin.upload(A, "?session=one")
        admin.upload(B, f"?reset={true}")
        assert paths(admin.mocks()) == ["/b"]
        assert [summary["name"] for summary in admin.summaries()] == ["Session #1"]

    @pytest.mark.parametrize("false", ["0", "f", "false", "yes", "tRUE", "on", ""])
    def test_no_reset(self, admin: AdminPort, false: str) -> None:
        admin.upload(A)
        admin.upload(B, f"?reset={false}")
        assert paths(admin.mocks()) == ["/b", "/a"]

    def test_a_reset_by_an_upload_keeps_locked_mocks_below(self, admin: AdminPort) -> None:
        admin.upload(A)
        admin.json("POST", "/mocks/lock", body=[admin.mock_id()])
        admin.upload(B, "?reset=true")
        assert paths(admin.mocks()) == ["/b", "/a"]

    def test_a_bad_upload_has_reset_and_begun_a_session_before(self, admin: AdminPort) -> None:
        admin.upload(A)
        answer = admin.offer("- request: [", query="?reset=true&session=new")
        assert answer.status == 400
        assert [summary["name"] for summary in admin.summaries()] == ["new"]
        assert admin.mocks() == []


class TestEditing:
    def test_it_keeps_its_id_its_place_and_its_lock(self, admin: AdminPort, base: MockPort) -> None:
        admin.upload(A + B + "- {request: {path: /c}, response: {}}\n")
        state = admin.mocks()[1]["state"]
        admin.json("POST", "/mocks/lock", body=[state["id"]])
        status, edited = edit(admin, state["id"], "- {request: {path: /edited}, response: {body: e}}")
        assert status == 200
        assert edited["request"]["path"]["value"] == "/edited"
        assert edited["state"] == state | {"locked": True}
        assert paths(admin.mocks()) == ["/c", "/edited", "/a"]
        assert base.texts("/edited", "/b") == ["e", "666"]

    def test_in_json(self, admin: AdminPort) -> None:
        admin.upload(A)
        body = [{"response": {"body": "json"}}]
        assert admin.json("PUT", f"/mocks/{admin.mock_id()}", body=body)["response"]["body"] == "json"

    @pytest.mark.parametrize("body", ["", "[]", A + B])
    def test_exactly_one_mock(self, admin: AdminPort, body: str) -> None:
        admin.upload(A)
        assert edit(admin, admin.mock_id(), body) == (400, {"message": "expected exactly one mock to update"})

    def test_a_bad_mock(self, admin: AdminPort) -> None:
        admin.upload(A)
        status, _ = edit(admin, admin.mock_id(), "[{}]")
        assert status == 400
        assert paths(admin.mocks()) == ["/a"]

    @pytest.mark.parametrize(
        ("content_type", "status", "message"),
        [
            ("text/plain", 415, "code=415, message=Unsupported Media Type"),
            ("application/x-www-form-urlencoded", 400, "binding element must be a struct"),
        ],
    )
    def test_content_types(self, admin: AdminPort, content_type: str, status: int, message: str) -> None:
        admin.upload(A)
        lines = f"Content-Type: {content_type}"
        assert admin.message("PUT", f"/mocks/{admin.mock_id()}", lines, body=A) == (status, message)

    def test_what_is_not_there(self, admin: AdminPort) -> None:
        admin.upload(A)
        assert edit(admin, "nothing", A) == (404, {"message": "mock not found"})
        assert edit(admin, admin.mock_id(), A, "?session=none") == (404, {"message": "session not found"})

    def test_in_an_older_session(self, admin: AdminPort) -> None:
        admin.upload(A)
        mock_id, old = admin.mock_id(), admin.summaries()[0]["id"]
        admin.begin("new")
        assert edit(admin, mock_id, B) == (404, {"message": "mock not found"})
        assert edit(admin, mock_id, B, f"?session={old}")[0] == 200
        assert paths(admin.mocks(f"?session={old}")) == ["/b"]

    def test_not_after_a_call(self, admin: AdminPort, base: MockPort) -> None:
        admin.upload(A)
        base.get("/nowhere")
        admin.history(1)
        assert edit(admin, admin.mock_id(), B) == (409, {"message": CONFLICT})
        admin.json("DELETE", "/history")
        assert edit(admin, admin.mock_id(), B)[0] == 200


class TestDeleting:
    def test_it_is_gone(self, admin: AdminPort, base: MockPort) -> None:
        admin.upload(A + B)
        assert delete(admin, admin.mock_id()) == (200, {"message": "Mock deleted successfully"})
        assert paths(admin.mocks()) == ["/a"]
        assert base.texts("/a", "/b") == ["a", "666"]

    def test_a_locked_one(self, admin: AdminPort) -> None:
        admin.upload(A)
        admin.json("POST", "/mocks/lock", body=[admin.mock_id()])
        assert delete(admin, admin.mock_id())[0] == 200
        admin.begin("next")
        assert admin.mocks() == []

    def test_what_is_not_there(self, admin: AdminPort) -> None:
        admin.upload(A)
        assert delete(admin, "nothing") == (404, {"message": "mock not found"})
        assert delete(admin, admin.mock_id(), "?session=none") == (404, {"message": "session not found"})

    def test_in_an_older_session(self, admin: AdminPort) -> None:
        admin.upload(A)
        mock_id, old = admin.mock_id(), admin.summaries()[0]["id"]
        admin.begin("new")
        assert delete(admin, mock_id, f"?session={old}")[0] == 200
        assert admin.mocks(f"?session={old}") == []

    def test_not_after_a_call(self, admin: AdminPort, base: MockPort) -> None:
        admin.upload(A)
        base.get("/a")
        admin.history(1)
        assert delete(admin, admin.mock_id()) == (409, {"message": CONFLICT})


class TestLocking:
    def test_the_changed_mocks_come_back(self, admin: AdminPort) -> None:
        admin.upload(A + B)
        newest = admin.mock_id()
        (locked,) = admin.json("POST", "/mocks/lock", body=[newest, "unknown"])
        assert (locked["state"]["id"], locked["state"]["locked"]) == (newest, True)
        assert [mock["state"]["locked"] for mock in admin.mocks()] == [True, False]
        (unlocked,) = admin.json("POST", "/mocks/unlock", body=[newest])
        assert unlocked["state"]["locked"] is False
        assert admin.mocks()[0] == unlocked

    @pytest.mark.parametrize("route", ["/mocks/lock", "/mocks/unlock"])
    @pytest.mark.parametrize(
        ("content_type", "body", "status"),
        [
            (JSON_TYPE, "[]", 200),
            (JSON_TYPE, "", 200),
            (YAML_TYPE, "- unknown", 200),
            (YAML_TYPE, '["unknown"]', 200),
            (JSON_TYPE, '["a"', 400),
            (JSON_TYPE, '{"a": 1}', 400),
            (JSON_TYPE, "[1]", 400),
            (YAML_TYPE, "a: b", 400),
            ("application/x-www-form-urlencoded", "x", 400),
            ("text/plain", "x", 415),
        ],
    )
    def test_bodies(self, admin: AdminPort, route: str, content_type: str, body: str, status: int) -> None:
        answer = admin.send("POST", route, f"Content-Type: {content_type}", body=body)
        assert answer.status == status
        assert told(answer) == [] if status == 200 else list(told(answer)) == ["message"]

    def test_yaml_ids(self, admin: AdminPort) -> None:
        admin.upload(A)
        answer = admin.send("POST", "/mocks/lock", body=f"- {admin.mock_id()}\n")
        assert [mock["state"]["locked"] for mock in told(answer)] == [True]

    def test_only_the_last_session_is_looked_at(self, admin: AdminPort) -> None:
        admin.upload(A)
        old = admin.mock_id()
        admin.begin("new")
        assert admin.json("POST", "/mocks/lock", body=[old]) == []
