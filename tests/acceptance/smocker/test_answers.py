"""What goes over the wire for a mock's response, byte by byte."""

import json
import time

import pytest

from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get, post, told

type Lines = list[tuple[str, str]]


def answered(
    admin: AdminPort, port: MockPort, response: str, ask: Ask | None = None
) -> tuple[int, Lines, bytes]:
    """Status, headers but Date, body."""
    admin.upload(f"[{{response: {response}}}]")
    answer = port.send(ask or get("/"))
    dates = [value for name, value in answer.headers if name == "Date"]
    assert len(dates) == 1
    return answer.status, [line for line in answer.headers if line[0] != "Date"], answer.body


TEXT = "text/plain; charset=utf-8"
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.mark.parametrize(
    ("response", "given", "sniffed", "body"),
    [
        ("{}", [], "", b""),
        ("{body: hi}", [], TEXT, b"hi"),
        ("{body: '{\"a\":1}'}", [], TEXT, b'{"a":1}'),
        ("{body: '<html></html>'}", [], "text/html; charset=utf-8", b"<html></html>"),
        ("{body: '<?xml version=\"1.0\"?>'}", [], "text/xml; charset=utf-8", b'<?xml version="1.0"?>'),
        ("{body: !!binary iVBORw0KGgo=}", [], "image/png", PNG),
        ("{body: !!binary AAE=}", [], "application/octet-stream", b"\0\1"),
        ("{headers: {Content-Type: a/b}, body: '{}'}", [("Content-Type", "a/b")], "", b"{}"),
        ("{headers: {content-type: a/b}, body: b}", [("content-type", "a/b")], TEXT, b"b"),
        ("{headers: {Content-Encoding: gzip}, body: b}", [("Content-Encoding", "gzip")], "", b"b"),
        (
            "{headers: {x-lower-CASE: v, BrokerProperties: '{}', A: [2, 1]}, body: b}",
            [("A", "2"), ("A", "1"), ("BrokerProperties", "{}"), ("x-lower-CASE", "v")],
            TEXT,
            b"b",
        ),
        ("{headers: {'a b': x, 'a:b': y, Ok: z}}", [("Ok", "z")], "", b""),
        ('{headers: {X: "a\\nb", Y: "c\\r\\nd"}}', [("X", "a b"), ("Y", "c  d")], "", b""),
    ],
)
def test_headers_are_the_mocks_sorted_and_then_the_servers(
    admin: AdminPort, port: MockPort, response: str, given: Lines, sniffed: str, body: bytes
) -> None:
    added = [("Content-Length", str(len(body))), *([("Content-Type", sniffed)] if sniffed else [])]
    assert answered(admin, port, response) == (200, given + added, body)


@pytest.mark.parametrize("status", [200, 201, 302, 404, 500, 599, 600, 666, 700, 999])
def test_statuses(admin: AdminPort, port: MockPort, status: int) -> None:
    assert answered(admin, port, f"{{status: {status}, body: b}}")[::2] == (status, b"b")


def test_the_status_line_of_an_unusual_status(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /700}, response: {status: 700}}]")
    assert port.raw(get("/700")).startswith(b"HTTP/1.1 700 status code 700\r\n")
    assert port.raw(get("/none")).startswith(b"HTTP/1.1 666 status code 666\r\n")
    admin.upload("[{response: {status: 404}}]")
    assert port.raw(get("/")).startswith(b"HTTP/1.1 404 Not Found\r\n")


def test_head_has_headers_only(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {headers: {X: y}, body: hello}}]")
    with port.connection() as connection:
        port.write(connection, Ask("HEAD", "/"))
        answer = connection.read_answer("HEAD")
        assert (answer.status, answer.header("X")) == (200, "y")
        assert answer.header("Content-Length") in {None, "5"}
        port.write(connection, get("/"))
        assert connection.read_answer().body == b"hello"


@pytest.mark.parametrize("status", [-1, 1, 99, 1000, 12345])
def test_a_status_that_http_does_not_have(admin: AdminPort, port: MockPort, status: int) -> None:
    found = answered(admin, port, f"{{status: {status}, body: b}}")
    assert (found[0], json.loads(found[2])) == (500, {"message": "Internal Server Error"})
    assert admin.counts() == [1]
    assert not is_in_history(admin, port, "/")


