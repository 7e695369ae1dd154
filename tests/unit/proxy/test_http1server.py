"""A client's connection of ours beside mitmproxy's: what both are told, and say, is the same."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mitmproxy import http, options
from mitmproxy.connection import Client
from mitmproxy.proxy import commands, events
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import (
    RequestEndOfMessage,
    RequestHeaders,
    ResponseData,
    ResponseEndOfMessage,
    ResponseHeaders,
)
from mitmproxy.proxy.layers.http._base import ReceiveHttp
from mitmproxy.proxy.layers.http._http1 import Http1Server

from smockproxy.proxy.http1server import PlainHttp1Server, WholeResponse, goes_whole

GET = b"GET http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n"
REQUESTS = (
    GET,
    b"GET / HTTP/1.0\r\nHost: a.test\r\n\r\n",
    b"HEAD http://a.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n",
    b"POST http://a.test/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n",
    b"POST http://a.test/ HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc",
    b"POST http://a.test/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"GET http://a.test/ HTTP/1.1\r\nConnection: close\r\n\r\n",
    b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n",
    b"GET nonsense\r\n\r\n",
    GET + GET,
)
RESPONSES = (
    (200, {"Content-Length": "4"}, b"body"),
    (200, {"Content-Length": "0", "X-A": "b"}, b""),
    (200, {}, b"body"),
    (204, {}, b""),
    (404, {"Content-Length": "x"}, b"body"),
    (666, {"Content-Length": "4", "Connection": "close"}, b"body"),
)


def client_of(kind: type[Http1Server]) -> Http1Server:
    client = Client(peername=("127.0.0.1", 1), sockname=("127.0.0.1", 2))
    made = kind(Context(client, options.Options()))
    assert list(made.handle_event(events.Start())) == []
    return made


def told(given: Iterable[commands.Command]) -> tuple[bytes, list[str]]:
    """What is written, and what else is asked for; of messages, what they hold."""
    written, others = b"", []
    for command in given:
        if isinstance(command, commands.SendData):
            written += command.data
        elif isinstance(command, ReceiveHttp):
            event = command.event
            message = event.request.data.path if isinstance(event, RequestHeaders) else b""
            others.append(f"{type(event).__name__} {event.stream_id} {message!r}")
        else:
            others.append(type(command).__name__)
    return written, others


def read(connection: Http1Server, data: bytes) -> tuple[bytes, list[str]]:
    return told(connection.handle_event(events.DataReceived(connection.conn, data)))


def response_of(status: int, headers: dict[str, str], body: bytes) -> http.Response:
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    return http.Response(b"HTTP/1.1", status, b"Why", http.Headers(fields), body, None, 0.0, 0.0)


def in_three(connection: Http1Server, response: http.Response) -> tuple[bytes, list[str]]:
    number, content = connection.stream_id, response.raw_content
    parts = [ResponseHeaders(number, response, not content)]
    parts += [ResponseData(number, content)] if content else []
    given = (connection.handle_event(part) for part in (*parts, ResponseEndOfMessage(number)))
    return told(command for commands_of_one in given for command in commands_of_one)


def state_of(connection: Http1Server) -> tuple[object, ...]:
    return connection.state.__name__, connection.stream_id, connection.request_done, connection.response_done


@given(
    st.lists(
        st.tuples(st.sampled_from(REQUESTS), st.sampled_from(RESPONSES), st.integers(0, 200)), max_size=4
    )
)
def test_it_says_what_mitmproxy_says(exchanges):
    ours, its = client_of(PlainHttp1Server), client_of(Http1Server)
    for request, answer, cut in exchanges:
        for piece in filter(None, (request[:cut], request[cut:])):
            assert read(ours, piece) == read(its, piece)
            assert state_of(ours) == state_of(its)
        if its.request is None or its.state.__name__ in {"done", "read_headers"}:
            continue
        response = response_of(*answer)
        whole = WholeResponse(ours.stream_id, response, response.raw_content)
        assert told(ours.handle_event(whole)) == in_three(its, response)
        assert state_of(ours) == state_of(its)


def test_the_end_of_a_request_without_a_body_is_told_with_its_head():
    ours = client_of(PlainHttp1Server)
    received = [command.event for command in ours.handle_event(events.DataReceived(ours.conn, GET))]
    assert [type(event) for event in received] == [RequestHeaders, RequestEndOfMessage]


@pytest.mark.parametrize(
    ("status", "version", "headers", "expected"),
    [
        (200, b"HTTP/1.1", {}, True),
        (200, b"HTTP/1.0", {}, True),
        (200, b"HTTP/2.0", {}, False),
        (101, b"HTTP/1.1", {}, False),
        (200, b"HTTP/1.1", {"Transfer-Encoding": "chunked"}, False),
    ],
)
def test_what_goes_whole(status, version, headers, expected):
    response = response_of(status, headers, b"")
    response.data.http_version = version
    assert goes_whole(response) is expected


def test_a_response_to_another_request_is_a_defect():
    ours = client_of(PlainHttp1Server)
    read(ours, GET)
    late = WholeResponse(ours.stream_id + 2, response_of(*RESPONSES[0]), b"body")
    with pytest.raises(RuntimeError, match="belongs to no request"):
        list(ours.handle_event(late))
