"""The client: every operation is a method of it, and threads may share it."""

import pytest

from smockproxy.app.api.table import BY_NAME
from smockproxy.testing import Client, ServerEvent, StrangerError, client, operations
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

        def __call__(self, address, sent, timeout):
            self.sent.append((address, sent, timeout))
            yield from self.answer

    carrier = Carrier()
    monkeypatch.setattr(client, "carried", carrier)
    return carrier


@pytest.mark.parametrize("name", BY_NAME)
def test_every_operation_is_a_method(name):
    method = getattr(Client, name)
    assert method.__wrapped__ is getattr(operations, name)
    assert method.__doc__ == getattr(operations, name).__doc__


def test_an_answer_is_a_value(carried):
    carried.answer = [b'{"sessi', b'ons": []}']
    assert Client(URL).list_sessions() == {"sessions": []}
    ((address, sent, timeout),) = carried.sent
    assert (address.url, sent.method, sent.target, timeout) == (URL, "GET", "/api/v1/sessions", 30.0)


def test_no_content_is_none(carried):
    carried.answer = []
    assert Client(URL).delete_mock("m") is None


def test_what_is_no_json_comes_from_a_stranger(carried):
    carried.answer = [b"<html>"]
    with pytest.raises(StrangerError, match=r"What answers at http://a\.test:1 is not"):
        Client(URL).list_sessions()


def test_bodies_are_bytes_and_exports_are_streamed(carried):
    carried.answer = [b"\xff", b"\x00"]
    assert Client(URL).get_response_body("7") == b"\xff\x00"
    pieces = Client(URL).export_history(format="har")
    assert next(pieces) == b"\xff"
    assert [sent.target for _, sent, _ in carried.sent] == [
        "/api/v1/history/7/response/body",
        "/api/v1/history/export?format=har",
    ]


def test_events_come_one_by_one(carried):
    carried.answer = [b"id: 1\nda", b"ta: a\n\n", b"data: b\n\n"]
    events = Client(URL, session="w").listen_events(last=3)
    assert next(events) == ServerEvent(data="a", id="1")
    events.close()
    assert carried.sent[0][1].target == "/api/v1/events?session=w&last=3"


def test_a_wait_may_be_longer_than_the_client_waits_otherwise(carried):
    Client(URL, timeout=2.0).wait(mock="m")
    assert carried.sent[0][2] == 62.0


def test_another_session(carried):
    one = Client(f"http://:correct-horse@{URL[7:]}", session="w1", timeout=2.0)
    other = one.with_session("w2")
    other.list_mocks()
    one.list_mocks()
    one.with_session(None).list_mocks()
    sent = [(each.target, each.headers["Authorization"], timeout) for _, each, timeout in carried.sent]
    assert sent == [
        (f"/api/v1/mocks{query}", "Bearer correct-horse", 2.0) for query in ("?session=w2", "?session=w1", "")
    ]


def test_the_shell_says_where_it_is(monkeypatch):
    monkeypatch.setenv("SMOCKPROXY_ADMIN_URL", "http://b.test:2")
    monkeypatch.setenv("SMOCKPROXY_ADMIN_TOKEN", "correct-horse")
    found = Client().address
    assert (found.url, found.token) == ("http://b.test:2", "correct-horse")
    assert Client(URL, token="").address.token == ""


def test_nothing_shows_the_token():
    assert repr(Client(f"http://:hidden@{URL[7:]}", session="w")) == f"Client('{URL}', session='w')"


def test_any_question_can_be_asked(carried):
    assert list(Client(URL).pieces(Ask("GET", "/new"))) == [b"{}"]
