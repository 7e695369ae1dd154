"""Which requests are passed on, and the client's side of them."""

from typing import Any

import pytest

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.conditions import Condition, Conditions, OnField
from smockproxy.core.decision import Unmatched
from smockproxy.core.history import Outcome
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.proxy.lane.passing import PassingOn
from smockproxy.proxy.ownaddress import OwnAddresses
from tests.unit.proxy.lane.talking import Talk, head, hello
from tests.unit.proxy.lane.test_forwarding import OK, Pool, Server
from tests.unit.proxy.mocked_edge import MockedEdge, mock

ASKED = head("GET http://a.test/real HTTP/1.1", "Host: a.test")
SENT = b"GET /real HTTP/1.1\r\nHost: a.test\r\n\r\n"
UPLOAD = head("PUT http://a.test/real HTTP/1.1", "Host: a.test", "Content-Length: 6")
CHUNKED = head("PUT http://a.test/real HTTP/1.1", "Host: a.test", "Transfer-Encoding: chunked")


class Options:
    """mitmproxy's options, of which TLS alone asks."""

    client_certs = tls_ecdh_curve_server = None

    def subscribe(self, *_: object) -> None:
        pass


class Passed(Talk):
    """A conversation with a lane that passes on, and an idle connection to the server."""

    def __init__(self, mocked: MockedEdge | None = None, servers: int = 1) -> None:
        super().__init__(mocked or hello())
        self.servers = [Server() for _ in range(servers)]
        self.lane.edge.own = OwnAddresses(list)
        options: Any = Options()
        self.lane.passing = PassingOn(self.lane.edge, options)
        pool: Any = Pool(*reversed(self.servers))
        self.lane.passing.forwarder.upstreams = pool

    @property
    def server(self) -> Server:
        return self.servers[0]

    @property
    def errors(self) -> list[str]:
        return [entry.error for entry in self.mocked.history]


def test_what_no_mock_answers_is_passed_on() -> None:
    talk = Passed()
    assert talk.says(ASKED) == b""
    assert talk.server.sent == SENT
    talk.server.reader.from_server(OK)
    assert talk.wire.taken() == OK
    assert talk.handlers == 0
    assert talk.mocked.entry.outcome is Outcome.FORWARDED


def test_the_same_request_is_passed_on_by_plan_until_something_changes() -> None:
    talk = Passed(servers=4)
    for server in talk.servers[:3]:
        talk.says(ASKED)
        assert server.sent == SENT
        server.reader.from_server(OK)
    talk.mocked.instance.engine.replace_files((mock("/real"),))
    assert b"mocked" in talk.says(ASKED)
    assert not talk.servers[3].sent


def test_what_comes_meanwhile_is_the_next_request() -> None:
    talk = Passed(servers=2)
    talk.says(ASKED)
    talk.says(ASKED)
    assert not talk.servers[1].sent
    talk.servers[0].reader.from_server(OK)
    assert talk.servers[1].sent == SENT


@pytest.mark.parametrize("policy", [Unmatched.REFUSE])
def test_what_is_to_be_refused_is_not_passed_on(policy: Unmatched) -> None:
    talk = Passed()
    talk.says(ASKED)
    talk.server.reader.from_server(OK)
    talk.mocked.instance.engine.unmatched = policy
    assert b"HTTP/1.1 666 " in talk.says(ASKED)
    assert talk.server.sent == SENT


def test_a_plain_request_is_not_passed_on() -> None:
    talk = Passed()
    talk.says(head("GET /real HTTP/1.1", "Host: a.test"))
    assert not talk.server.sent


def test_a_mock_that_is_used_up_passes_nothing_on() -> None:
    talk = Passed(MockedEdge((mock("/real", times=1),)))
    assert b"mocked" in talk.says(ASKED)
    talk.says(ASKED)
    assert not talk.server.sent


def rule(condition: Condition) -> Mock:
    return Mock("rule", Chaos((Fault(Disturbance.DROP),)), Conditions((condition,)))


@pytest.mark.parametrize(("path", "is_passed"), [("/real", False), ("/other", True)])
def test_what_a_rule_of_chaos_may_disturb_is_not_passed_on(path: str, *, is_passed: bool) -> None:
    talk = Passed(MockedEdge((rule(OnField("path", equal(path))),)), servers=3)
    for server in talk.servers[: 3 if is_passed else 1]:
        talk.says(ASKED)
        assert bool(server.sent) is is_passed
        if is_passed:
            server.reader.from_server(OK)
    assert talk.was_handed_over is not is_passed


def test_scripts_that_want_whole_bodies_get_them() -> None:
    talk = Passed()
    talk.lane.edge.keeps_whole_bodies = True
    talk.says(ASKED)
    assert not talk.server.sent


def test_a_client_that_a_server_knows_by_its_connection_stays_with_mitmproxy() -> None:
    talk = Passed()
    known = head("GET http://a.test/real HTTP/1.1", "Host: a.test", "Authorization: NTLM abc")
    talk.says(known)
    talk.says(ASKED)
    assert not talk.server.sent
    assert talk.handed_over == (known + ASKED).encode()


# -- bodies that are still coming ------------------------------------------------------------


def test_a_body_is_passed_on_as_it_comes_and_what_follows_it_is_the_next_request() -> None:
    talk = Passed(servers=2)
    talk.says(UPLOAD + "ab")
    talk.says("cd")
    assert talk.server.sent.endswith(b"\r\n\r\nabcd")
    talk.says("ef" + ASKED)
    talk.server.reader.from_server(OK)
    assert talk.server.sent.endswith(b"\r\n\r\nabcdef")
    assert talk.servers[1].sent == SENT


def test_chunks_are_read_on_the_way() -> None:
    talk = Passed()
    talk.says(CHUNKED)
    talk.says("3;a=b\r\nabc\r\n")
    talk.says("0\r\nTrailer: a\r\n\r\n")
    assert talk.server.sent.endswith(b"\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    talk.server.reader.from_server(OK)
    assert talk.wire.taken() == OK


def test_rubbish_in_a_body_ends_the_connection() -> None:
    talk = Passed()
    talk.says(CHUNKED)
    talk.says("3\r\nabc\r\nwhat\r\n")
    assert talk.wire.is_closing()
    assert "illegal chunk header" in talk.errors[0]


@pytest.mark.parametrize(
    ("begun", "missing"),
    [
        (UPLOAD + "ab", "(received 2 bytes, expected 6)"),
        (CHUNKED + "3\r\nabc", "(incomplete chunked read)"),
        (ASKED, "client gone"),
    ],
)
def test_a_client_that_leaves(begun: str, missing: str) -> None:
    talk = Passed()
    talk.says(begun)
    talk.http1.lost(None)
    assert talk.errors[0].endswith(missing)
    assert "end" in talk.server.calls


def test_the_pace_of_each_side_is_the_others() -> None:
    talk = Passed()
    talk.says(UPLOAD)
    talk.server.reader.server_is_slow()
    talk.http1.pause()
    talk.http1.resume()
    talk.server.reader.server_took()
    assert talk.server.calls == ["pause_reading", "resume_reading"]
