"""The history as Smocker's route shows it."""

import re
from typing import Any

import pytest

from tests.acceptance.smocker.ports import DATE, YAML_TYPE, AdminPort, Ask, MockPort, get, post

ECHO = """\
- response:
    status: 201
    headers: {Content-Type: application/json, X: [a, b]}
    body: '{"message":"hi"}'
"""


def only_entry(admin: AdminPort) -> dict[str, Any]:
    (entry,) = admin.history(1)
    return entry


def test_an_entry(admin: AdminPort, port: MockPort) -> None:
    admin.upload(ECHO)
    port.post("/test?q=1&q=2", '{"a":1}', "X-Foo: bar", "x-foo: baz")
    entry = only_entry(admin)
    assert list(entry) == ["context", "request", "response"]
    assert entry["context"] == {"mock_id": admin.mock_id(), "mock_type": "static"}
    request, response = entry["request"], entry["response"]
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
    assert (request["path"], request["method"], request["origin"]) == ("/test", "POST", "127.0.0.1")
    assert (request["body_string"], request["body"]) == ('{"a":1}', {"a": 1})
    assert request["query_params"] == {"q": ["1", "2"]}
    assert request["headers"] == {"Content-Length": ["7"], "Host": [port.host], "X-Foo": ["bar", "baz"]}
    assert list(response) == ["status", "body", "headers", "date"]
    assert (response["status"], response["body"]) == (201, {"message": "hi"})
    assert response["headers"] == {"Content-Type": ["application/json"], "X": ["a", "b"]}
    for date in (request["date"], response["date"]):
        assert re.fullmatch(DATE, date)
    assert request["date"] <= response["date"]


def test_in_json_it_is_indented_by_four(admin: AdminPort, port: MockPort) -> None:
    port.get("/x")
    only_entry(admin)
    text = admin.send("GET", "/history").body.decode()
    assert text.startswith(
        '[\n    {\n        "context": {},\n        "request": {\n            "path": "/x",\n'
    )
    assert text.endswith("}\n    }\n]\n")


def test_in_yaml_the_context_has_other_names(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /a}, response: {delay: 10ms, body: a}}]")
    port.get("/a")
    admin.history(1)
    port.get("/none")
    admin.history(2)
    found, none = admin.yaml("GET", "/history")
    assert found["context"] == {"mockid": admin.mock_id(), "mocktype": "static", "delay": "10ms"}
    assert none["context"] == {"mockid": "", "mocktype": "", "delay": ""}
    assert found["request"]["path"] == "/a"
    assert found["response"]["body"] == "a"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('{"b":1.0,"a":[1]}', {"a": [1], "b": 1}),
        ("[1]", "[1]"),
        ("1", "1"),
        ('"s"', '"s"'),
        ("null", None),
        ("", ""),
        ("{", "{"),
    ],
)
def test_of_request_bodies_only_objects_are_parsed(
    admin: AdminPort, port: MockPort, sent: str, shown: Any
) -> None:
    port.post("/", sent)
    request = only_entry(admin)["request"]
    assert (request["body_string"], request["body"]) == (sent, shown)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('\'{"b":1.0,"a":[1]}\'', {"a": [1], "b": 1}),
        ("'[1]'", [1]),
        ("'123'", 123),
        ("'\"str\"'", "str"),
        ("'true'", True),
        ("'{'", "{"),
        ("''", ""),
        ("hello", "hello"),
        ("' 1 '", 1),
    ],
)
def test_of_response_bodies_all_json_is_parsed(
    admin: AdminPort, port: MockPort, body: str, shown: Any
) -> None:
    admin.upload(f"[{{response: {{body: {body}}}}}]")
    port.get("/")
    assert only_entry(admin)["response"]["body"] == shown


def test_a_response_body_of_null_is_left_out(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {body: 'null'}}]")
    port.get("/")
    assert "body" not in only_entry(admin)["response"]


def test_bytes(admin: AdminPort, port: MockPort) -> None:
    sent = b"\xff\xfe\x00\x01"
    admin.upload("[{response: {body: !!binary iVBORw0KGgo=}}]")
    port.post("/", sent)
    entry = only_entry(admin)
    assert entry["request"]["body_string"] == entry["request"]["body"] == "\ufffd\ufffd\0\1"
    assert entry["response"]["body"] == "\ufffdPNG\r\n\x1a\n"
    (in_yaml,) = admin.yaml("GET", "/history")
    assert in_yaml["request"]["body_string"] == sent
    assert in_yaml["response"]["body"] == b"\x89PNG\r\n\x1a\n"
    assert b"!!binary" in admin.send("GET", "/history", f"Accept: {YAML_TYPE}").body


