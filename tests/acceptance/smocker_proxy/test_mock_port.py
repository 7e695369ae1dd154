"""Answers that HTTP does not allow, and requests that Smocker's server keeps from its mocks."""

import json
from typing import Any

import pytest

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.raw import ClosedError, RawAnswer
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get

NOT_ALLOWED = b'{"message":"Smocker internal error: code=405, message=Method Not Allowed"}\n'
SERVER_ERROR = b'{"message":"Internal Server Error"}\n'


def mock(admin: AdminPort, request: dict[str, Any] | None = None, **response: Any) -> None:
    admin.upload_json([{"request": request or {"path": "/m"}, "response": response}])


def ours(admin: AdminPort, count: int = 1) -> list[dict[str, Any]]:
    """All entries of our own history of this test, oldest first."""
    since = admin.sessions()[-1]["id"]
    return wait_until(
        lambda: (
            found
            if len(found := [each for each in admin.smockproxy.history() if each["session"] == since])
            >= count
            else None
        ),
        f"{count} entries",
    )


def shape(answer: RawAnswer) -> tuple[int, list[tuple[str, str]], bytes]:
    dated = [(name, "now" if name == "Date" else value) for name, value in answer.headers]
    return answer.status, dated, answer.body


# -- a status that is none ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [99, 1000, -1, 7])
def test_a_status_that_is_none(admin: AdminPort, port: MockPort, status: int) -> None:
    mock(admin, status=status, body="lost", headers={"X-Mock": "kept"})
    with port.connection() as connection:
        for _ in range(2):
            port.write(connection, get("/m"))
            assert shape(connection.read_answer()) == (
                500,
                [
                    ("Content-Type", "application/json"),
                    ("X-Mock", "kept"),
                    ("Date", "now"),
                    ("Content-Length", str(len(SERVER_ERROR))),
                ],
                SERVER_ERROR,
            )
    assert admin.counts() == [2]
    entries = ours(admin, 2)
    assert {entry["error"] for entry in entries} == {
        f"the mock's status {status} is none: expected 100 to 999"
    }
    assert {entry["decision"] for entry in entries} == {"failed"}
    assert admin.history() == []


# -- informational answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [100, 102, 103, 199])
def test_an_informational_answer_and_then_a_200(admin: AdminPort, port: MockPort, status: int) -> None:
    mock(admin, status=status, body="after", headers={"link": "</x>", "A": "1"})
    with port.connection() as connection:
        port.write(connection, get("/m"))
        interim, final = connection.read_answer(), connection.read_answer()
        assert shape(interim) == (status, [("A", "1"), ("link", "</x>")], b"")
        assert shape(final)[1:] == (
            [
                ("A", "1"),
                ("link", "</x>"),
                ("Date", "now"),
                ("Content-Length", "5"),
                ("Content-Type", "text/plain; charset=utf-8"),
            ],
            b"after",
        )
        assert final.status == 200
        port.write(connection, Ask("HEAD", "/m"))
        assert connection.read_answer("HEAD").status == status
        assert connection.read_answer("HEAD").status == 200
        assert connection.is_quiet()
    assert len(admin.history(2)) == 2


@pytest.mark.parametrize("status", [101, 103])
def test_over_http_2(admin: AdminPort, status: int) -> None:
    mock(admin, status=status, body="after", headers={"X-Mock": "1"})
    answer = curl(admin.smockproxy, "https://shop.test/m", "--http2")
    assert (answer.status, answer.body, answer.headers["x-mock"]) == (200, b"after", "1")


def test_a_101_leaves_the_connection_in_order(admin: AdminPort, port: MockPort) -> None:
    mock(admin, status=101, body="lost", headers={"Upgrade": "x", "Connection": "Upgrade"})
    with port.connection() as connection:
        for _ in range(2):
            port.write(connection, get("/m"))
            answer = connection.read_answer()
            assert (answer.status, answer.header("Upgrade"), answer.header("Content-Length")) == (
                101,
                "x",
                None,
            )
            assert connection.is_quiet()
    assert admin.counts() == [2]
    assert len(ours(admin, 2)) == 2
    assert admin.history() == []


# -- bodies that can't go out -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [204, 304])
def test_a_body_where_none_is_allowed(admin: AdminPort, port: MockPort, status: int) -> None:
    mock(admin, status=status, body="lost", headers={"X-Mock": "1"})
    with port.connection() as connection:
        for _ in range(2):
            port.write(connection, get("/m"))
            answer = connection.read_answer()
            assert (answer.status, answer.header("X-Mock"), answer.header("Content-Length")) == (
                status,
                "1",
                None,
            )
            assert connection.is_quiet()
    assert admin.counts() == [2]
    assert [entry["response"]["status"] for entry in ours(admin, 2)] == [status, status]
    assert admin.history() == []
    admin.reset()
    mock(admin, status=status)
    assert port.get("/m").status == status
    assert len(admin.history(1)) == 1


@pytest.mark.parametrize("length", [3, 0])
def test_a_length_that_is_too_small(admin: AdminPort, port: MockPort, length: int) -> None:
    mock(admin, body="longer", headers={"Content-Length": str(length)})
    with port.connection() as connection:
        port.write(connection, get("/m"))
        if length:
            with pytest.raises(ClosedError):
                connection.read_answer()
        else:
            assert connection.read_answer().body == b""
            assert connection.is_closed()
    assert admin.counts() == [1]
    (entry,) = ours(admin)
    assert entry["error"] == f"the mock's Content-Length is {length}, its body has 6 bytes"
    assert admin.history() == []


