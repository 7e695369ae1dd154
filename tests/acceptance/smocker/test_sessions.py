"""Sessions: a list in time, the last of which is in force; what begins one, what is carried over."""

import re
from typing import Any

import pytest

from tests.acceptance.smocker.ports import JSON_TYPE, AdminPort, MockPort, get, told

MOCKS = "- {request: {path: /a}, response: {body: a}}\n- {request: {path: /b}, response: {body: b}}\n"
UNSUPPORTED = "code=415, message=Unsupported Media Type"


def names(admin: AdminPort) -> list[str]:
    return [summary["name"] for summary in admin.summaries()]


def test_there_is_none_at_the_start(admin: AdminPort) -> None:
    assert admin.sessions() == admin.summaries() == []


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/mocks"),
        ("POST", "/mocks"),
        ("GET", "/history"),
        ("GET", "/history/summary"),
        ("DELETE", "/history"),
        ("POST", "/sessions/verify"),
        ("POST", "/mocks/lock"),
        ("POST", "/mocks/unlock"),
    ],
)
def test_what_begins_the_first_one(admin: AdminPort, method: str, target: str) -> None:
    assert admin.send(method, target).status == 200
    assert names(admin) == ["Session #1"]


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/sessions", 200),
        ("GET", "/sessions/summary", 200),
        ("GET", "/version", 200),
        ("POST", "/reset", 200),
        ("GET", "/mocks?session=none", 404),
        ("GET", "/history?session=none", 404),
    ],
)
def test_what_does_not(admin: AdminPort, method: str, target: str, status: int) -> None:
    assert admin.send(method, target).status == status
    assert names(admin) == []


def test_a_call_begins_one(admin: AdminPort, port: MockPort) -> None:
    port.get("/nowhere")
    assert names(admin) == ["Session #1"]
    assert len(admin.history(1)) == 1


@pytest.mark.parametrize("query", ["", "?name=", "?name=%20"])
def test_a_session_without_a_name_has_its_number(admin: AdminPort, query: str) -> None:
    admin.begin("one")
    found = admin.json("POST", f"/sessions{query}")
    assert found["name"] == "Session #2"
    assert list(found) == ["id", "name", "date"]
    assert re.fullmatch("[0-9A-Za-z]{12}", found["id"])
    assert admin.summaries()[1] == found


def test_names_may_repeat(admin: AdminPort) -> None:
    first, second = admin.begin("same"), admin.begin("same")
    assert first != second
    assert names(admin) == ["same", "same"]


def test_the_last_one_is_in_force(admin: AdminPort, port: MockPort) -> None:
    admin.upload(MOCKS, "?session=old")
    port.get("/a")
    admin.history(1)
    old = admin.summaries()[0]["id"]
    new = admin.begin("new")
    assert port.texts("/a") == ["666"]
    assert [entry["response"]["status"] for entry in admin.history(1)] == [666]
    assert [entry["response"]["status"] for entry in admin.history(1, f"?session={old}")] == [200]
    assert [mock["state"]["times_count"] for mock in admin.mocks(f"?session={old}")] == [0, 1]
    rest = admin.json("DELETE", f"/sessions/{new}")
    assert rest == admin.summaries()
    assert port.texts("/b") == ["b"]
    assert admin.counts() == [1, 1]
    assert len(admin.history(2)) == 2


def test_locked_mocks_go_on_into_a_new_session(admin: AdminPort, port: MockPort) -> None:
    admin.upload(MOCKS)
    port.get("/a")
    locked = admin.mocks()[1]["state"]
    admin.json("POST", "/mocks/lock", body=[locked["id"]])
    old = admin.summaries()[0]["id"]
    admin.begin("next")
    (carried,) = admin.mocks()
    assert carried["request"]["path"]["value"] == "/a"
    assert carried["state"]["id"] == locked["id"]
    assert (carried["state"]["times_count"], carried["state"]["locked"]) == (0, True)
    assert carried["state"]["creation_date"] > locked["creation_date"]
    assert port.texts("/a", "/b") == ["a", "666"]
    assert admin.counts() == [1]
    assert [mock["state"]["times_count"] for mock in admin.mocks(f"?session={old}")] == [0, 1]


def test_a_reset_keeps_locked_mocks(admin: AdminPort, port: MockPort) -> None:
    admin.upload(MOCKS, "?session=named")
    port.get("/b")
    locked = admin.mock_id()
    admin.json("POST", "/mocks/lock", body=[locked])
    assert admin.json("POST", "/reset") == {"message": "Reset successful"}
    assert names(admin) == ["Session #1"]
    (kept,) = admin.mocks()
    assert (kept["state"]["id"], kept["state"]["times_count"], kept["state"]["locked"]) == (locked, 0, True)
    assert admin.history() == []
    assert port.texts("/b", "/a") == ["b", "666"]


