"""The admin application without a socket."""

import asyncio
import json
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from smockproxy.admin import throughproxy
from smockproxy.admin.guard import Guard, Rules
from smockproxy.admin.throughproxy import ThroughProxy
from smockproxy.app.admintoken import AdminToken
from smockproxy.app.hostnames import HostNames
from smockproxy.core.http import Headers, Request
from tests.unit.exchanges import text_headers

ASKED = Request(
    "POST",
    "http",
    "smock.proxy",
    80,
    "/t%C3%A9st?a=%20&b",
    text_headers(Host="smock.proxy", Proxy_Authorization="Basic x", Connection="close", X_A="1"),
    b"question",
    client="127.0.0.1",
)


async def told(request):
    body = await request.body()
    seen = {"path": request.scope["path"], "query": request.url.query, "headers": dict(request.headers)}
    return PlainTextResponse(json.dumps(seen | {"body": body.decode(), "client": request.client.host}))


async def pieces(_request):
    async def many():
        for number in range(5):
            yield f"{number};".encode()

    return StreamingResponse(many(), media_type="text/plain", status_code=202)


async def events(_request):
    async def endless():
        while True:
            yield b"data: x\n\n"

    return StreamingResponse(endless(), media_type="text/event-stream")


async def large(_request):
    return PlainTextResponse("x" * 101)


async def slow(_request):
    await asyncio.Event().wait()


async def broken(_request):
    raise ZeroDivisionError


PATHS = {
    "/tést": told,
    "/pieces": pieces,
    "/events": events,
    "/large": large,
    "/slow": slow,
    "/broken": broken,
}
APP = Starlette(routes=[Route(path, answer, methods=["POST"]) for path, answer in PATHS.items()])
THROUGH = ThroughProxy(APP)


async def test_the_request_is_seen_as_it_was_sent():
    answer = await THROUGH(ASKED)
    seen = json.loads(answer.body)
    assert answer.status == 200
    assert seen == {
        "path": "/tést",
        "query": "a=%20&b",
        "headers": {"host": "smock.proxy", "x-a": "1"},
        "body": "question",
        "client": "127.0.0.1",
    }


async def test_the_session_that_was_given_is_named():
    asked = replace(ASKED, session="worker-3", headers=ASKED.headers.adding("X-Smockproxy-Session", "other"))
    seen = json.loads((await THROUGH(asked)).body)
    assert seen["headers"]["x-smockproxy-session"] == "worker-3"


async def test_a_body_that_was_not_kept_is_none():
    assert json.loads((await THROUGH(replace(ASKED, body=None))).body)["body"] == ""


async def test_an_answer_in_pieces_is_whole():
    answer = await THROUGH(replace(ASKED, target="/pieces"))
    assert (answer.status, answer.body) == (202, b"0;1;2;3;4;")
    assert answer.headers == Headers(((b"content-type", b"text/plain; charset=utf-8"),))


@pytest.mark.parametrize("path", ["/events", "/large", "/slow"])
async def test_what_cannot_be_held_whole_is_to_be_asked_elsewhere(monkeypatch, path):
    monkeypatch.setattr(throughproxy, "LARGEST", 100)
    monkeypatch.setattr(throughproxy, "LONGEST", 0.005 if path == "/slow" else 60.0)
    answer = await THROUGH(replace(ASKED, target=path))
    assert answer.status == 501
    assert "ask the admin port itself" in json.loads(answer.body)["message"]


async def test_a_defect_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        await THROUGH(replace(ASKED, target="/broken"))


@pytest.mark.parametrize(
    ("client", "token", "status"),
    [("127.0.0.1", "", 200), ("192.0.2.7", "", 403), ("192.0.2.7", "correct-horse-battery", 401)],
)
async def test_the_guard_looks_at_who_asks(client, token, status):
    rules = Rules(AdminToken(token), HostNames.of(["smock.proxy"], []))
    answer = await ThroughProxy(Guard(APP, rules))(replace(ASKED, client=client))
    assert answer.status == status
