"""The client for event loops: what `Client` has, to be awaited."""

from contextlib import aclosing

import pytest

from smockproxy.app.api.table import BY_NAME
from smockproxy.testing import AsyncClient, Client, ServerEvent, StrangerError, asyncclient, operations
from smockproxy.testing.ask import Ask

URL = "http://a.test:1"


@pytest.fixture(autouse=True)
def no_variables_of_the_shell(monkeypatch):
    for name in ("SMOCKPROXY_ADMIN_URL", "SMOCKPROXY_ADMIN_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def carried(monkeypatch):
    """What was sent; each is answered with the pieces in `answer`."""

    class Carrier:
        def __init__(self) -> None:
            self.sent, self.answer = [], [b"{}"]

        async def __call__(self, address, sent, timeout):  # noqa: ASYNC109 - what it stands for
            self.sent.append((address, sent, timeout))
            for piece in self.answer:
                yield piece

    carrier = Carrier()
    monkeypatch.setattr(asyncclient, "carried", carrier)
    return carrier


@pytest.mark.parametrize("name", BY_NAME)
def test_it_has_what_the_other_has(name):
    assert getattr(AsyncClient, name).__wrapped__ is getattr(Client, name).__wrapped__
    assert getattr(AsyncClient, name).__doc__ == getattr(operations, name).__doc__


def test_its_other_names_are_the_same():
    assert {name for name in vars(Client) if name[0] != "_"} == {
        name for name in vars(AsyncClient) if name[0] != "_"
    }


async def test_an_answer_is_a_value(carried):
    carried.answer = [b'{"sessi', b'ons": []}']
    assert await AsyncClient(URL).list_sessions() == {"sessions": []}
    ((address, sent, timeout),) = carried.sent
    assert (address.url, sent.method, sent.target, timeout) == (URL, "GET", "/api/v1/sessions", 30.0)


async def test_no_content_is_none(carried):
    carried.answer = []
    assert await AsyncClient(URL).delete_mock("m") is None


async def test_what_is_no_json_comes_from_a_stranger(carried):
    carried.answer = [b"<html>"]
    with pytest.raises(StrangerError, match=r"What answers at http://a\.test:1 is not"):
        await AsyncClient(URL).list_sessions()


async def test_bodies_are_bytes_and_exports_are_streamed(carried):
    carried.answer = [b"\xff", b"\x00"]
    assert await AsyncClient(URL).get_response_body("7") == b"\xff\x00"
    async with aclosing(AsyncClient(URL).export_history(format="har")) as pieces:
        assert await anext(pieces) == b"\xff"
    assert [sent.target for _, sent, _ in carried.sent] == [
        "/api/v1/history/7/response/body",
        "/api/v1/history/export?format=har",
    ]


async def test_events_come_one_by_one(carried):
    carried.answer = [b"id: 1\nda", b"ta: a\n\n", b"data: b\n\n"]
    events = AsyncClient(URL, session="w").listen_events(last=3)
    assert await anext(events) == ServerEvent(data="a", id="1")
    await events.aclose()
    assert carried.sent[0][1].target == "/api/v1/events?session=w&last=3"


async def test_a_wait_may_be_longer_than_the_client_waits_otherwise(carried):
    await AsyncClient(URL, timeout=2.0).wait(mock="m")
    assert carried.sent[0][2] == 62.0


async def test_another_session(carried):
    one = AsyncClient(f"http://:correct-horse@{URL[7:]}", session="w1", timeout=2.0)
    other = one.with_session("w2")
    await other.list_mocks()
    await one.list_mocks()
    await one.with_session(None).list_mocks()
    sent = [(each.target, each.headers["Authorization"], timeout) for _, each, timeout in carried.sent]
    assert sent == [
        (f"/api/v1/mocks{query}", "Bearer correct-horse", 2.0) for query in ("?session=w2", "?session=w1", "")
    ]


def test_the_shell_says_where_it_is(monkeypatch):
    monkeypatch.setenv("SMOCKPROXY_ADMIN_URL", "http://b.test:2")
    monkeypatch.setenv("SMOCKPROXY_ADMIN_TOKEN", "correct-horse")
    found = AsyncClient().address
    assert (found.url, found.token) == ("http://b.test:2", "correct-horse")
    assert AsyncClient(URL, token="").address.token == ""


def test_nothing_shows_the_token():
    assert repr(AsyncClient(f"http://:hidden@{URL[7:]}", session="w")) == f"AsyncClient('{URL}', session='w')"


async def test_any_question_can_be_asked(carried):
    assert [piece async for piece in AsyncClient(URL).pieces(Ask("GET", "/new"))] == [b"{}"]
