"""The admin API at its host behind the proxy."""

import json

import pytest
from mitmproxy.test import tflow, tutils

from smockproxy.app.settings.table import Settings
from smockproxy.core.http import Form
from smockproxy.proxy import adminhost
from smockproxy.proxy.adminhost import AdminCall, answered, asks_admin, scope_of


@pytest.mark.parametrize(
    ("host", "form", "is_meant"),
    [
        ("smock.proxy", Form.ABSOLUTE, True),
        ("SMOCK.proxy.", Form.ABSOLUTE, True),
        ("smock.proxy", Form.TUNNEL, True),
        ("smock.proxy", Form.ORIGIN, False),
        ("a.smock.proxy", Form.ABSOLUTE, False),
    ],
)
def test_which_requests_are_meant(host, form, is_meant):
    flow = tflow.tflow(req=tutils.treq(host="" if form is Form.TUNNEL else host))
    flow.server_conn.address = (host, 443) if form is Form.TUNNEL else None
    assert asks_admin(flow, form, Settings()) is is_meant
    assert not asks_admin(flow, form, Settings(magic_host=False))


def call(path: bytes = b"/mocks%20x?q=1&r", session: str = "worker-1", **headers: str) -> AdminCall:
    flow = tflow.tflow(req=tutils.treq(path=path, method=b"POST", content=b"body"))
    flow.client_conn.peername = ("127.0.0.1", 4711)
    flow.request.headers.clear()
    for name, value in headers.items():
        flow.request.headers[name] = value
    return AdminCall(flow, session)


def test_the_scope_says_what_was_asked():
    scope = scope_of(call(Host="smock.proxy", X_A="1"))
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/mocks x", b"/mocks%20x", b"q=1&r")
    assert scope["headers"] == [
        (b"host", b"smock.proxy"),
        (b"x_a", b"1"),
        (b"x-smockproxy-session", b"worker-1"),
    ]
    assert (scope["method"], scope["client"]) == ("POST", ("127.0.0.1", 4711))
    assert scope_of(call(session=""))["headers"] == [(b"host", b"smock.proxy")]


async def test_the_answer_is_gathered():
    async def app(scope, receive, send):
        assert (await receive())["body"] == b"body"
        await send({"type": "http.response.start", "status": 201, "headers": [(b"x-a", b"1")]})
        await send({"type": "http.response.body", "body": b"a", "more_body": True})
        await send({"type": "http.response.body", "body": b"b"})
        assert (await receive())["type"] == "http.disconnect"

    answer = await answered(app, call())
    assert (answer.status, answer.body, answer.headers.fields) == (201, b"ab", ((b"x-a", b"1"),))


async def test_an_answer_without_end(monkeypatch):
    async def app(_scope, _receive, send):
        while True:
            await send({"type": "http.response.body", "body": b"x" * 10, "more_body": True})

    monkeypatch.setattr(adminhost, "LARGEST_ANSWER", 100)
    assert (await answered(app, call())).status == 507


async def test_what_it_has_no_answer_for():
    early = await answered(None, call())
    assert (early.status, json.loads(early.body)["message"]) == (503, "The admin API does not listen yet.")
    events = await answered(lambda *_: None, call(b"/api/v1/events?last=3"))
    assert events.status == 501
