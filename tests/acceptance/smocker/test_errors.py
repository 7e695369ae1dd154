"""Answers of the mock port when no mock answers, or something fails."""

import json
from typing import Any

import pytest

from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get, post, told


def refused(port: MockPort, ask: Ask, status: int = 666) -> dict[str, Any]:
    answer = port.send(ask)
    assert answer.status == status
    assert answer.header("Content-Type") == "application/json"
    return told(answer)


def test_no_mock(admin: AdminPort, port: MockPort) -> None:
    found = refused(port, post("/a%20b?x=1&x=2&y", '{"a": [1.0]}', "X-Foo: bar", "x-foo: baz"))
    assert found["message"] == "No mock found matching the request"
    request = found["request"]
    assert list(request) == [
        "path",
        "method",
        "origin",
        "body_string",
        "body",
        "query_params",
        "headers",
        "date",
    ]
    assert request["path"] == "/a%20b"
    assert request["method"] == "POST"
    assert request["origin"] == "127.0.0.1"
    assert request["body_string"] == '{"a": [1.0]}'
    assert request["body"] == {"a": [1]}
    assert request["query_params"] == {"x": ["1", "2"], "y": [""]}
    assert request["headers"]["X-Foo"] == ["bar", "baz"]
    assert request["headers"]["Host"] == [port.host]
    assert request["headers"]["Content-Length"] == ["12"]


def test_without_a_mock_there_is_no_more_than_message_and_request(admin: AdminPort, port: MockPort) -> None:
    assert list(refused(port, get("/"))) == ["message", "request"]
    assert list(refused(port, get("/"))["request"]) == [
        "path",
        "method",
        "origin",
        "body_string",
        "body",
        "headers",
        "date",
    ]


def test_a_used_up_mock(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, response: {}}]")
    port.get("/")
    found = refused(port, get("/"))
    assert found["message"] == "Matching mock found but was exceeded"
    assert list(found)[:2] == ["message", "nearest"]
    assert [shape["state"]["id"] for shape in found["nearest"]] == [admin.mock_id()]


def test_a_body_in_json_ends_with_a_newline_and_is_compact(admin: AdminPort, port: MockPort) -> None:
    body = port.get("/").body
    assert body.endswith(b"}\n")
    assert body.startswith(b'{"message":"No mock found matching the request",')


def test_pretty_indents(admin: AdminPort, port: MockPort) -> None:
    body = port.get("/?pretty").body.decode()
    assert body.startswith('{\n  "message": "No mock found matching the request",\n')
    assert json.loads(body)["request"]["query_params"] == {"pretty": [""]}


@pytest.mark.parametrize("method", ["FOO", "QUERY", "get", "LINK"])
def test_a_method_that_is_not_known(admin: AdminPort, port: MockPort, method: str) -> None:
    admin.upload("[{response: {}}]")
    found = refused(port, Ask(method, "/"), 600)
    assert found["message"] == "Smocker internal error: code=405, message=Method Not Allowed"
    assert port.get("/and-then").status == 200
    assert [entry["request"]["path"] for entry in admin.history(1)] == ["/and-then"]


def test_options_of_the_whole_server(admin: AdminPort, base: MockPort) -> None:
    answer = base.send(Ask("OPTIONS", "*"))
    assert (answer.status, answer.body) == (200, b"")
    assert answer.header("Content-Length") == "0"
    assert base.get("/and-then").status == 666
    assert [entry["request"]["path"] for entry in admin.history(1)] == ["/and-then"]


@pytest.mark.parametrize(
    ("lines", "origin"),
    [
        ((), "127.0.0.1"),
        (("X-Real-Ip: 10.0.0.9",), "10.0.0.9"),
        (("X-Forwarded-For: 10.0.0.1, 10.0.0.2",), "10.0.0.2"),
        (("X-Forwarded-For: 10.0.0.1, ",), "10.0.0.1"),
        (("X-Forwarded-For: 10.0.0.1", "X-Real-Ip: 10.0.0.9"), "10.0.0.1"),
    ],
)
def test_the_origin(admin: AdminPort, port: MockPort, lines: tuple[str, ...], origin: str) -> None:
    assert refused(port, get("/", *lines))["request"]["origin"] == origin


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ("[1]", "[1]"),
        ("1", "1"),
        ('"s"', '"s"'),
        ("null", None),
        ("", ""),
        ('{"b":1,"a":2}', {"a": 2, "b": 1}),
        ("{", "{"),
    ],
)
def test_only_an_object_is_shown_as_json(admin: AdminPort, port: MockPort, sent: str, body: Any) -> None:
    request = refused(port, post("/", sent))["request"]
    assert (request["body_string"], request["body"]) == (sent, body)