def test_what_the_server_adds_is_not_shown(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {body: hi}}]")
    port.get("/")
    assert "headers" not in only_entry(admin)["response"]


def test_a_refusal(admin: AdminPort, port: MockPort) -> None:
    port.get("/nowhere")
    entry = only_entry(admin)
    assert entry["context"] == {}
    assert entry["response"]["status"] == 666
    assert entry["response"]["body"]["message"] == "No mock found matching the request"
    assert entry["response"]["headers"] == {"Content-Type": ["application/json"]}


def test_a_refusal_for_limits(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, response: {}}]")
    port.get("/")
    port.get("/")
    _, refused = admin.history(2)
    assert refused["context"] == {}
    assert refused["response"]["body"]["message"] == "Matching mock found but was exceeded"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("/test", ["/test", "/test2", "/a/test", "/te%5Bst"][:3]),
        ("%5E/test$", ["/test"]),
        ("test2", ["/test2"]),
        ("x=1", []),
        ("%255B", ["/te%5Bst"]),
        ("", ["/test", "/test2", "/a/test", "/te%5Bst"]),
    ],
)
def test_the_filter_is_searched_in_the_escaped_path(
    admin: AdminPort, port: MockPort, pattern: str, found: list[str]
) -> None:
    port.texts("/test", "/test2?x=1", "/a/test", "/te%5Bst")
    admin.history(4)
    assert [entry["request"]["path"] for entry in admin.history(0, f"?filter={pattern}")] == found


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("%5B", "error parsing regexp: missing closing ]: `[`"),
        ("(", "error parsing regexp: missing closing ): `(`"),
    ],
)
def test_a_bad_filter(admin: AdminPort, pattern: str, message: str) -> None:
    assert admin.message("GET", f"/history?filter={pattern}") == (400, message)


def test_a_session_by_its_id(admin: AdminPort, base: MockPort) -> None:
    base.get("/old")
    old = admin.summaries()[0]["id"]
    admin.history(1)
    admin.begin("new")
    assert admin.history() == []
    assert [entry["request"]["path"] for entry in admin.history(1, f"?session={old}")] == ["/old"]
    assert admin.message("GET", "/history?session=zz") == (404, "session not found")
    assert admin.message("DELETE", "/history?session=zz") == (404, "session not found")


def test_entries_are_in_the_order_of_their_ends(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "[{request: {path: /slow}, response: {delay: 300ms}}, {request: {path: /fast}, response: {}}]"
    )
    with port.connection() as slow:
        port.write(slow, get("/slow"))
        assert slow.is_quiet(0.05)
        port.get("/fast")
        slow.read_answer()
    assert [entry["request"]["path"] for entry in admin.history(2)] == ["/fast", "/slow"]


def test_clearing_it_puts_the_counts_back(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{context: {times: 1}, response: {body: once}}]")
    assert port.texts("/", "/") == ["once", "666"]
    admin.history(2)
    assert admin.json("DELETE", "/history") == []
    assert admin.history() == []
    assert admin.counts() == [0]
    assert port.texts("/") == ["once"]


def test_clearing_that_of_another_session(admin: AdminPort, base: MockPort) -> None:
    admin.upload("[{response: {}}]")
    base.get("/old")
    admin.history(1)
    old = admin.summaries()[0]["id"]
    admin.upload("[{response: {}}]", "?session=new")
    base.get("/new")
    admin.history(1)
    assert admin.json("DELETE", f"/history?session={old}") == []
    assert admin.history(0, f"?session={old}") == []
    assert [mock["state"]["times_count"] for mock in admin.mocks(f"?session={old}")] == [0]
    assert len(admin.history()) == 1
    assert admin.counts() == [1]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE"])
def test_every_method_is_recorded(admin: AdminPort, port: MockPort, method: str) -> None:
    admin.upload("[{response: {body: x}}]")
    port.send(Ask(method, "/m"))
    assert only_entry(admin)["request"]["method"] == method


def test_the_query_is_shown_decoded(admin: AdminPort, port: MockPort) -> None:
    port.send(post("/p?b=1&a=%20x+y&a;z=1&%C3%BC=%2F", ""))
    assert only_entry(admin)["request"]["query_params"] == {"a": [" x y"], "b": ["1"], "ü": ["/"]}
