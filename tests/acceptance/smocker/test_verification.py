"""`POST /sessions/verify`: were the mocks used as promised, and is the history clean."""

from typing import Any

import pytest

from tests.acceptance.smocker.ports import AdminPort, MockPort

GOOD = "All mocks match expectations"
BAD = "Some mocks don't match expectations"


def bodies(mocks: list[dict[str, Any]]) -> list[str]:
    return [mock["response"]["body"] for mock in mocks]


def test_nothing_at_all(admin: AdminPort) -> None:
    assert admin.verify() == {
        "mocks": {"verified": True, "all_used": True, "message": GOOD},
        "history": {"verified": True, "message": "History is clean"},
    }
    assert list(admin.verify()["mocks"]) == ["verified", "all_used", "message"]


def test_all_is_well(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "[{request: {path: /a}, context: {times: 2}, response: {}}, {request: {path: /b}, response: {}}]"
    )
    port.texts("/a", "/a", "/b")
    admin.history(3)
    assert admin.verify() == {
        "mocks": {"verified": True, "all_used": True, "message": GOOD},
        "history": {"verified": True, "message": "History is clean"},
    }


def test_too_few_and_unused(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "- {request: {path: /2}, context: {times: 2}, response: {body: twice}}\n"
        "- {request: {path: /0}, response: {body: unlimited}}\n"
        "- {request: {path: /1}, context: {times: 1}, response: {body: once}}\n"
    )
    port.get("/2")
    admin.history(1)
    found = admin.verify()["mocks"]
    assert list(found) == ["verified", "all_used", "message", "failures", "unused"]
    assert (found["verified"], found["all_used"], found["message"]) == (False, False, BAD)
    assert bodies(found["failures"]) == ["once", "twice"]
    assert bodies(found["unused"]) == ["once", "unlimited"]
    assert found["failures"] == [mock for mock in admin.mocks() if "times" in mock["context"]]


def test_too_many(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, response: {body: once}}]")
    port.texts("/", "/", "/")
    admin.history(3)
    found = admin.verify()
    assert (found["mocks"]["verified"], found["mocks"]["all_used"]) == (False, True)
    assert bodies(found["mocks"]["failures"]) == ["once"]
    assert "unused" not in found["mocks"]
    assert found["mocks"]["message"] == BAD
    assert found["history"]["verified"] is False
    assert found["history"]["message"] == "There are errors in the history"
    assert found["history"]["failures"] == admin.history()[1:]


def test_used_as_promised_but_one_was_not_used(admin: AdminPort) -> None:
    admin.upload("[{response: {body: unused}}]")
    found = admin.verify()["mocks"]
    assert (found["verified"], found["all_used"], found["message"]) == (True, False, BAD)
    assert "failures" not in found


@pytest.mark.parametrize(
    ("status", "is_clean"), [(200, True), (500, True), (600, True), (601, False), (700, False)]
)
def test_statuses_above_600_are_errors(admin: AdminPort, port: MockPort, status: int, is_clean: bool) -> None:  # noqa: FBT001
    admin.upload(f"[{{response: {{status: {status}}}}}]")
    port.get("/")
    admin.history(1)
    found = admin.verify()["history"]
    assert found["verified"] is is_clean
    assert found["message"] == ("History is clean" if is_clean else "There are errors in the history")
    assert ("failures" in found) is not is_clean


def test_an_older_session(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, response: {body: old}}]")
    old = admin.summaries()[0]["id"]
    admin.begin("new")
    port.get("/none")
    admin.history(1)
    found = admin.verify(f"?session={old}")
    assert bodies(found["mocks"]["failures"]) == ["old"]
    assert found["history"]["verified"] is True
    assert admin.verify()["mocks"]["verified"] is True
    assert admin.verify()["history"]["verified"] is False


def test_in_yaml(admin: AdminPort) -> None:
    assert admin.yaml("POST", "/sessions/verify") == {
        "mocks": {"verified": True, "allused": True, "message": GOOD, "failures": [], "unused": []},
        "history": {"verified": True, "message": "History is clean", "failures": []},
    }
