"""Which mock answers when several match: the newest first, limits, locked ones."""

import pytest

from tests.acceptance.smocker.ports import AdminPort, MockPort, told


def mock(path: str, body: str, times: int = 0) -> str:
    return f"- {{request: {{path: {path}}}, context: {{times: {times}}}, response: {{body: {body}}}}}\n"


def test_the_last_of_a_file_and_the_last_upload_win(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/o", "first") + mock("/o", "second"))
    assert port.texts("/o") == ["second"]
    admin.upload(mock("/o", "third"))
    assert port.texts("/o") == ["third"]
    assert [shape["response"]["body"] for shape in admin.mocks()] == ["third", "second", "first"]


def test_a_used_up_mock_lets_an_older_one_answer(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/t", "fallback") + mock("/t", "twice", 2))
    assert port.texts("/t", "/t", "/t", "/t") == ["twice", "twice", "fallback", "fallback"]
    assert admin.counts() == [2, 2]


def test_when_all_are_used_up_each_of_them_is_counted(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/t", "a", 1) + mock("/t", "b", 1) + mock("/other", "c", 1))
    assert port.texts("/t", "/t", "/t", "/t") == ["b", "a", "666", "666"]
    assert admin.counts() == [0, 3, 3]


def test_a_refusal_for_limits_lists_the_used_up_mocks(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/t", "a", 1) + mock("/t", "b", 1) + mock("/other", "c"))
    assert port.texts("/t", "/t") == ["b", "a"]
    refused = told(port.get("/t"))
    assert refused["message"] == "Matching mock found but was exceeded"
    assert [shape["response"]["body"] for shape in refused["nearest"]] == ["b", "a"]
    assert [shape["state"]["times_count"] for shape in refused["nearest"]] == [2, 2]
    assert refused["request"]["path"] == "/t"


def test_a_mock_that_does_not_match_is_not_counted(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/a", "a") + mock("/b", "b", 1))
    port.texts("/a", "/nowhere")
    assert admin.counts() == [0, 1]


def test_a_failed_forward_is_not_counted(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, proxy: {host: 'http://127.0.0.1:9'}}]")
    assert [port.get("/").status for _ in range(3)] == [602, 602, 602]
    assert admin.counts() == [0]


@pytest.mark.parametrize("locked", [False, True])
def test_a_locked_mock_matches_like_any_other(admin: AdminPort, port: MockPort, locked: bool) -> None:  # noqa: FBT001
    admin.upload(mock("/l", "one", 1))
    if locked:
        admin.json("POST", "/mocks/lock", body=[admin.mock_id()])
    assert port.texts("/l", "/l") == ["one", "666"]
    assert admin.counts() == [2]


def test_only_the_last_session_answers(admin: AdminPort, port: MockPort) -> None:
    admin.upload(mock("/s", "old"), "?session=old")
    assert port.texts("/s") == ["old"]
    new = admin.begin("new")
    assert port.texts("/s") == ["666"]
    admin.json("DELETE", f"/sessions/{new}")
    assert port.texts("/s") == ["old"]


def test_there_is_no_mock_at_the_start(admin: AdminPort, port: MockPort) -> None:
    assert port.texts("/", "/x") == ["666", "666"]