@pytest.mark.parametrize(
    ("force", "left"), [("true", 0), ("1", 0), ("T", 0), ("false", 1), ("yes", 1), ("", 1)]
)
def test_a_forced_reset_keeps_nothing(admin: AdminPort, force: str, left: int) -> None:
    admin.upload(MOCKS)
    admin.json("POST", "/mocks/lock", body=[admin.mock_id()])
    admin.json("POST", f"/reset?force={force}")
    assert len(admin.summaries()) == left
    assert len(admin.mocks()) == left


def test_a_reset_without_locked_mocks_leaves_no_session(admin: AdminPort) -> None:
    admin.upload(MOCKS)
    admin.json("POST", "/reset")
    assert admin.sessions() == []


def rename(admin: AdminPort, body: str, *lines: str) -> tuple[int, Any]:
    answer = admin.send("PUT", "/sessions", *lines, body=body)
    return answer.status, told(answer)


class TestRenaming:
    def test_the_name_only(self, admin: AdminPort) -> None:
        session = admin.json("POST", "/sessions?name=a")
        renamed = admin.json("PUT", "/sessions", body={"id": session["id"], "name": "b"})
        assert renamed == session | {"name": "b"}
        assert names(admin) == ["b"]

    def test_an_empty_name(self, admin: AdminPort) -> None:
        session = admin.begin("a")
        assert admin.json("PUT", "/sessions", body={"id": session, "name": ""})["name"] == ""

    @pytest.mark.parametrize(
        ("body", "line", "status", "message"),
        [
            ('{"id": "none", "name": "x"}', f"Content-Type: {JSON_TYPE}", 404, "session not found"),
            ("", f"Content-Type: {JSON_TYPE}", 404, "session not found"),
            ("id=x&name=y", "Content-Type: application/x-www-form-urlencoded", 404, "session not found"),
            ('{"id": "x"}', "Content-Type: application/x-yaml", 400, UNSUPPORTED),
            ('{"id": "x"}', "X-Nothing: 1", 400, UNSUPPORTED),
            ('{"id": ', f"Content-Type: {JSON_TYPE}", 400, ""),
            ('{"id": 5}', f"Content-Type: {JSON_TYPE}", 400, ""),
            ("[]", f"Content-Type: {JSON_TYPE}", 400, ""),
        ],
    )
    def test_refusals(self, admin: AdminPort, body: str, line: str, status: int, message: str) -> None:
        admin.begin("a")
        found, told_ = rename(admin, body, line)
        assert found == status
        assert message in told_["message"]
        assert names(admin) == ["a"]


class TestDeleting:
    def test_one_that_is_not_in_force(self, admin: AdminPort) -> None:
        old, new = admin.begin("old"), admin.begin("new")
        assert [summary["id"] for summary in admin.json("DELETE", f"/sessions/{old}")] == [new]
        assert names(admin) == ["new"]

    def test_the_only_one(self, admin: AdminPort) -> None:
        assert admin.json("DELETE", f"/sessions/{admin.begin('a')}") == []

    def test_one_that_is_not_there(self, admin: AdminPort) -> None:
        admin.begin("a")
        assert admin.message("DELETE", "/sessions/a") == (404, "session not found")


def test_a_call_belongs_to_the_session_in_which_it_came(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /slow}, response: {delay: 300ms}}]", "?session=old")
    old = admin.summaries()[0]["id"]
    with port.connection() as slow:
        port.write(slow, get("/slow"))
        assert slow.is_quiet(0.1)
        admin.begin("new")
        assert slow.read_answer().status == 200
    assert [entry["request"]["path"] for entry in admin.history(1, f"?session={old}")] == ["/slow"]
    assert admin.history() == []


def test_whole_sessions(admin: AdminPort, port: MockPort) -> None:
    admin.upload(MOCKS, "?session=one")
    port.get("/a")
    admin.history(1)
    admin.begin("two")
    one, two = admin.sessions()
    assert list(one) == ["id", "name", "date", "history", "mocks"]
    assert [entry["request"]["path"] for entry in one["history"]] == ["/a"]
    assert one["mocks"] == admin.mocks(f"?session={one['id']}")
    assert (two["name"], two["history"], two["mocks"]) == ("two", [], [])
    assert [
        {name: session[name] for name in ("id", "name", "date")} for session in (one, two)
    ] == admin.summaries()
    assert [session["name"] for session in admin.yaml("GET", "/sessions")] == ["one", "two"]