@pytest.mark.parametrize("written", ["9", "x"])
def test_any_other_length_is_corrected(admin: AdminPort, port: MockPort, written: str) -> None:
    mock(admin, body="longer", headers={"Content-Length": written})
    answer = port.get("/m")
    assert (answer.header("Content-Length"), answer.body) == ("6", b"longer")
    assert len(admin.history(1)) == 1


# -- header lines -------------------------------------------------------------------------------------------


def test_which_header_lines_go_out(admin: AdminPort, port: MockPort) -> None:
    headers = {
        "x-lower-CASE": "v",
        "BrokerProperties": "{}",
        "bad name": "dropped",
        "bad:name": "dropped",
        "X-Lines": "one\ntwo",
        "Set-Cookie": ["b=2", "a=1"],
        "content-type": "text/x",
    }
    mock(admin, body="{}", headers=headers)
    assert shape(port.get("/m"))[1] == [
        ("BrokerProperties", "{}"),
        ("Set-Cookie", "b=2"),
        ("Set-Cookie", "a=1"),
        ("X-Lines", "one two"),
        ("content-type", "text/x"),
        ("x-lower-CASE", "v"),
        ("Date", "now"),
        ("Content-Length", "2"),
        ("Content-Type", "text/plain; charset=utf-8"),
    ]


def test_an_encoding_keeps_the_type_from_being_guessed(admin: AdminPort, port: MockPort) -> None:
    mock(admin, body="x", headers={"Content-Encoding": "br"})
    assert port.get("/m").header("Content-Type") is None


# -- methods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PROPFIND", "REPORT", "TRACE", "PATCH"])
def test_methods_that_smocker_knows(admin: AdminPort, port: MockPort, method: str) -> None:
    mock(admin, body="hit")
    assert port.send(Ask(method, "/m")).body == b"hit"


@pytest.mark.parametrize("method", ["FOO", "QUERY", "get"])
def test_methods_that_it_does_not(admin: AdminPort, port: MockPort, method: str) -> None:
    mock(admin, body="hit")
    answer = port.send(Ask(method, "/m"))
    assert (answer.status, answer.header("Content-Type"), answer.body) == (
        600,
        "application/json",
        NOT_ALLOWED,
    )
    assert port.send(Ask(method, "/m", (), b"body")).status == 600
    assert admin.counts() == [0]
    assert [entry["decision"] for entry in ours(admin, 2)] == ["refused", "refused"]
    assert admin.history() == []
    assert admin.verify()["history"]["verified"] is True


def test_a_mock_that_was_exported_knows_no_more_methods(admin: AdminPort, port: MockPort) -> None:
    mock(admin, body="hit")
    exported = admin.mocks()
    admin.upload_json(exported, "?reset=true")
    assert port.send(Ask("FOO", "/m")).status == 600


def test_a_mock_that_names_such_a_method_answers(admin: AdminPort, port: MockPort) -> None:
    mock(admin, {"path": "/m", "method": "QUERY"}, body="hit")
    assert port.send(Ask("QUERY", "/m")).body == b"hit"
    assert len(admin.history(1)) == 1


def test_what_nobody_answers(admin: AdminPort, port: MockPort) -> None:
    assert port.send(Ask("FOO", "/nowhere")).status == (666 if port.origin else 600)
    assert len(ours(admin)) == 1
    assert len(admin.history()) == (1 if port.origin else 0)


def test_options_on_everything(admin: AdminPort, base: MockPort) -> None:
    mock(admin, {}, body="hit")
    with base.connection() as connection:
        connection.ask("OPTIONS * HTTP/1.1\nHost: shop.test")
        assert shape(connection.read_answer()) == (200, [("Date", "now"), ("Content-Length", "0")], b"")
        base.write(connection, get("/m"))
        assert connection.read_answer().body == b"hit"
    assert admin.counts() == [1]
    assert len(ours(admin, 2)) == 2
    assert len(admin.history(1)) == 1


# -- hosts --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "hosts"), [("", None), ("\nHost: a.test\nHost: b.test", ["a.test"])])
def test_no_host_or_two(admin: AdminPort, base: MockPort, lines: str, hosts: list[str] | None) -> None:
    mock(admin, body="hit")
    with base.connection() as connection:
        connection.ask("GET /m HTTP/1.1" + lines)
        assert connection.read_answer().body == b"hit"
    (entry,) = admin.history(1)
    assert hosts is None or entry["request"]["headers"]["Host"] == hosts


# -- under TLS ----------------------------------------------------------------------------------------------


def test_all_of_it_in_a_tunnel(admin: AdminPort, base: MockPort) -> None:
    admin.upload_json(
        [
            {"request": {"path": "/99"}, "response": {"status": 99}},
            {"request": {"path": "/103"}, "response": {"status": 103, "body": "after"}},
            {"request": {"path": "/204"}, "response": {"status": 204, "body": "lost"}},
            {"request": {"path": "/101"}, "response": {"status": 101}},
        ]
    )
    with base.connection() as connection:
        connection.connect("shop.test:443")
        connection.start_tls(client_context(admin.smockproxy.ca, "http/1.1"), "shop.test")
        statuses = []
        for path in ("/99", "/103", "", "/204", "/101", "/99"):
            if path:
                connection.ask(f"GET {path} HTTP/1.1\nHost: shop.test")
            statuses.append(connection.read_answer().status)
        connection.ask("FOO /99 HTTP/1.1\nHost: shop.test")
        refused = connection.read_answer()
        assert connection.is_quiet()
    assert statuses == [500, 103, 200, 204, 101, 500]
    assert (refused.status, json.loads(refused.body)["message"]) == (600, json.loads(NOT_ALLOWED)["message"])