def is_in_history(admin: AdminPort, port: MockPort, path: str) -> bool:
    """Whether a call that was answered is in history; another call comes after it, so that it is complete."""
    admin.upload("[{request: {path: /and-then}, response: {}}]")
    port.get("/and-then")
    seen = [entry["request"]["path"] for entry in admin.history(1)]
    assert seen[-1] == "/and-then"
    return path in seen[:-1]


@pytest.mark.parametrize("status", [100, 102, 103, 199])
def test_an_informational_status_comes_before_a_200(admin: AdminPort, port: MockPort, status: int) -> None:
    admin.upload(f"[{{response: {{status: {status}, headers: {{Link: '</a>'}}, body: after}}}}]")
    with port.connection() as connection:
        port.write(connection, get("/"))
        first = connection.read_answer()
        assert (first.status, first.header("Link")) == (status, "</a>")
        final = connection.read_answer()
        assert (final.status, final.body) == (200, b"after")


@pytest.mark.parametrize("status", [204, 304])
def test_a_body_where_none_is_allowed(admin: AdminPort, port: MockPort, status: int) -> None:
    admin.upload(f"[{{request: {{path: /none}}, response: {{status: {status}, body: b}}}}]")
    with port.connection() as connection:
        port.write(connection, get("/none"))
        answer = connection.read_answer()
        assert answer.status == status
        assert connection.is_quiet()
    assert admin.counts() == [1]
    assert not is_in_history(admin, port, "/none")


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_is_one(admin: AdminPort, port: MockPort, status: int) -> None:
    found = answered(admin, port, f"{{status: {status}, headers: {{ETag: x}}}}")
    assert found == (status, [("ETag", "x")], b"")
    assert is_in_history(admin, port, "/")


def test_a_length_that_is_too_small_is_not_recorded(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /cut}, response: {headers: {Content-Length: 2}, body: abcdef}}]")
    port.raw(get("/cut"))
    assert admin.counts() == [1]
    assert not is_in_history(admin, port, "/cut")


def test_a_large_body_arrives_whole(admin: AdminPort, port: MockPort) -> None:
    body = "0123456789" * 200_000
    admin.upload_json([{"response": {"body": body}}])
    assert port.get("/").body.decode() == body


@pytest.mark.parametrize(("low", "high"), [("60ms", "60ms"), ("20ms", "60ms"), ("0s", "40ms")])
def test_delays_are_slept_and_recorded(admin: AdminPort, port: MockPort, low: str, high: str) -> None:
    admin.upload(f"[{{response: {{delay: {{min: {low}, max: {high}}}, body: late}}}}]")
    began = time.monotonic()
    assert port.get("/").body == b"late"
    took = (time.monotonic() - began) * 1000
    (entry,) = admin.history(1)
    slept = entry["context"].get("delay", "0ms")
    assert slept.endswith(("ms", "µs", "ns"))
    milliseconds = float(slept.rstrip("nmµs")) / {"m": 1, "µ": 1e3, "n": 1e6}[slept[-2]]
    assert float(low.rstrip("ms")) <= milliseconds <= float(high.rstrip("ms"))
    assert milliseconds <= took
    if low == high:
        assert slept == low


def test_no_delay_is_left_out(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {}}]")
    port.get("/")
    assert "delay" not in admin.history(1)[0]["context"]


def test_others_are_served_during_a_delay(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "[{request: {path: /slow}, response: {delay: 300ms}}, {request: {path: /fast}, response: {}}]"
    )
    with port.connection() as slow:
        port.write(slow, get("/slow"))
        assert port.get("/fast").status == 200
        assert slow.is_quiet(0)
        assert slow.read_answer().status == 200
    assert [entry["request"]["path"] for entry in admin.history(2)] == ["/fast", "/slow"]


def test_one_connection_serves_many(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "[{request: {path: /a}, response: {body: a}}, {request: {path: /b}, response: {status: 204}}]"
    )
    with port.connection() as connection:
        seen = []
        for path in ("/a", "/b", "/none", "/a"):
            port.write(connection, post(path, "some body"))
            seen.append(connection.read_answer("POST").status)
    assert seen == [200, 204, 666, 200]


def test_the_answer_to_a_body_in_chunks(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {body: abc}, response: {body: d}}]")
    answer = port.send(Ask("PUT", "/", ("Transfer-Encoding: chunked",), b"3\r\nabc\r\n0\r\n\r\n"))
    assert answer.body == b"d"
    assert told(port.send(Ask("PUT", "/", (), b"ab")))["request"]["body_string"] == "ab"
