"""One request to one address."""

import asyncio

import httpx
import pytest

from smockproxy.core.http import Headers, Request, Response
from smockproxy.proxy.callbackclient import MOST_READ, CallbackError, NotConnectedError, Sender, Sending

REQUEST = Request(
    "PUT",
    "https",
    "a.test",
    8443,
    "/x?y=%41",
    headers=Headers.of([("Host", "a.test:8443"), ("X-A", "1"), ("X-A", "2")]),
    body=b"sent",
)


async def pieces(body: bytes):
    """A body that is not read before somebody asks."""
    yield body


def sender(answer) -> Sender:
    """One whose requests go no further than a function."""
    made = Sender()
    made._clients[True] = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return made


async def test_it_goes_to_the_address_under_its_own_name():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(201, headers=[("X-B", "1")], content=pieces(b"answered"))

    response = await sender(answer).send(Sending(REQUEST, "10.0.0.1", 5.0))
    assert (response.status, response.body, response.headers.get("x-b")) == (201, b"answered", "1")
    (request,) = seen
    assert str(request.url) == "https://10.0.0.1:8443/x?y=%41"
    assert request.headers.get_list("host") == ["a.test:8443"]
    assert request.headers.get_list("x-a") == ["1", "2"]
    assert (request.method, request.content) == ("PUT", b"sent")
    assert request.extensions["sni_hostname"] == "a.test"


async def test_an_address_of_ip_6():
    seen = []
    made = sender(lambda request: seen.append(str(request.url)) or httpx.Response(200, content=pieces(b"")))
    assert isinstance(await made.send(Sending(REQUEST, "::1", 5.0)), Response)
    assert seen == ["https://[::1]:8443/x?y=%41"]


async def test_little_is_read_of_a_large_answer():
    response = await sender(lambda _: httpx.Response(200, content=pieces(b"x" * 200_000))).send(
        Sending(REQUEST, "10.0.0.1", 5.0)
    )
    assert len(response.body) == MOST_READ


async def test_no_answer():
    def answer(request):
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(NotConnectedError, match="refused"):
        await sender(answer).send(Sending(REQUEST, "10.0.0.1", 5.0))


async def test_an_answer_that_breaks_off_is_no_reason_to_try_another_address():
    def answer(request):
        raise httpx.ReadError("gone", request=request)

    with pytest.raises(CallbackError, match="gone") as caught:
        await sender(answer).send(Sending(REQUEST, "10.0.0.1", 5.0))
    assert not isinstance(caught.value, NotConnectedError)


async def test_too_slow():
    async def answer(_request):
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await sender(answer).send(Sending(REQUEST, "10.0.0.1", 0.001))


async def test_the_client_follows_nobody_elses_word():
    made = Sender()
    with pytest.raises(TimeoutError):
        await made.send(Sending(REQUEST, "10.0.0.1", 0.0, verify=False))
    client = made._clients[False]
    assert (client.trust_env, client.follow_redirects) == (False, False)
