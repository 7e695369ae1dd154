"""What all routes of the admin API share: types, indents, packing, errors."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, MockPort, told, unpacked

MOCK = "- {request: {path: /a}, response: {body: a}}\n"

BOTH = [
    ("GET", "/mocks"),
    ("GET", "/history"),
    ("GET", "/history/summary"),
    ("GET", "/sessions"),
    ("GET", "/sessions/summary"),
    ("POST", "/sessions?name=x"),
    ("POST", "/sessions/verify"),
    ("DELETE", "/history"),
    ("PUT", "/sessions"),
    ("DELETE", "/sessions/ID"),
    ("POST", "/sessions/import"),
]
"""Routes that answer in JSON or in YAML."""
JSON_ONLY = [
    ("POST", "/mocks"),
    ("PUT", "/mocks/ID"),
    ("DELETE", "/mocks/ID"),
    ("POST", "/mocks/lock"),
    ("POST", "/mocks/unlock"),
    ("POST", "/reset"),
    ("GET", "/version"),
]


@pytest.fixture
def filled(admin: AdminPort, base: MockPort) -> AdminPort:
    """One session with one mock; one call, unless an edit comes."""
    admin.upload(MOCK)
    return admin


def body_of(admin: AdminPort, route: str) -> tuple[str, str]:
    """The route with a real id, and a body that it takes."""
    mock, session = admin.mock_id(), admin.summaries()[0]["id"]
    body = {
        "/sessions": json.dumps({"id": session, "name": "renamed"}),
        "/sessions/import": json.dumps(admin.sessions()),
        "/mocks/lock": json.dumps([mock]),
        "/mocks/unlock": json.dumps([mock]),
        "/mocks": json.dumps([{"response": {}}]),
        "/mocks/ID": json.dumps([{"response": {}}]),
    }
    return route.replace("ID", session if "/sessions" in route else mock), body.get(route, "")


def ask(admin: AdminPort, method: str, route: str, *lines: str) -> Any:
    target, body = body_of(admin, route)
    sends = method in {"POST", "PUT"} and body
    typed = (f"Content-Type: {JSON_TYPE}",) if sends else ()
    answer = admin.send(method, target, *typed, *lines, body=body if sends else "")
    assert answer.status == 200, answer.body
    return answer


@pytest.mark.parametrize(("method", "route"), BOTH)
def test_json_of_routes_that_have_yaml_is_indented(filled: AdminPort, method: str, route: str) -> None:
    answer = ask(filled, method, route)
    text = answer.body.decode()
    assert answer.header("Content-Type") == "application/json"
    assert text.endswith("\n")
    assert json.dumps(told(answer), indent=4, ensure_ascii=False) + "\n" == text


@pytest.mark.parametrize(("method", "route"), JSON_ONLY)
def test_other_json_is_compact(filled: AdminPort, method: str, route: str) -> None:
    answer = ask(filled, method, route, f"Accept: {YAML_TYPE}")
    text = answer.body.decode()
    assert answer.header("Content-Type") == "application/json"
    assert json.dumps(told(answer), separators=(",", ":"), ensure_ascii=False) + "\n" == text


@pytest.mark.parametrize(("method", "route"), BOTH)
@pytest.mark.parametrize("accept", [YAML_TYPE, "text/html, application/x-yaml;q=0", "application/X-YAML"])
def test_yaml_when_it_is_anywhere_in_accept(filled: AdminPort, method: str, route: str, accept: str) -> None:
    answer = ask(filled, method, route, f"Accept: {accept}")
    assert answer.header("Content-Type") == YAML_TYPE
    assert answer.body.endswith(b"\n")
    assert not answer.body.startswith(b"{")
    assert isinstance(yaml.safe_load(answer.body), (list, dict))


@pytest.mark.parametrize("accept", ["text/yaml", "application/yaml", "*/*", "application/json"])
def test_other_types_do_not_count_as_yaml(filled: AdminPort, accept: str) -> None:
    answer = filled.send("GET", "/mocks", f"Accept: {accept}")
    assert answer.header("Content-Type") == "application/json"
    assert len(told(answer)) == 1


@pytest.mark.parametrize(("method", "route"), [*BOTH, *JSON_ONLY])
def test_answers_are_packed_for_who_takes_it(filled: AdminPort, method: str, route: str) -> None:
    answer = ask(filled, method, route, "Accept-Encoding: deflate, gzip")
    assert json.loads(unpacked(answer)) is not None
    assert answer.header("Content-Type") == "application/json"


def test_errors_are_packed_too(admin: AdminPort) -> None:
    answer = admin.send("GET", "/mocks?session=none", "Accept-Encoding: gzip")
    assert answer.status == 404
    assert json.loads(unpacked(answer)) == {"message": "session not found"}


def test_nothing_is_packed_for_others(filled: AdminPort) -> None:
    for lines in ((), ("Accept-Encoding: identity",), ("Accept-Encoding: br",)):
        assert filled.send("GET", "/mocks", *lines).header("Content-Encoding") is None


def unknown() -> Iterator[tuple[str, str]]:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        yield method, "/nonsense"
    yield "POST", "/mocks/"
    yield from [("POST", "/history"), ("PUT", "/mocks"), ("DELETE", "/mocks"), ("PATCH", "/mocks")]
    yield from [("DELETE", "/reset"), ("PUT", "/reset"), ("POST", "/version"), ("DELETE", "/sessions")]
    yield from [
        ("PATCH", "/sessions/x"),
        ("POST", "/mocks/x"),
        ("PUT", "/history"),
        ("POST", "/history/summary"),
    ]


@pytest.mark.parametrize(("method", "target"), list(unknown()))
def test_other_routes_are_not_allowed(admin: AdminPort, method: str, target: str) -> None:
    answer = admin.send(method, target, f"Content-Type: {JSON_TYPE}", body="[]")
    assert (answer.status, answer.body) == (405, b'{"message":"Method Not Allowed"}\n')
    assert answer.header("Content-Type") == "application/json"
    assert admin.summaries() == []


@pytest.mark.parametrize("target", ["/mocks", "/history", "/sessions", "/version", "/", "/pages/history"])
def test_head_is_not_allowed(admin: AdminPort, target: str) -> None:
    answer = admin.send("HEAD", target)
    assert (answer.status, answer.body) == (405, b"")


@pytest.mark.parametrize(
    "target", ["/mocks", "/history", "/sessions", "/sessions/summary", "/reset", "/version"]
)
def test_options(admin: AdminPort, target: str) -> None:
    answer = admin.send("OPTIONS", target)
    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/pages/history",
        "/pages/mocks/x",
        "/nonsense",
        "/reset",
        "/mocks/x",
        "/sessions/verify",
        "/mocks/",
    ],
)
def test_an_unknown_get_is_a_page(admin: AdminPort, target: str) -> None:
    answer = admin.send("GET", target)
    assert answer.status == 200
    assert (answer.header("Content-Type") or "").startswith("text/html")
    text = answer.body.decode()
    for route in ("/mocks", "/history", "/sessions", "/sessions/verify", "/reset", "/version"):
        assert route in text
    assert admin.summaries() == []


def test_nothing_is_said_of_other_origins(filled: AdminPort) -> None:
    answer = filled.send("GET", "/mocks", "Origin: http://evil.test")
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/mocks?session=none"),
        ("GET", "/history?session=none"),
        ("GET", "/history/summary?session=none"),
        ("POST", "/sessions/verify?session=none"),
        ("DELETE", "/history?session=none"),
        ("DELETE", "/sessions/none"),
        ("DELETE", "/mocks/x?session=none"),
    ],
)
def test_a_session_that_is_not_there(admin: AdminPort, method: str, target: str) -> None:
    answer = admin.send(method, target)
    assert (answer.status, answer.body) == (404, b'{"message":"session not found"}\n')
    assert answer.header("Content-Type") == "application/json"


def test_version(admin: AdminPort) -> None:
    assert list(admin.json("GET", "/version")) == ["app_name", "build_version", "build_commit", "build_date"]


def test_one_connection_serves_many(admin: AdminPort) -> None:
    with RawConnection(admin.smockproxy.admin) as connection:
        for _ in range(3):
            connection.ask("GET /version HTTP/1.1\nHost: localhost")
            assert connection.read_answer().status == 200
